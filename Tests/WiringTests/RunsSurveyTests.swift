import Engine
import Runs
import Simulator
import Testing
import Wiring

/// `synctop runs` as a whole, on simulated providers.
@Suite(.timeLimit(.minutes(2)))
struct RunsSurveyTests {
    private let since = SystemClock().now.advanced(by: .seconds(-2 * 86_400)).rfc3339

    private func report(
        _ server: SimulatorServer, filter: String = "", until: String? = nil
    ) async throws -> RunReport {
        let composition = try Composition(simulated: server.configText())
        return try await RunsSurvey(
            filter: filter, since: since, until: until, origin: .providers, limit: nil,
            format: .ndjson, failOn: [], timeout: .seconds(60)
        ).report(composition, log: .silent)
    }

    @Test func `until is asked of the providers, for the same answer in fewer calls`()
        async throws
    {
        // So slowly, nothing happens between the two looks at it.
        let configuration = SimulatorConfiguration(speed: 0.01, history: 3_000)
        let server = try await SimulatorServer.start(configuration)
        func calls() async -> Int {
            var sum = 0
            for vendor in SimulatedVendor.allCases {
                sum += await server.requestCount(for: vendor)
            }
            return sum
        }
        let whole = try await report(server)
        let wholeCalls = await calls()
        let starts = whole.lines.compactMap { $0.firstMatch(of: /"started_at":"([^"]+)"/)?.1 }
        let middle = String(try #require(starts.dropFirst(starts.count * 4 / 5).first))

        let pushed = try await report(server, until: middle)
        let pushedCalls = await calls() - wholeCalls
        // A condition that no provider has terms for leaves the time to be filtered here.
        let filtered = try await report(server, filter: "until:\(middle) or id:none")
        #expect(pushed.lines.count > 100 && pushed.lines.count < whole.lines.count / 2)
        #expect(pushed.lines == filtered.lines)
        #expect(pushedCalls < wholeCalls)
        await server.shutdown()
    }
}
