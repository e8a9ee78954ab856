import Engine
import Runs
import Simulator
import Testing
import Wiring

struct SourceCheckTests {
    /// A provider that says one thing of its pipelines and one of its runs.
    private struct Said: Provider {
        let kind = ProviderKind.well
        var names: Result<[Pipeline], ProviderError> = .success([])
        var runs: Result<RunPage, ProviderError> = .success(
            RunPage(position: ReadPosition(.null), hasMore: false))

        func pipelines() async throws(ProviderError) -> [Pipeline] { try names.get() }

        func page(_ request: PageRequest) async throws(ProviderError) -> RunPage {
            try runs.get()
        }
    }

    private func outcome(of provider: Said) async -> SourceFinding.Outcome? {
        let source = MonitoredSource(
            name: SourceName("a"), provider: provider, interval: .seconds(1),
            backfill: .seconds(60))
        return await SourceCheck().check([source]).first?.outcome
    }

    private func refused(_ status: Int) -> ProviderError { .refused(APIProblem(status: status)) }

    @Test func `pipelines found are counted, and one call is enough`() async {
        let provider = Said(
            names: .success([Pipeline(id: PipelineID("p"), name: "P")]),
            runs: .failure(refused(500)))
        #expect(await outcome(of: provider) == .works(pipelines: 1, namesRefused: nil))
    }

    @Test func `without a pipeline it is seen whether runs can be read`() async {
        #expect(await outcome(of: Said()) == .works(pipelines: 0, namesRefused: nil))
        let broken = Said(runs: .failure(refused(401)))
        #expect(await outcome(of: broken) == .fails(refused(401)))
    }

    @Test(arguments: [403, 404])
    func `runs may be readable where the list of pipelines is refused`(status: Int) async {
        let nameless = Said(names: .failure(refused(status)))
        #expect(
            await outcome(of: nameless) == .works(pipelines: 0, namesRefused: refused(status)))
        let broken = Said(names: .failure(refused(status)), runs: .failure(refused(500)))
        #expect(await outcome(of: broken) == .fails(refused(status)))
    }

    @Test func `any other error is told as it is`() async {
        for error in [refused(401), .unreachable(.timedOut), .secret(.variableUnset("TOKEN"))] {
            #expect(await outcome(of: Said(names: .failure(error))) == .fails(error))
        }
    }

    @Test func `sources are told in the order of the configuration`() async {
        let sources = ["c", "a", "b"].map {
            MonitoredSource(
                name: SourceName($0), provider: Said(), interval: .seconds(1),
                backfill: .seconds(60))
        }
        let findings = await SourceCheck().check(sources)
        #expect(findings.map(\.source.text) == ["c", "a", "b"])
    }
}

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
