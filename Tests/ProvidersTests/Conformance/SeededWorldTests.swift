import Providers
import Runs
import Simulator
import TestSupport
import Testing

/// The seeded worlds of the demo, read over real HTTP.
@Suite struct SeededWorldTests {
    @Test(arguments: ["well", "supermetrics", "elastic-path", "leadlex", "polytomic"])
    func `every row of the demo is read`(name: String) async throws {
        let now = Timestamp.test
        let date = Moment(microseconds: now.milliseconds * 1_000).date
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(history: 1_500, clock: { date }))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let vendor = try #require(SimulatedVendor(rawValue: name))
        let secret = Secret(server.key(for: vendor))
        let client = APIClient(
            baseURL: try #require(BaseURL(server.baseURL(for: vendor))), secret: { secret },
            transport: transport, now: { now })
        let provider: any Provider =
            switch vendor {
            case .well: WellProvider(client: client)
            case .supermetrics: SupermetricsProvider(client: client, team: 936_506)
            case .elasticPath: ElasticPathProvider(client: client)
            case .leadlex: LeadLexProvider(client: client)
            case .polytomic:
                PolytomicProvider(client: client, authentication: .bearer(organization: nil))
            }
        let poll = try await Poll.run(provider, since: now - 48 * 3_600, now: now)
        let next = try await Poll.run(provider, from: poll.position, now: now + 15)
        let pipelines = try await provider.pipelines()
        await transport.shutdown()
        await server.shutdown()

        let named = Set(pipelines.filter { $0.name != nil }.map(\.id))
        #expect(poll.rejected.isEmpty)
        #expect(poll.gaps.isEmpty)
        #expect(poll.runs.count > 100)
        #expect(poll.runs.contains { $0.status == .failed && $0.reason != nil })
        #expect(poll.runs.allSatisfy { $0.pipeline.map { named.contains($0.id) } ?? true })
        // An end that Polytomic's events do not tell is asked for, of a few syncs in each poll.
        let runningLong = poll.runs.filter {
            $0.status == .running && $0.sortTime < now - 3_600
        }
        let resolved = next.runs.filter(\.status.isTerminal).map(\.id)
        #expect(Set(runningLong.map(\.id)).isSubset(of: resolved))
        // What Supermetrics tells without a status is all that may be unknown.
        #expect(poll.runs.allSatisfy { $0.status != .unknown || $0.rawStatus == nil })
    }
}
