import Providers
import Runs
import Simulator
import TestSupport
import Testing

/// Whole walks through long logs, from first contact to the end, over real HTTP.
@Suite struct WalkTests {
    @Test(arguments: WalkCase.all)
    func `a walk gives exactly the 10,000 runs, each field right, at few calls`(
        _ walk: WalkCase
    ) async throws {
        let now = Moment(.test).date
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(clock: { now }, worlds: [walk.world()]))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let base = try #require(BaseURL(server.baseURL(for: walk.vendor)))
        let secret = Secret(server.key(for: walk.vendor))
        let provider = walk.provider(
            APIClient(
                baseURL: base, secret: { secret }, transport: transport, now: { .test }))

        let pipelines = try await provider.pipelines()
        let discoveryCalls = await server.requestCount(for: walk.vendor)
        let poll = try await Poll.run(
            provider, since: .test - 47 * 3_600, pipelines: pipelines)
        let readingCalls = await server.requestCount(for: walk.vendor) - discoveryCalls
        await transport.shutdown()
        await server.shutdown()

        let expected = walk.runs(poll).sorted { $0.id < $1.id }
        let read = poll.runs
        #expect(expected.count == WalkRow.count)
        #expect(read.count == expected.count)
        let different = zip(read, expected).first { $0 != $1 }
        #expect(different?.0 == different?.1)
        // Nothing is told twice, at the edges of pages neither.
        #expect(poll.observations.count == walk.lists.reduce(0, +))
        #expect(poll.rejected.isEmpty)
        #expect(poll.gaps.isEmpty)

        #expect(discoveryCalls == walk.discoveryCalls)
        #expect(readingCalls == walk.readingCalls)
        #expect(readingCalls * 10 <= walk.necessaryCalls * 11)
    }
}
