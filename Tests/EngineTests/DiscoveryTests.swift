import Engine
import Runs
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10)))
struct DiscoveryTests {
    private static let dry = RateBudget(limit: 100, remaining: 5, resetsAt: .at(3_600))

    @Test func `what a discovery hears of the budget holds for the call after it`() async {
        let provider = ScriptedProvider(
            discoveryBudget: { _ in Self.dry }, pages: { _, _ in .page(RunPage()) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.discoveries == 1)
        #expect(provider.requests.isEmpty)
        #expect(await rig.health("a")?.budgetOpens.map { $0 >= .at(3_600) } == true)
        await rig.monitor.stop()
    }

    @Test func `a poll that was not answered even once is neither a success nor a failure`() async {
        let gone = ProviderError.refused(APIProblem(status: 500))
        let provider = ScriptedProvider(
            discoveryBudget: { $0 > 0 ? Self.dry : nil }, pipelines: { _ in .failure(gone) },
            pages: { _, _ in .failure(gone) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let before = await rig.health("a")?.problem
        #expect(before?.failures == 1)
        await rig.pass(.milliseconds(500))
        #expect(provider.discoveries == 2)
        #expect(provider.requests.count == 1)
        let health = await rig.health("a")
        #expect(health?.problem == before)
        #expect(health?.lastSuccess == nil)
        #expect(health?.nextPoll.map { $0 >= .at(3_600) } == true)
        #expect(health?.budgetOpens == health?.nextPoll)
        await rig.monitor.stop()
    }

    private let forbidden = ProviderError.refused(APIProblem(status: 403))

    @Test func `pipelines are asked for again every ten minutes`() async {
        let provider = ScriptedProvider(
            pipelines: { _ in .success([Pipeline(id: PipelineID("p1"), name: "Mercury")]) },
            pages: { _, _ in .page(RunPage(RunObservation("r", .succeeded, pipeline: "p1"))) })
        let rig = Rig([("a", provider)], interval: .seconds(60))
        await rig.monitor.start()
        await rig.settle()
        for _ in 1...9 { await rig.pass(.seconds(60)) }
        #expect(provider.discoveries == 1)
        await rig.pass(.seconds(60))
        #expect(provider.discoveries == 2)
        await rig.monitor.stop()
    }

    @Test func `a pipeline that stays unknown is asked for once`() async {
        let provider = ScriptedProvider { _, _ in
            .page(RunPage(RunObservation("r", .succeeded, pipeline: "gone")))
        }
        let rig = Rig([("a", provider)], interval: .seconds(60))
        await rig.monitor.start()
        await rig.settle()
        for _ in 1...5 { await rig.pass(.seconds(60)) }
        #expect(provider.discoveries == 2)
        await rig.monitor.stop()
    }

    @Test func `a discovery that fails is no problem while runs can be read`() async {
        let forbidden = forbidden
        let provider = ScriptedProvider(
            pipelines: { _ in .failure(forbidden) },
            pages: { call, _ in
                .page(call == 0 ? RunPage(RunObservation("r", .succeeded)) : RunPage())
            })
        let rig = Rig([("a", provider)], interval: .seconds(60))
        await rig.monitor.start()
        await rig.settle()
        for _ in 1...5 { await rig.pass(.seconds(60)) }
        #expect(await rig.health("a")?.problem == nil)
        #expect(provider.requests.count == 6)
        #expect(provider.discoveries == 1)
        await rig.monitor.stop()
    }

    @Test func `no runs and no pipelines are not taken for a quiet source`() async {
        let forbidden = forbidden
        let provider = ScriptedProvider(
            pipelines: { call in call == 0 ? .failure(forbidden) : .success([]) },
            pages: { _, _ in .page(RunPage()) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.problem?.error == forbidden)
        #expect(await rig.health("a")?.lastSuccess == nil)
        await rig.monitor.poll(SourceName("a"))
        await rig.clock.sleepers { $0.contains(.at(15)) }
        #expect(await rig.health("a")?.problem == nil)
        #expect(provider.discoveries == 2)
        await rig.monitor.stop()
    }

    @Test func `a list of pipelines that is refused is no problem where runs need none`() async {
        let forbidden = forbidden
        let provider = ScriptedProvider(
            readsRunsByPipeline: false, pipelines: { _ in .failure(forbidden) },
            pages: { _, _ in .page(RunPage()) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.problem == nil)
        #expect(await rig.health("a")?.lastSuccess != nil)
        await rig.monitor.stop()
    }

    @Test func `a failing page is the problem that is told of, not the failing discovery`() async {
        let forbidden = forbidden
        let provider = ScriptedProvider(
            pipelines: { _ in .failure(forbidden) },
            pages: { _, _ in .failure(.unauthorised) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.problem?.error == .unauthorised)
        await rig.monitor.stop()
    }
}
