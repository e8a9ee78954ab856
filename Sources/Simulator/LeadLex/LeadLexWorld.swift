/// What a LeadLex account holds at any moment.
protocol LeadLexData: Sendable {
    var plan: LeadLexPlan { get }
    var workflows: [LeadLexWorkflow] { get }

    /// Skipped runs do not count.
    func lastTrigger(of workflow: String, at now: Moment) -> Moment?

    /// Returns a page of a workflow's log, newest first, and the number of its entries.
    func logs(
        of workflow: String, _ query: LeadLexLogQuery, at now: Moment
    ) -> Page<LeadLexLog>
}

/// An account of given records. An entry appears when the clock reaches the end of its run.
package struct LeadLexWorld: LeadLexData {
    let workflows: [LeadLexWorkflow]
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
    ) -> Page<LeadLexLog> {
        let found = (logs[workflow] ?? []).filter { $0.finishedAt <= now && query.wants($0) }
        return Page(first: query.paging.perPage, after: query.paging.skipped, of: found)
    }
}
