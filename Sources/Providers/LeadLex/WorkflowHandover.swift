import Runs

/// Hands the list of workflows from a discovery to the poll that follows at once, which needs
/// the same list: where quotas are small, every call counts.
actor WorkflowHandover {
    /// How old a list may be, in milliseconds.
    private static let shelfLife: Int64 = 10_000

    private var held: (workflows: [LeadLexWorkflow], read: Timestamp)?

    /// Leaves a list for the next poll.
    func leave(_ workflows: [LeadLexWorkflow], readAt read: Timestamp) {
        held = (workflows, read)
    }

    /// Takes the list away.
    ///
    /// - Returns: Nil where there is none, or only an old one.
    func take(at now: Timestamp) -> [LeadLexWorkflow]? {
        guard let (workflows, read) = held else { return nil }
        held = nil
        return abs(now.milliseconds(since: read)) <= Self.shelfLife ? workflows : nil
    }
}
