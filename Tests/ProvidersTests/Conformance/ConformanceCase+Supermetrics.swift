import Providers
import Runs
import Simulator

extension ConformanceCase {
    static let scriptedSupermetrics: [ConformanceCase] = ConnectorLogs.Bound.allCases.map { bound in
        supermetrics("scripted, \(bound)", omitsTimes: true) {
            .scripted(
                unauthorized: """
                    {"meta":{"request_id":"BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN"},
                     "error":{"code":"UNAUTHORIZED","message":"Authentication is required."}}
                    """
            ) { runs in
                var logs = ConnectorLogs()
                logs.bound = bound
                for run in runs {
                    guard let facts = run.supermetricsFacts else { continue }
                    guard !run.isUndated else {
                        logs.add(
                            run.pipeline, at: run.started,
                            .object([
                                .init("id", .string(run.id)),
                                .init("status", .integer(facts.status)),
                            ]))
                        continue
                    }
                    logs.add(
                        run.pipeline, run.id, at: run.started, status: facts.status,
                        duration: facts.duration)
                }
                let served = logs
                return { call throws(ProviderError) in try served.answer(call) }
            }
        }
    }

    static let simulatedSupermetrics = supermetrics("simulated") {
        try await .simulated(.supermetrics) { .supermetrics(SupermetricsWorld($0)) }
    }

    private static func supermetrics(
        _ description: String, omitsTimes: Bool = false,
        stage: @escaping @Sendable () async throws -> ConformanceStage
    ) -> ConformanceCase {
        ConformanceCase(
            testDescription: "supermetrics, \(description)",
            kind: .supermetrics,
            provider: { SupermetricsProvider(client: $0, team: 7) }, stage: stage,
            rowsPerRun: 1, largestPage: 1_000, callFactor: 1.1, unauthorizedCode: "UNAUTHORIZED",
            hasSupportID: true, tellsRunning: false, omitsTimes: omitsTimes,
            listing: .byPipelineUnannounced,
            facts: { run in
                var facts = RunFacts(run)
                facts.finished = nil
                facts.error = nil
                return facts
            })
    }
}

extension SupermetricsWorld {
    fileprivate init(_ runs: [ServedRun]) {
        self.init(
            logs: runs.compactMap { run in
                run.supermetricsFacts.map { facts in
                    SupermetricsLog(
                        connector: run.pipeline, id: run.id, loggedAt: Moment(run.started),
                        status: facts.status, durationMilliseconds: Int(facts.duration))
                }
            },
            connectors: Set(runs.map(\.pipeline)).sorted().map {
                SupermetricsConnector(identifier: $0, name: "Name of \($0)")
            }, team: 7)
    }
}

extension ServedRun {
    /// What Supermetrics logs of a call; nil while it is under way.
    fileprivate var supermetricsFacts: (status: Int, duration: Int64)? {
        outcome.map { ($0.error == nil ? 200 : 503, $0.finished.milliseconds(since: started)) }
    }
}
