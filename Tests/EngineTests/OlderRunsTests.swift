import Engine
import History
import Runs
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10)))
struct OlderRunsTests {
    private let failures: RunQuestion = {
        var question = RunQuestion()
        question.statuses = [.failed]
        return question
    }()
    private static let day = 86_400.0

    /// One failed run, begun at a moment.
    private static func failure(_ id: String, _ second: Double) -> RunObservation {
        var seen = RunObservation(id: RunID(id), asOf: .at(second), status: .failed)
        seen.startedAt = .value(.at(second))
        return seen
    }

    /// A source whose polls bring one run, a hundred seconds old, and that is asked by a script.
    private func source(
        budget: RateBudget? = nil,
        _ older: @escaping @Sendable (Int, PageRequest) -> ScriptedProvider.Answer
    ) -> ScriptedProvider {
        ScriptedProvider(
            pipelines: { _ in .success([Pipeline(id: PipelineID("p"), name: "P")]) },
            pages: { call, request in
                guard request.question == nil else { return older(call, request) }
                var page = RunPage(Self.failure("held", -100), at: 7)
                page.budget = budget
                return .page(page)
            })
    }

    private func started(_ provider: ScriptedProvider) async -> Rig {
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        return rig
    }

    private func outcome(_ rig: Rig, _ question: RunQuestion) async -> OlderOutcome? {
        guard case .asked(let outcomes) = await rig.monitor.readOlder(question) else { return nil }
        return outcomes[SourceName("a")]
    }

    private func asked(_ provider: ScriptedProvider) -> [RunQuestion] {
        provider.requests.compactMap(\.question)
    }

    @Test func `runs before all that was read are asked for, over the source's depth`() async {
        let provider = source { _, _ in .page(RunPage(Self.failure("older", -5_000))) }
        let rig = await started(provider)
        #expect(await outcome(rig, failures) == .read(found: 1, since: .at(-2 * Self.day)))
        let asked = asked(provider)
        #expect(asked.map(\.statuses) == [[.failed]])
        #expect(asked.map(\.until) == [.at(-Self.day)])
        #expect(asked.map(\.since) == [.at(-2 * Self.day)])
        #expect(provider.requests.last?.since == .at(-2 * Self.day))
        #expect(provider.requests.last?.pipelines.map(\.label) == ["P"])
        #expect(provider.discoveries == 1)
        #expect(await rig.run("a", "older") != nil)
        await rig.monitor.stop()
    }

    @Test func `an old run that came alone is not taken for how far back all was read`() async {
        let page = RunPage(Self.failure("held", -100), Self.failure("old", -2_000_000))
        let provider = ScriptedProvider { _, request in
            .page(request.question == nil ? page : RunPage())
        }
        let rig = await started(provider)
        _ = await outcome(rig, failures)
        #expect(asked(provider).map(\.until) == [.at(-Self.day)])
        await rig.monitor.stop()
    }

    @Test func `the next wish goes on from there, further where nothing was found`() async {
        let provider = source { _, _ in .page(RunPage()) }
        let rig = await started(provider)
        for _ in 0..<3 { _ = await outcome(rig, failures) }
        let ends = [0, 1, 3].map { Timestamp.at(-Self.day - $0 * Self.day) }
        #expect(asked(provider).map(\.until) == ends)
        #expect(asked(provider).last?.since == .at(-8 * Self.day))
        // What was read of failures alone says nothing of the others; what is read of all does.
        _ = await outcome(rig, RunQuestion())
        #expect(asked(provider).last?.until == .at(-Self.day))
        var warnings = RunQuestion()
        warnings.statuses = [.warning]
        _ = await outcome(rig, warnings)
        #expect(asked(provider).last?.until == .at(-2 * Self.day))
        await rig.monitor.stop()
    }

