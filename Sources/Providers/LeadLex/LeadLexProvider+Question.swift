import Runs

/// What LeadLex has of a question: the workflows, a lower bound, and one status.
extension RunQuestion {
    /// Whether LeadLex has any runs that are wanted.
    var isForLeadLex: Bool {
        isAnswerable(
            by: [.succeeded, .failed, .skipped, .unknown],
            without: [.event, .request, .requestID, .attempt, .http])
    }

    /// The only word that wanted runs can have; nil where there may be several, or another one.
    var leadLexStatus: String? {
        guard let statuses, !statuses.contains(.unknown) else { return nil }
        let words = LeadLexWire.statusWords.words(for: statuses)
        return words.count == 1 ? words[0] : nil
    }

    /// Whether a workflow may have runs that are wanted.
    ///
    /// One that nothing triggered since has none; but a run that was skipped need not count as
    /// triggering.
    func admits(_ workflow: LeadLexWorkflow, since: Timestamp) -> Bool {
        guard admits(workflow.pipeline) else { return false }
        guard let statuses, statuses.isDisjoint(with: [.skipped, .unknown]),
            let triggered = workflow.triggeredAt
        else { return true }
        return triggered.advanced(byMilliseconds: LeadLexPosition.overlap) >= since
    }
}
