import Engine
import Runs
import Testing

/// What sources of one process share.
@Suite(.timeLimit(.minutes(10)))
struct SharingTests {
    private let dead = ProviderError.unreachable(.connectionRefused)

    private static func number(of request: PageRequest) -> Int {
        request.position?.notes.string.flatMap { Int($0) } ?? 0
    }

    @Test func `Retry-After of one holds for all with the same credential, and for no other`()
        async
    {
        let limited = ScriptedProvider { call, _ in
            call == 1 ? .failure(.tooMany(retryAfter: 120)) : .page(RunPage())
        }
        let sharer = ScriptedProvider { _, _ in .page(RunPage()) }
        let unknownName = ScriptedProvider { _, _ in .page(RunPage()) }
        let rig = Rig([
            .scripted("limited", limited, credential: "same"),
            .scripted("sharer", sharer, interval: .seconds(16), credential: "same"),
            .scripted("stranger", unknownName, credential: "other"),
        ])
        await rig.monitor.start()
        await rig.run(until: .at(300), 3)
        let blocked = Timestamp.at(15)..<Timestamp.at(135)
        #expect(!sharer.requests.contains { blocked.contains($0.now) })
        #expect(!limited.requests.dropFirst(2).contains { blocked.contains($0.now) })
        #expect(sharer.requests.count > 8)
        #expect(unknownName.requests.count == 21)
        #expect(await rig.health("sharer")?.problem == nil)
        await rig.monitor.stop()
    }

    @Test func `a walk under way stops where a sharer is told to wait`() async {
        // The walk has to wait for its minute's budget after each page.
        let walker = ScriptedProvider { _, request in
            let page = Self.number(of: request)
            return .page(
                RunPage(
                    at: page + 1, hasMore: true,
                    budget: RateBudget(
                        limit: 10, remaining: 1,
                        resetsAt: request.now.advanced(by: .seconds(20)))))
        }
        let limited = ScriptedProvider { call, _ in
            call == 1 ? .failure(.tooMany(retryAfter: 1_000)) : .page(RunPage())
        }
        let rig = Rig([
            .scripted("walker", walker, credential: "same"),
            .scripted("limited", limited, interval: .seconds(50), credential: "same"),
        ])
        await rig.monitor.start()
        await rig.run(until: .at(2_000), 2)
        let refusal = limited.requests[1].now
        let end = refusal.advanced(by: .seconds(1_000))
        #expect(walker.requests.contains { $0.now < refusal })
        #expect(!walker.requests.contains { $0.now > refusal && $0.now < end })
        #expect(walker.requests.contains { $0.now >= end })
        await rig.monitor.stop()
    }

    @Test
    func `sharers of a dry budget wait for its end together, and a person may not hurry them`()
        async
    {
        let provider = ScriptedProvider { _, request in
            let isDry = request.now < .at(600)
            return .page(
                RunPage(
                    budget: RateBudget(
                        limit: 100, remaining: isDry ? 0 : 90,
                        resetsAt: isDry ? .at(600) : .at(1_200))))
        }
        let rig = Rig((1...4).map { .scripted("s\($0)", provider, credential: "same") })
        await rig.monitor.start()
        await rig.run(until: .at(599), 4)
        // Those that were on their way before the first response came.
        #expect(provider.requests.count <= 4)
        let answers = await rig.monitor.poll(nil, reserve: .spend)
        #expect(answers.values.allSatisfy { $0 == .refused(.budgetSpent(until: .at(600))) })
        await rig.run(until: .at(700), 4)
        #expect(provider.requests.count >= 8)
        await rig.monitor.stop()
    }

    @Test func `a dead provider is retried less the more of it there is`() async {
        let dead = dead
        func polls(_ count: Int) async -> Double {
            let providers = (0..<count).map { _ in
                ScriptedProvider(
                    pipelines: { _ in .failure(dead) }, pages: { _, _ in .failure(dead) })
            }
            let rig = Rig(
                providers.enumerated().map {
                    .scripted("s\($0.offset)", $0.element, origin: "https://api.example.com")
                })
            await rig.monitor.start()
            await rig.run(until: .at(280), count)
            await rig.monitor.stop()
            return Double(providers.reduce(0) { $0 + $1.requests.count }) / Double(count)
        }
        let (alone, fleet) = (await polls(1), await polls(30))
        #expect(alone >= 8)
        #expect(fleet <= 3)
    }

    @Test func `a few sources begin at once, and many one after the other`() async {
        for (count, most) in [(20, 20), (400, 40)] {
            let provider = ScriptedProvider { _, _ in .page(RunPage()) }
            let rig = Rig((0..<count).map { .scripted("s\($0)", provider) })
            await rig.monitor.start()
            await rig.run(until: .at(10), count, step: .milliseconds(4))
            let starts = Dictionary(grouping: provider.requests, by: \.now).mapValues(\.count)
            #expect(provider.requests.count == count)
            #expect((starts.values.max() ?? 0) <= most)
            await rig.monitor.stop()
        }
    }

    @Test func `ten live sources among 990 dead ones are polled no later than alone`() async {
        let dead = dead
        let gone = ScriptedProvider(
            pipelines: { _ in .failure(dead) }, pages: { _, _ in .failure(dead) })
        let live = (0..<10).map { _ in ScriptedProvider { _, _ in .page(RunPage()) } }
        let rig = Rig(
            (0..<1_000).map { index in
                index % 100 == 0
                    ? .scripted("s\(index)", live[index / 100], origin: "host \(index % 5)")
                    : .scripted("s\(index)", gone, origin: "host \(index % 5)")
            })
        await rig.monitor.start()
        await rig.run(until: .at(130), 1_000, step: .milliseconds(50))
        for provider in live {
            let polls = provider.requests.map(\.now)
            #expect(polls.count >= 8)
            let pauses = zip(polls, polls.dropFirst()).map { $1.milliseconds(since: $0) }
            #expect(pauses.allSatisfy { (15_000...15_400).contains($0) })
        }
        // A first try, and hardly more than one retry each.
        #expect(gone.discoveries < 990 * 3)
        await rig.monitor.stop()
    }

    @Test func `the progress of a first walk is told page by page`() async {
        let provider = ScriptedProvider { call, request in
            let page = Self.number(of: request)
            if page == 2, call == 2 { return .failure(.unreachable(.connectionLost)) }
            return .page(
                RunPage(
                    RunObservation("a\(page)", .succeeded), RunObservation("b\(page)", .failed),
                    at: page + 1, hasMore: page < 3))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(
            await rig.health("a")?.backfill
                == BackfillProgress(pages: 2, runs: 4, oldest: .start, wanted: .at(-86_400)))
        await rig.run(until: .at(20))
        #expect(await rig.health("a")?.isBackfilled == true)
        #expect(await rig.health("a")?.backfill?.pages == 4)
        await rig.monitor.stop()
    }
}
