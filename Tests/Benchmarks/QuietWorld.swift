import Foundation
import Runs
import Simulator

/// The same quiet account at any vendor: 50 pipelines, of which one has a run every six minutes.
struct QuietWorld {
    static let pipelines = 50
    private static let pause = 360_000

    private let beginnings: [Moment]

    /// - Parameters:
    ///   - first: When the first run begins.
    ///   - end: No run begins later.
    init(from first: Timestamp, until end: Timestamp) {
        let span = end.milliseconds(since: first)
        beginnings = stride(from: Int64(0), to: span, by: Self.pause).map { age in
            Moment(microseconds: first.advanced(byMilliseconds: age + 1_234).milliseconds * 1_000)
        }
    }

    /// The account at a vendor.
    func of(_ vendor: SimulatedVendor, plan: LeadLexPlan) -> SimulatedWorld {
        switch vendor {
        case .well: .well(well)
        case .supermetrics: .supermetrics(supermetrics)
        case .elasticPath: .elasticPath(elasticPath)
        case .leadlex: .leadlex(leadLex(plan))
        case .polytomic: .polytomic(polytomic)
        }
    }

    private func name(_ index: Int) -> String { "p\(index % Self.pipelines)" }

    private func uuid(_ index: Int, group: Int) -> String {
        String(format: "%08x-0000-4000-8000-%012x", group, index)
    }

    private var well: WellWorld {
        WellWorld(
            logs: beginnings.enumerated().map { index, begun in
                WellLog(
                    pk: index + 1, id: uuid(index, group: 1),
                    workspaceConnector: uuid(index % Self.pipelines, group: 2),
                    status: "success", createdAt: begun
                ).with {
                    $0.startedAt = begun
                    $0.completedAt = begun.adding(seconds: 20)
                }
            },
            connectors: [WellConnector(pk: 1, id: uuid(0, group: 3), name: "Bank")],
            workspaceConnectors: (0..<Self.pipelines).map {
                WellWorkspaceConnector(
                    pk: $0 + 1, id: uuid($0, group: 2), connector: uuid(0, group: 3),
                    accountLabel: name($0))
            })
    }

    private var supermetrics: SupermetricsWorld {
        SupermetricsWorld(
            logs: beginnings.enumerated().map { index, begun in
                SupermetricsLog(
                    connector: name(index), id: "log\(index)", loggedAt: begun, status: 200)
            },
            connectors: (0..<Self.pipelines).map {
                SupermetricsConnector(identifier: name($0), name: "Connector \($0)")
            })
    }

    private var elasticPath: ElasticPathWorld {
        ElasticPathWorld(
            logs: beginnings.enumerated().map { index, begun in
                ElasticPathLog(
                    id: uuid(index, group: 1), integration: uuid(index % Self.pipelines, group: 2),
                    job: uuid(index, group: 3), createdAt: begun)
            },
            integrations: (0..<Self.pipelines).map {
                ElasticPathIntegration(id: uuid($0, group: 2), name: name($0))
            })
    }

    private func leadLex(_ plan: LeadLexPlan) -> LeadLexWorld {
        LeadLexWorld(
            workflows: (0..<Self.pipelines).map {
                LeadLexWorkflow(id: name($0), name: "Workflow \($0)")
            },
            logs: beginnings.enumerated().map { index, begun in
                LeadLexLog(
                    id: "log\(index)", workflow: name(index), triggeredAt: begun,
                    durationMilliseconds: 800)
            },
            plan: plan)
    }

    private var polytomic: PolytomicWorld {
        PolytomicWorld(
            events: beginnings.enumerated().flatMap { index, begun in
                ["running", "completed"].enumerated().map { step, word in
                    PolytomicEvent(
                        id: uuid(index * 2 + step, group: 1),
                        organization: "248df4b7-aa70-47b8-a036-33ac447e668d",
                        createdAt: begun.adding(seconds: Double(step) * 20),
                        type: "sync.\(word)",
                        event: [
                            "execution_id": .string(uuid(index, group: 4)),
                            "sync_id": .string(uuid(index % Self.pipelines, group: 2)),
                            "sync_name": .string(name(index)),
                        ])
                }
            },
            syncs: (0..<Self.pipelines).map {
                PolytomicSync(id: uuid($0, group: 2), name: name($0))
            }
        )
    }
}
