import Providers
import Runs

extension ConformanceCase {
    static let scriptedLeadLex: [ConformanceCase] = [
        scriptedLeadLex("with totals", .whole, callFactor: 1.1),
        // Where no total tells that nothing came meanwhile, each first page is read again.
        scriptedLeadLex("without totals", .none, callFactor: 1.4),
    ]

    private static func scriptedLeadLex(
        _ variant: String, _ meta: WorkflowLogs.Meta, callFactor: Double
    ) -> ConformanceCase {
        ConformanceCase(
            testDescription: "leadlex, scripted, \(variant)",
            kind: .leadlex,
            provider: { LeadLexProvider(client: $0) },
            stage: {
                .scripted(unauthorized: #"{"error":{"code":"invalid_key","message":"bad key"}}"#) {
                    runs in
                    var logs = WorkflowLogs(meta: meta)
                    for run in runs { logs.add(run) }
                    let answering = logs
                    return { call throws(ProviderError) in try answering.answer(call) }
                }
            },
            rowsPerRun: 1, largestPage: 100, callFactor: callFactor,
            unauthorizedCode: "invalid_key", hasSupportID: false, tellsRunning: false,
            omitsTimes: true, listing: .byPipeline)
    }
}

extension WorkflowLogs {
    /// Logs a run, if it has ended.
    fileprivate mutating func add(_ run: ServedRun) {
        guard let outcome = run.outcome else { return list(run.pipeline) }
        var entry = Entry(id: run.id, workflow: run.pipeline, triggered: run.started)
        entry.status = outcome.error == nil ? "success" : "failed"
        entry.error = outcome.error
        entry.duration = outcome.finished.milliseconds(since: run.started)
        entry.isUndated = run.isUndated
        add(entry)
    }
}
