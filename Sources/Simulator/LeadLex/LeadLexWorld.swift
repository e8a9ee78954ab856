/// What a LeadLex account holds at any moment.
protocol LeadLexData: Sendable {
    var workflows: [LeadLexWorkflow] { get }

    /// Tells when a workflow was last triggered. Runs that were skipped do not count.
    func lastTrigger(of workflow: String, at now: Moment) -> Moment?

    /// Returns a page of a workflow's log, newest first, and how many entries there are.
    func logs(
        of workflow: String, _ query: LeadLexLogQuery, at now: Moment
    ) -> (logs: [LeadLexLog], total: Int)
}

/// An account of given records. An entry is logged once the clock reaches the end of its run.
package struct LeadLexWorld: LeadLexData {
    let workflows: [LeadLexWorkflow]
    /// What the account has bought.
    let plan: LeadLexPlan
    private let logs: [String: [LeadLexLog]]

    /// Creates a world.
    package init(
        workflows: [LeadLexWorkflow], logs: [LeadLexLog], plan: LeadLexPlan = .generous
    ) {
        self.workflows = workflows
        self.plan = plan
        self.logs = Dictionary(grouping: logs, by: \.workflow).mapValues { logs in
            logs.sorted { ($0.triggeredAt, $0.id) > ($1.triggeredAt, $1.id) }
        }
    }

    func lastTrigger(of workflow: String, at now: Moment) -> Moment? {
        logs[workflow]?.first { log in
            if case .skipped = log.outcome { return false }
            return log.triggeredAt <= now
        }?.triggeredAt
    }

    func logs(
        of workflow: String, _ query: LeadLexLogQuery, at now: Moment
    ) -> (logs: [LeadLexLog], total: Int) {
        let found = (logs[workflow] ?? []).filter { $0.finishedAt <= now && query.wants($0) }
        let page = found.dropFirst(query.paging.skipped).prefix(query.paging.perPage)
        return (Array(page), found.count)
    }
}

extension LeadLexLogQuery {
    /// Whether an entry is among those asked for.
    func wants(_ log: LeadLexLog) -> Bool {
        (status.map { $0 == log.outcome.status } ?? true)
            && (after.map { $0 <= log.triggeredAt } ?? true)
    }
}
