import Engine
import History
import Logging
import Runs
import RunTable
import Testing
import TestSupport

/// What a monitor reads once, of the providers alone.
@Suite(.timeLimit(.minutes(10)))
struct ReadingOnceTests {
    private let clock = ManualClock(now: .start)
    private let reset = ProviderError.unreachable(.connectionLost)

    /// Reads sources while the clock goes from one deadline to the next.
    private func read(
        _ sources: [(String, ScriptedProvider)], since: Timestamp? = nil
    ) async -> MonitorReading {
        await monitor(sources).readOnce(
            Monitor.Request(.providers, since: since, timeout: .seconds(60)))
    }

    private func monitor(
        _ sources: [(String, ScriptedProvider)], logger: Logger = .silent
    ) -> Monitor {
        Monitor(
            sources: sources.map { .scripted($0.0, $0.1) }, history: MemoryHistory(), clock: clock,
            random: { 0.5 }, logger: logger)
    }

    private func ids(_ result: MonitorReading) -> [String] {
        result.table.rows.map { result.table[$0].id.text }.sorted()
    }

    @Test func `every source is read to its end, past any bound on polls`() async {
        let long = ScriptedProvider { call, _ in
            .page(
                RunPage(RunObservation("a\(call)", .failed), at: call + 1, hasMore: call < 149))
        }
        let short = ScriptedProvider { _, _ in .page(RunPage(RunObservation("b", .succeeded))) }
        let result = await read([("long", long), ("short", short)])
        #expect(result.table.count == 151)
        #expect(result.unread.isEmpty)
        #expect(result.sources.map(\.name.text) == ["long", "short"])
        #expect(result.sources.map(\.rows.stored) == [150, 1])
        #expect(long.requests.count == 150)
        await clock.sleepers { $0.isEmpty }
    }

    @Test(
        arguments: [
            (1, 0, 5, 2, true), (1, 1, 2, 2, true), (1, 1, 1, 2, false), (0, 1, 9, 2, false),
            (0, 0, 1, 2, true),
        ])
    func `a second reading counts unless less could be read by then`(
        before: Int, after: Int, count: Int, countBefore: Int, replaces: Bool
    ) {
        func result(unread: Int, count: Int) -> MonitorReading {
            var health = SourceHealth(name: SourceName("a"), provider: .well)
            if unread > 0 {
                health.problem = SourceProblem(error: .cancelled, since: .start, failures: 1)
            }
            let records = (0..<count).map {
                RunRecord(
                    RunObservation("r\($0)", .failed), source: health.name, provider: .well,
                    seenAt: .start)
            }
            var table = RunTable()
            table.merge(RunBatch(source: health.name, records: records))
            return MonitorReading(table: table, sources: [health])
        }
        let later = result(unread: after, count: count)
        #expect(later.replaces(result(unread: before, count: countBefore)) == replaces)
    }

    @Test func `without sources nothing is waited for`() async {
        let result = await read([])
        #expect(result.sources.isEmpty)
        #expect(result.table.count == 0)
        #expect(clock.now == .start)
        await clock.sleepers { $0.isEmpty }
    }

