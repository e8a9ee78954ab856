import Foundation
import Providers
import Runs
import Simulator
import TestSupport
import Testing

extension ConformanceCase {
    static let simulatedWell = ConformanceCase(
        testDescription: "well, simulated",
        kind: .well,
        provider: { WellProvider(client: $0) },
        stage: { try await .simulated(.well) { .well(WellWorld($0)) } },
        rowsPerRun: 1, largestPage: 500, callFactor: 1.1, unauthorizedCode: "UNAUTHORIZED",
        hasSupportID: true)

    static let simulatedElasticPath = ConformanceCase(
        testDescription: "elastic-path, simulated",
        kind: .elasticPath,
        provider: { ElasticPathProvider(client: $0) },
        stage: { try await .simulated(.elasticPath) { .elasticPath(ElasticPathWorld($0)) } },
        rowsPerRun: 1, largestPage: 100, callFactor: 1.1, unauthorizedCode: nil,
        hasSupportID: false, tellsRunning: false,
        facts: { run in
            var facts = RunFacts(run)
            facts.finished = nil
            return facts
        })

    static let simulatedLeadLex = ConformanceCase(
        testDescription: "leadlex, simulated",
        kind: .leadlex,
        provider: { LeadLexProvider(client: $0) },
        stage: { try await .simulated(.leadlex) { .leadlex(LeadLexWorld($0)) } },
        rowsPerRun: 1, largestPage: 100, callFactor: 1.1, unauthorizedCode: "invalid_key",
        hasSupportID: true, tellsRunning: false, listing: .byPipeline)

    static let simulatedPolytomic = ConformanceCase(
        testDescription: "polytomic, simulated",
        kind: .polytomic,
        provider: { PolytomicProvider(client: $0, authentication: .bearer(organization: nil)) },
        stage: { try await .simulated(.polytomic) { .polytomic(PolytomicWorld($0)) } },
        rowsPerRun: 2, largestPage: 100, callFactor: 1.1, unauthorizedCode: "unauthorized",
        hasSupportID: false)
}

extension ConformanceStage {
    /// A simulated API over real HTTP, whose clock stands at the end of all tests.
    static func simulated(
        _ vendor: SimulatedVendor, world: @escaping @Sendable ([ServedRun]) -> SimulatedWorld
    ) async throws -> ConformanceStage {
        let now = Moment(.test + 3_600).date
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(clock: { now }, worlds: [world([])]))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        return ConformanceStage(
            client: { key in
                let base = try #require(BaseURL(server.baseURL(for: vendor)))
                let secret = Secret(key == .good ? server.key(for: vendor) : "no key")
                return APIClient(
                    baseURL: base, secret: { secret }, transport: transport, now: { .test })
            },
            serve: { runs in await server.serve(world(runs)) },
            fail: { status, headers in
                await server.override(
                    .status(status, headers: headers.map { ($0.name, $0.value) }, times: nil),
                    for: vendor)
            },
            rewrite: { change in
                await server.override(
                    ResponseOverride(times: nil) { request, response in
                        guard response.status == 200,
                            let body = try? JSONParser.parse(response.body)
                        else { return response }
                        var response = response
                        response.body = Array(
                            JSONWriter.text(of: change(request.path, body)).utf8)
                        return response
                    },
                    for: vendor)
            },
            recover: { await server.removeOverrides(for: vendor) },
            callCount: { await server.requestCount(for: vendor) },
            strike: {
                await transport.shutdown()
                await server.shutdown()
            })
    }
}

extension Moment {
    init(_ timestamp: Timestamp) {
        self.init(microseconds: timestamp.milliseconds * 1_000)
    }
}

extension WellWorld {
    fileprivate init(_ runs: [ServedRun]) {
        let ordered = runs.sorted { $0.started < $1.started }
        self.init(
            logs: ordered.enumerated().map { index, run in
                WellLog(
                    pk: index + 1, id: run.id, workspaceConnector: run.pipeline,
                    status: run.wellStatus, createdAt: Moment(run.started)
                ).with {
                    $0.startedAt = Moment(run.started)
                    $0.completedAt = run.outcome.map { Moment($0.finished) }
                    $0.error = run.outcome?.error
                }
            },
            workspaceConnectors: Set(runs.map(\.pipeline)).sorted(by: >).enumerated().map {
                WellWorkspaceConnector(
                    pk: $0 + 1, id: $1, connector: "c", accountLabel: "Name of \($1)")
            })
    }
}

extension ElasticPathWorld {
    fileprivate init(_ runs: [ServedRun]) {
        self.init(
            logs: runs.compactMap { run in
                run.outcome.map { outcome in
                    ElasticPathLog(
                        id: run.id, integration: run.pipeline, job: "job of \(run.id)",
                        succeeded: outcome.error == nil, errorDetail: outcome.error,
                        createdAt: Moment(run.started)
                    ).with {
                        $0.processingTime = String(
                            outcome.finished.milliseconds(since: run.started) / 1_000)
                    }
                }
            },
            integrations: Set(runs.map(\.pipeline)).sorted().map {
                ElasticPathIntegration(id: $0, name: "Name of \($0)")
            })
    }
}

extension LeadLexWorld {
    fileprivate init(_ runs: [ServedRun]) {
        self.init(
            workflows: Set(runs.map(\.pipeline)).sorted().map {
                LeadLexWorkflow(id: $0, name: "Name of \($0)")
            },
            logs: runs.compactMap { run in
                run.outcome.map { outcome in
                    LeadLexLog(
                        id: run.id, workflow: run.pipeline, triggeredAt: Moment(run.started),
                        outcome: outcome.error.map { .failed(code: "c", message: $0) }
                            ?? .success(result: [:]),
                        durationMilliseconds: Int(
                            outcome.finished.milliseconds(since: run.started)))
                }
            })
    }
}

extension PolytomicWorld {
    fileprivate init(_ runs: [ServedRun]) {
        self.init(
            events: runs.flatMap { run in
                run.polytomicEvents.map { event in
                    PolytomicEvent(
                        id: "\(run.id)-\(event.type)", organization: "o",
                        createdAt: Moment(event.created), type: event.type,
                        event: .object([
                            .init("execution_id", .string(run.id)),
                            .init("sync_id", .string(run.pipeline)),
                            .init("error", JSON(event.error)),
                        ]))
                }
            },
            syncs: Set(runs.map(\.pipeline)).sorted().map {
                PolytomicSync(id: $0, name: "Name of \($0)")
            })
    }
}
