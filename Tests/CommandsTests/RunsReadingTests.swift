import Commands
import Engine
import Foundation
import Runs
import Simulator
import TestSupport
import Testing

/// `synctop runs` as a whole, on simulated providers.
@Suite(.timeLimit(.minutes(10)))
struct RunsReadingTests {
    private let since = SystemClock().now.advanced(by: .seconds(-2 * 86_400)).rfc3339

    private func report(
        _ server: SimulatorServer, filter: String = "", until: String? = nil
    ) async throws -> RunReport {
        // Those that have terms for it, and one that has others.
        let blocks = server.configText().components(separatedBy: "\n\n").filter { block in
            ["well", "supermetrics", "polytomic"].contains { block.contains("\"\($0)\"") }
        }
        let composition = try Composition(simulated: blocks.joined(separator: "\n\n"))
        return try await RunsReading(
            RunsRequest(filter: filter, since: since, until: until, format: .ndjson),
            origin: .providers, timeout: .seconds(3_600)
        ).report(composition, log: .silent)
    }

    /// How many calls asked for what is earlier than a moment, in the provider's own terms.
    private func askedForEarlier(_ server: SimulatorServer) async -> Int {
        await server.requests(to: .polytomic).count { call in
            call.request.query.contains { $0.name == "ending_before" }
        }
    }

    @Test func `until is asked of the providers in their terms, for the same answer`()
        async throws
    {
        // By a clock that stands still, nothing happens between two looks at it.
        let now = Date()
        let configuration = SimulatorConfiguration(history: 1_500, clock: { now })
        let server = try await SimulatorServer.start(configuration)
        let whole = try await report(server)
        let starts = await whole.lines.compactMap { $0.firstMatch(of: /"started_at":"([^"]+)"/)?.1 }
        let middle = String(try #require(starts.dropFirst(starts.count * 4 / 5).first))

        // A condition that no provider has terms for leaves the time to be filtered here.
        let filtered = try await report(server, filter: "until:\(middle) or id:none")
        let before = await askedForEarlier(server)
        let pushed = try await report(server, until: middle)
        let lines = await pushed.lines
        let most = await whole.lines.count / 2
        #expect(lines.count > 50 && lines.count < most)
        #expect(await filtered.lines == lines)
        #expect(await askedForEarlier(server) > before)
        await server.shutdown()
    }

    @Test func `a second reading by the servers' time spends no budget of its own`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.leadLexPlan = .starter
        let server = try await SimulatorServer.start(configuration)
        let block = try #require(
            server.configText().components(separatedBy: "\n\n").first {
                $0.contains("\"leadlex\"")
            })
        // Ten minutes ahead, so that the first reading begins too late.
        let clock = SteadyClock(wall: { SystemClock().now.advanced(by: .seconds(600)) })
        var composition = try Composition(simulated: block)
        composition.exchangeLimits = .patient
        let minute = SystemClock().now.milliseconds / 60_000
        let report = try await RunsReading(
            RunsRequest(format: .ndjson), origin: .providers, timeout: .seconds(20)
        ).report(composition, log: .silent, clock: clock)
        #expect(clock.lead > 500_000)
        // Of ten calls a minute one is kept.
        let minutes = SystemClock().now.milliseconds / 60_000 - minute + 1
        #expect(await server.requestCount(for: .leadlex) <= Int(9 * minutes))
        #expect(await !report.lines.isEmpty)
        await server.shutdown()
    }
}