    @Test func `a source without end is read up to a size`() async {
        let text = String(repeating: "long ", count: 2 << 20)
        let endless = ScriptedProvider { call, _ in
            var seen = RunObservation("r\(call)", .failed)
            seen.error = .value(RunError(message: text))
            return .page(RunPage(seen, at: call + 1, hasMore: true))
        }
        let result = await read([("endless", endless)])
        #expect(
            result.unread.map(\.problem?.error)
                == [.unreadable(.tooMuch(limit: 256 << 20))])
        #expect((20...30).contains(result.table.count), "\(result.table.count)")
        #expect(endless.requests.count == result.table.count, "it is not tried again")
    }

    @Test func `a given depth goes before the source's own`() async {
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        _ = await read([("a", provider)], since: .at(-60))
        #expect(provider.requests.map(\.since) == [.at(-60)])
    }

    @Test func `a source is read further back than its own depth by as much as is asked for`() async
    {
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        var request = Monitor.Request(.providers, timeout: .seconds(60))
        request.further = .seconds(60)
        _ = await monitor([("a", provider)]).readOnce(request)
        #expect(provider.requests.map(\.since) == [.at(-86_460)])
    }

    @Test func `a question goes to every source, with each page`() async {
        var question = RunQuestion()
        question.statuses = [.failed]
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .failed), at: call, hasMore: call == 0))
        }
        var request = Monitor.Request(.providers, timeout: .seconds(60))
        request.question = question
        _ = await monitor([("a", provider)]).readOnce(request)
        #expect(provider.requests.map(\.question) == [question, question])
        #expect(provider.requests.map(\.position) == [nil, ReadPosition(number: 0)])
    }

    @Test func `what passes is retried, and nothing that was read is asked for again`() async {
        let reset = reset
        let provider = ScriptedProvider { call, _ in
            switch call {
            case 0: .page(RunPage(RunObservation("one", .succeeded), at: 1, hasMore: true))
            case 1: .failure(reset)
            case 2: .failure(.unreadable(.notJSON(mediaType: nil)))
            case 3: .failure(.tooMany(retryAfter: 30))
            default: .page(RunPage(RunObservation("two", .succeeded), at: 2))
            }
        }
        async let result = read([("a", provider)])
        // Half of 1 and of 2 seconds, then 30 seconds and half of 4.
        for wake in [0.5, 1.5, 33.5] {
            await clock.sleepers { $0.first == .at(wake) }
            clock.set(to: .at(wake))
        }
        #expect(ids(await result) == ["one", "two"])
        #expect(await result.unread.isEmpty)
        #expect(provider.requests.count == 5)
        #expect(provider.requests.dropFirst().allSatisfy { $0.position == ReadPosition(number: 1) })
    }

    @Test func `a rate limit without a time is retried in a second, whatever the interval`() async {
        let provider = ScriptedProvider { call, _ in
            call == 0
                ? .failure(.tooMany(retryAfter: nil))
                : .page(RunPage(RunObservation("one", .succeeded)))
        }
        let source = MonitoredSource(
            name: SourceName("a"), provider: provider, interval: .seconds(60),
            backfill: .seconds(60))
        let monitor = Monitor(
            sources: [source], history: MemoryHistory(), clock: clock, random: { 0.5 },
            logger: .silent)
        async let result = monitor.readOnce(
            Monitor.Request(.providers, since: nil, timeout: .seconds(30)))
        await clock.sleepers { ($0.first ?? .at(99)) < .at(3) }
        clock.set(to: .at(3))
        #expect(ids(await result) == ["one"])
        #expect(await result.unread.isEmpty)
    }

    @Test(arguments: [ProviderError.unauthorised, .tooMany(retryAfter: 61)])
    func `what does not pass in time is not waited for`(error: ProviderError) async {
        let provider = ScriptedProvider { call, _ in
            call == 0
                ? .page(RunPage(RunObservation("one", .succeeded), at: 1, hasMore: true))
                : .failure(error)
        }
        let result = await read([("a", provider)])
        #expect(result.unread.map(\.problem?.error) == [error])
        #expect(ids(result) == ["one"])
        #expect(clock.now == .start)
    }

    @Test func `when time is up, what was read is kept and the source is reported`() async {
        let mute = ScriptedProvider { call, _ in
            call == 0
                ? .page(RunPage(RunObservation("one", .succeeded), at: 1, hasMore: true)) : .silence
        }
        let fine = ScriptedProvider { _, _ in .page(RunPage(RunObservation("two", .failed))) }
        let log = HeardLog()
        let monitor = monitor([("mute", mute), ("fine", fine)], logger: log.logger)
        async let result = monitor.readOnce(Monitor.Request(.providers, timeout: .seconds(60)))
        await clock.sleepers { $0 == [.at(60)] }
        // The alarm may be set before anybody is read: time is up only once one hangs and the other
        // was read.
        await wait(for: "a source that was read, and a call without an answer") {
            mute.hung > 0 && log.messages.contains("source read")
        }
        clock.set(to: .at(60))
        #expect(ids(await result) == ["one", "two"])
        #expect(await result.unread.map(\.name.text) == ["mute"])
        #expect(await result.unread.first?.problem?.error == .unreachable(.timedOut))
        #expect(mute.hung == 0)
    }

    @Test func `when time is up amid retries, the last failure is what is told`() async {
        let reset = reset
        let provider = ScriptedProvider { call, _ in call == 0 ? .failure(reset) : .silence }
        async let result = read([("a", provider)])
        await clock.sleepers { $0.first == .at(0.5) }
        clock.set(to: .at(0.5))
        await clock.sleepers { $0 == [.at(60)] }
        clock.set(to: .at(60))
        #expect(await result.unread.map(\.problem?.error) == [reset])
    }

    @Test func `names are waited for, since a filter may go by them`() async {
        let reset = reset
        let named = Pipeline(id: PipelineID("p1"), name: "Mercury")
        let provider = ScriptedProvider(
            pipelines: { call in call == 0 ? .failure(reset) : .success([named]) },
            pages: { _, _ in .page(RunPage(RunObservation("r", .failed, pipeline: "p1"))) })
        async let result = read([("a", provider)])
        await clock.sleepers { $0.first == .at(0.5) }
        clock.set(to: .at(0.5))
        let table = await result.table
        #expect(table.count == 1)
        #expect(table.rows.map { table[$0].pipeline } == [named])
        #expect(await result.unread.isEmpty)
    }

    @Test func `a list of names that is forbidden is done without`() async {
        let provider = ScriptedProvider(
            pipelines: { _ in .failure(.refused(APIProblem(status: 403))) },
            pages: { _, _ in .page(RunPage(RunObservation("r", .failed))) })
        let result = await read([("a", provider)])
        #expect(result.unread.isEmpty)
        #expect(ids(result) == ["r"])
    }
}
