import Providers
import Runs
@testable import Simulator

extension Moment {
    init(_ timestamp: Timestamp) {
        self.init(microseconds: timestamp.milliseconds * 1_000)
    }
}

extension FaultRun {
    fileprivate var start: Moment { Moment(started) }
    fileprivate var end: Moment { Moment(started + Int(Self.length)) }
}

extension SimulatedVendor {
    /// The pipelines of every account.
    private static let pipelines = ["p-0", "p-1", "p-2"]

    /// Makes the account that has these runs.
    func world(of runs: [FaultRun]) -> SimulatedWorld {
        switch self {
        case .well: .well(wellWorld(runs))
        case .supermetrics:
            .supermetrics(
                SupermetricsWorld(
                    logs: runs.map {
                        SupermetricsLog(
                            connector: $0.pipeline, id: $0.id, loggedAt: $0.start,
                            status: $0.error == nil ? 200 : 503,
                            durationMilliseconds: Int(FaultRun.length))
                    },
                    connectors: Self.pipelines.map {
                        SupermetricsConnector(identifier: $0, name: "Name of \($0)")
                    }))
        case .elasticPath:
            .elasticPath(
                ElasticPathWorld(
                    logs: runs.map {
                        ElasticPathLog(
                            id: $0.id, integration: $0.pipeline, job: "job of \($0.id)",
                            succeeded: $0.error == nil, errorDetail: $0.error,
                            createdAt: $0.start
                        ).with { $0.processingTime = "3" }
                    },
                    integrations: Self.pipelines.map {
                        ElasticPathIntegration(id: $0, name: "Name of \($0)")
                    }))
        case .leadlex:
            .leadlex(
                LeadLexWorld(
                    workflows: Self.pipelines.map {
                        LeadLexWorkflow(id: $0, name: "Name of \($0)")
                    },
                    logs: runs.map { run in
                        LeadLexLog(
                            id: run.id, workflow: run.pipeline, triggeredAt: run.start,
                            outcome: run.error.map { .failed(code: "c", message: $0) }
                                ?? .success(result: [:]),
                            durationMilliseconds: Int(FaultRun.length))
                    }))
        case .polytomic: .polytomic(polytomicWorld(runs))
        }
    }

    private func wellWorld(_ runs: [FaultRun]) -> WellWorld {
        WellWorld(
            logs: runs.sorted { ($0.started, $0.id) < ($1.started, $1.id) }.map { run in
                WellLog(
                    pk: (Int(run.id.dropFirst(4)) ?? 0) + 1, id: run.id,
                    workspaceConnector: run.pipeline,
                    status: run.error == nil ? "success" : "error", createdAt: run.start
                ).with {
                    $0.startedAt = run.start
                    $0.completedAt = run.end
                    $0.error = run.error
                }
            },
            workspaceConnectors: Self.pipelines.enumerated().map {
                WellWorkspaceConnector(
                    pk: $0 + 1, id: $1, connector: "c", accountLabel: "Name of \($1)")
            })
    }

    private func polytomicWorld(_ runs: [FaultRun]) -> PolytomicWorld {
        PolytomicWorld(
            events: runs.flatMap { run in
                [("sync.running", run.start), (run.endType, run.end)].map { type, moment in
                    PolytomicEvent(
                        id: "\(run.id)-\(type)", organization: "o", createdAt: moment, type: type,
                        event: .object([
                            .init("execution_id", .string(run.id)),
                            .init("sync_id", .string(run.pipeline)),
                            .init("error", JSON(type == "sync.failed" ? run.error : nil)),
                        ]))
                }
            }, syncs: Self.pipelines.map { PolytomicSync(id: $0, name: "Name of \($0)") })
    }

    /// How many runs there are at first: three pages of them.
    var pastRuns: Int { self == .elasticPath ? 230 : 25 }

    /// Makes the provider that production would make.
    func provider(_ client: APIClient) -> any Provider {
        switch self {
        case .well: WellProvider(client: client)
        case .supermetrics: SupermetricsProvider(client: client, team: 936_506)
        case .elasticPath: ElasticPathProvider(client: client)
        case .leadlex: LeadLexProvider(client: client)
        case .polytomic:
            PolytomicProvider(client: client, authentication: .bearer(organization: nil))
        }
    }

    /// Whether a path is that of runs, and not of names or types.
    func tellsRuns(_ path: String) -> Bool {
        switch self {
        case .well: path.hasSuffix("/workspace-connector-sync-logs")
        case .supermetrics, .elasticPath, .leadlex: path.hasSuffix("/logs")
        case .polytomic: path == "/api/events"
        }
    }

    /// What can be told of a run, in this vendor's own terms.
    func facts(_ run: FaultRun) -> FaultFacts {
        FaultFacts(
            id: run.id, pipeline: run.pipeline, name: "Name of \(run.pipeline)",
            status: run.error == nil ? .succeeded : .failed, started: run.started,
            duration: FaultRun.length, error: self == .supermetrics ? nil : run.error)
    }
}

extension FaultRun {
    fileprivate var endType: String { error == nil ? "sync.completed" : "sync.failed" }
}

/// What can be compared of a run that a vendor has and a run that is held.
struct FaultFacts: Hashable, Sendable {
    let id: String
    let pipeline: String?
    let name: String?
    let status: RunStatus
    let started: Timestamp?
    let duration: Int64?
    let error: String?
}

extension FaultFacts {
    init(_ run: Run) {
        self.init(
            id: run.id.text, pipeline: run.pipeline?.id.text, name: run.pipeline?.name,
            status: run.status, started: run.startedAt, duration: run.duration,
            error: run.error?.message)
    }
}
