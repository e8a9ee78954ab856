import Engine
import Runs
import Simulator
import Testing
import Wiring

/// A check of the simulated providers, over real HTTP.
struct SimulatedSourceCheckTests {
    private func check(_ faults: String?) async throws -> [SourceFinding] {
        let plan = FaultPlan(try faults.map(SimulatedFault.list) ?? [])
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(history: 100, faults: plan))
        let text = server.configText()
        let composition = Result { try Composition(simulated: text) }
        let findings = try await SourceCheck().check(try composition.get(), log: .silent)
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
