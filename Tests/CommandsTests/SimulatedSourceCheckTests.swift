import Commands
import Engine
import Runs
import Simulator
import TestSupport
import Testing

/// A check of the simulated providers, over real HTTP.
struct SimulatedSourceCheckTests {
    /// A clock that somebody set wrong.
    private struct WrongClock: WallClock {
        let lead: Duration
        var now: Timestamp { SystemClock().now.advanced(by: lead) }

        func sleep(until deadline: Timestamp) async throws(CancellationError) {
            try await SystemClock().sleep(until: deadline.advanced(by: .zero - lead))
        }
    }

    @Test func `how far the clock is off is known from the answers, wherever there is one`()
        async throws
    {
        for faults in [nil, "401"] {
            for finding in try await check(faults, clock: WrongClock(lead: .seconds(-600))) {
                let lead = try #require(finding.clockLead)
                #expect((-660_000 ... -540_000).contains(lead))
            }
        }
        #expect(try await check("reset").allSatisfy { $0.clockLead == nil })
    }

    @Test func `how long a provider takes is known from its answers, wherever there is one`()
        async throws
    {
        for faults in [nil, "401"] {
            #expect(try await check(faults).allSatisfy { (0..<300_000).contains($0.latency ?? -1) })
        }
        let silent = try await check("reset")
        #expect(silent.count == SimulatedVendor.allCases.count)
        #expect(silent.allSatisfy { $0.latency == nil })
    }

    private func check(
        _ faults: String?, clock: any WallClock = SystemClock()
    ) async throws -> [SourceFinding] {
        let plan = FaultPlan(try faults.map(SimulatedFault.list) ?? [])
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(history: 100, faults: plan))
        let text = server.configText()
        let composition = Result {
            var composition = try Composition(simulated: text)
            composition.exchangeLimits = .patient
            return composition
        }
        let findings = try await SourceCheck(clock: clock, limit: .seconds(600)).check(
            try composition.get(), log: .silent)
        await server.shutdown()
        return findings
    }

    @Test func `every simulated provider works, over real HTTP`() async throws {
        let findings = try await check(nil)
        #expect(findings.map(\.provider.rawValue) == SimulatedVendor.allCases.map(\.rawValue))
        for finding in findings {
            guard case .works(let pipelines, nil) = finding.outcome else {
                Issue.record("\(finding)")
                continue
            }
            #expect(pipelines > 0)
        }
    }

    @Test(arguments: [401, 403, 429, 500])
    func `every provider's refusal is read with its status, and its words`(
        status: Int
    ) async throws {
        for finding in try await check(String(status)) {
            guard case .fails(.refused(let problem)) = finding.outcome else {
                Issue.record("\(finding)")
                continue
            }
            #expect(problem.status == status)
            #expect(problem.code != nil || problem.message != nil || problem.title != nil)
            #expect((problem.retryAfter == nil) == (status != 429))
        }
    }

    @Test(arguments: [
        ("truncate", ProviderError.unreachable(.connectionLost)),
        ("reset", .unreachable(.connectionLost)),
        ("redirect", .unreachable(.redirected(status: 302))),
        ("html", .unreadable(.notJSON(mediaType: "text/html"))),
    ])
    func `a fault of the wire is told apart`(kind: String, error: ProviderError) async throws {
        let findings = try await check(kind)
        #expect(findings.count == SimulatedVendor.allCases.count)
        for finding in findings { #expect(finding.outcome == .fails(error)) }
    }
}
