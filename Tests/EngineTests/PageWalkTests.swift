import Engine
import Runs
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PageWalkTests {
    /// The number in a request's position, 0 on first contact.
    private static func number(of request: PageRequest) -> Int {
        request.position?.notes.string.flatMap { Int($0) } ?? 0
    }

    @Test func `each page is asked for where the one before left off`() async {
        let provider = ScriptedProvider { call, request in
            let page = Self.number(of: request)
            return .page(
                RunPage(RunObservation("r\(page)", .succeeded), at: page + 1, hasMore: page < 2))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.map(Self.number) == [0, 1, 2])
        #expect(provider.requests.allSatisfy { $0.since == .at(-86_400) })
        await rig.pass(.seconds(15))
        #expect(provider.requests.map(Self.number) == [0, 1, 2, 3])
        #expect(await rig.health("a")?.isBackfilled == true)
        await rig.monitor.stop()
    }

    @Test func `a walk without end is cut into polls of a hundred pages`() async {
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded), at: call + 1, hasMore: true))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.count == 100)
        #expect(await rig.health("a")?.isBackfilled == false)
        #expect(await rig.health("a")?.lastSuccess == nil)
        #expect(await rig.health("a")?.problem == nil)
        await rig.pass(.seconds(5))
        #expect(provider.requests.count == 200)
        #expect(Self.number(of: provider.requests[100]) == 100)
        await rig.monitor.stop()
    }

    @Test func `a walk of long pages is cut into polls of some megabytes`() async {
        let provider = ScriptedProvider { call, _ in
            var page = RunPage(
                RunObservation("r\(call)", .succeeded), at: call + 1, hasMore: true)
            page.byteCount = 16 * 1_024 * 1_024
            return .page(page)
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.count == 4)
        #expect(await rig.health("a")?.problem == nil)
        await rig.pass(.seconds(5))
        #expect(provider.requests.count == 8)
        #expect(Self.number(of: provider.requests[4]) == 4)
        await rig.monitor.stop()
    }

    @Test(arguments: [1, 2])
    func `pages that lead in a circle are cut off with an error`(length: Int) async {
        let provider = ScriptedProvider { _, request in
            let page = (Self.number(of: request) + 1) % length
            return .page(RunPage(RunObservation("r", .succeeded), at: page, hasMore: true))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.count < 8)
        #expect(
            await rig.health("a")?.problem?.error
                == .unreadable(.circular))
        #expect(await rig.health("a")?.rows.stored == 1)
        await rig.monitor.stop()
    }

    @Test func `a walk goes on where it failed`() async {
        let provider = ScriptedProvider { call, request in
            if call == 2 { return .failure(.unreachable(.connectionLost)) }
            let page = Self.number(of: request)
            return .page(RunPage(at: page + 1, hasMore: page < 3))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.problem?.error == .unreachable(.connectionLost))
        await rig.pass(.milliseconds(500))
        #expect(provider.requests.map(Self.number) == [0, 1, 2, 2, 3])
        #expect(await rig.health("a")?.problem == nil)
        #expect(await rig.health("a")?.lastSuccess == .at(0.5))
        await rig.monitor.stop()
    }

    @Test func `a position that is no longer accepted leads back to where the walk began`() async {
        let provider = ScriptedProvider { call, request in
            let page = Self.number(of: request)
            if call == 2 { return .failure(.refused(APIProblem(status: 410))) }
            return .page(RunPage(at: page + 1, hasMore: page < 2))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.map(Self.number) == [0, 1, 2, 0, 1, 2])
        #expect(await rig.health("a")?.problem == nil)
        await rig.monitor.stop()
    }

    @Test func `a gateway that refuses everything for a while costs no watermark`() async {
        let provider = ScriptedProvider { call, request in
            if (1...2).contains(call) { return .failure(.refused(APIProblem(status: 404))) }
            return .page(RunPage(at: Self.number(of: request) + 1, hasMore: false))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.seconds(15))
        #expect(await rig.health("a")?.problem != nil)
        await rig.pass(.seconds(600))
        #expect(provider.requests.map(Self.number).prefix(4) == [0, 1, 0, 1])
        #expect(await rig.health("a")?.problem == nil)
        await rig.monitor.stop()
    }

    @Test func `a refusal that comes back after a fresh start ends the poll`() async {
        let provider = ScriptedProvider { _, request in
            request.position == nil
                ? .page(RunPage(RunObservation("r", .succeeded), at: 1, hasMore: true))
                : .failure(.refused(APIProblem(status: 404)))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.problem?.error == .refused(APIProblem(status: 404)))
        #expect(provider.requests.count <= 6)
        await rig.monitor.stop()
    }

    @Test func `a refused position is tried no sooner than the provider asks for`() async {
        var problem = APIProblem(status: 404)
        problem.retryAfter = 120_000
        let refusal = ProviderError.refused(problem)
        let provider = ScriptedProvider { call, request in
            call == 1 ? .failure(refusal) : .page(RunPage(at: Self.number(of: request) + 1))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.seconds(15))
        #expect(provider.requests.map(Self.number) == [0, 1])
        #expect(await rig.health("a")?.problem?.error == refusal)
        await rig.pass(.seconds(119))
        #expect(provider.requests.count == 2)
        await rig.monitor.stop()
    }

    @Test func `a refusal that has nothing to do with the position ends the poll`() async {
        let refusal = ProviderError.refused(APIProblem(status: 400))
        let provider = ScriptedProvider { _, _ in .failure(refusal) }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.count == 1)
        #expect(await rig.health("a")?.problem?.error == refusal)
        await rig.monitor.stop()
    }

    @Test func `a walk pauses when only the reserve is left, and goes on with a new budget`() async
    {
        let provider = ScriptedProvider { call, request in
            let page = Self.number(of: request)
            let left = call == 1 ? 10 : 100
            return .page(
                RunPage(
                    at: page + 1, hasMore: page < 2,
                    budget: RateBudget(limit: 100, remaining: left, resetsAt: .at(600))))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.count == 2)
        #expect(await rig.health("a")?.nextPoll == .at(600))
        #expect(await rig.health("a")?.budget?.remaining == 10)
        await rig.pass(.seconds(600))
        #expect(provider.requests.map(Self.number) == [0, 1, 2])
        #expect(await rig.health("a")?.isBackfilled == true)
        await rig.monitor.stop()
    }
}