    @Test func `times of the question bound what is asked`() async {
        let provider = source { _, _ in .page(RunPage()) }
        let rig = await started(provider)
        var question = failures
        question.since = .at(-5_000)
        #expect(await outcome(rig, question) == .exhausted)
        question.since = .at(-2 * Self.day)
        question.until = .at(-1.5 * Self.day)
        #expect(await outcome(rig, question) == .read(found: 0, since: .at(-2 * Self.day)))
        #expect(asked(provider) == [question])
        await rig.monitor.stop()
    }

    @Test func `a source that cannot have any is not asked`() async {
        let provider = source { _, _ in .page(RunPage()) }
        let rig = await started(provider)
        var question = failures
        question.sources = [TextCondition([.equals("b")])]
        #expect(await rig.monitor.readOlder(question) == .asked([:]))
        await rig.monitor.stop()
    }

    @Test func `the reserve is not spent on it`() async {
        let low = RateBudget(limit: 100, remaining: 8, resetsAt: .at(3_600))
        let provider = source(budget: low) { _, _ in .page(RunPage()) }
        let rig = await started(provider)
        #expect(
            await outcome(rig, failures)
                == .refused(.reserve(remaining: 8, until: .at(3_600))))
        #expect(asked(provider).isEmpty)
        await rig.monitor.stop()
    }

    @Test func `a long walk stops, and goes on with the next wish`() async {
        let provider = source { call, _ in
            .page(
                RunPage(
                    Self.failure("r\(call)", -5_000 - Double(call)), at: call + 10,
                    hasMore: call < 40))
        }
        let rig = await started(provider)
        let before = provider.requests.count
        #expect(await outcome(rig, failures) == .cut(found: 30))
        let last = provider.requests.count
        #expect(last == before + 30)
        guard case .read(let found, _) = await outcome(rig, failures) else {
            Issue.record("The walk was not read to its end")
            return
        }
        #expect(provider.requests[last].position == ReadPosition(number: last - 1 + 10))
        #expect(before + 30 + found == provider.requests.count)
        await rig.monitor.stop()
    }

    @Test func `one wish is carried out at a time, and stopping calls it off`() async {
        let provider = source { _, _ in .silence }
        let rig = await started(provider)
        async let first = rig.monitor.readOlder(failures)
        await wait(for: "a call without an answer") { provider.hung > 0 }
        #expect(await rig.monitor.readOlder(failures) == .underWay)
        await rig.monitor.stop()
        #expect(await first == .asked([SourceName("a"): .failed(.cancelled)]))
    }

    @Test func `a wish that was cut short keeps nothing alive`() async {
        weak var provider: ScriptedProvider?
        do {
            let failing = source { _, _ in .failure(.tooMany(retryAfter: 60)) }
            provider = failing
            let rig = await started(failing)
            #expect(await outcome(rig, failures) == .failed(.tooMany(retryAfter: 60)))
            await rig.monitor.stop()
        }
        // What ends its last tasks does so by and by.
        await wait(for: "the provider to be let go") { [weak provider] in provider == nil }
    }

    @Test func `a failure is told, and its wait is kept to`() async {
        let provider = source { _, _ in .failure(.tooMany(retryAfter: 60)) }
        let rig = await started(provider)
        #expect(await outcome(rig, failures) == .failed(.tooMany(retryAfter: 60)))
        #expect(await outcome(rig, failures) == .refused(.retryAfter(until: .at(60))))
        #expect(asked(provider).count == 1)
        await rig.monitor.stop()
    }

    @Test func `what is found is kept, and polling goes on from where it was`() async throws {
        let history = MemoryHistory()
        let provider = source { _, _ in .page(RunPage(Self.failure("older", -5_000), at: 99)) }
        let rig = Rig([("a", provider)], history: history)
        await rig.monitor.start()
        await rig.settle()
        _ = await outcome(rig, failures)
        let kept = try await history.newest(of: [SourceName("a")], limit: 10).records
        #expect(kept.map(\.key.id.text) == ["held", "older"])
        let checkpoint = try await history.checkpoint(of: SourceName("a"))
        #expect(checkpoint?.position == ReadPosition(number: 7))
        await rig.monitor.stop()
    }
}
