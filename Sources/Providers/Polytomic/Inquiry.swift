import Runs

/// The look-ups of one poll, after its events.
struct Inquiry: Codable, Hashable, Sendable {
    let planned: Timestamp
    var questions: [ExecutionQuestion]

    /// How many syncs one poll asks.
    static let mostSyncs = 2
    /// How long it may wait, in milliseconds; after a longer delay, events come first again.
    static let lifetime: Int64 = 60_000

    func isFresh(at now: Timestamp) -> Bool {
        (0..<Self.lifetime).contains(now.milliseconds(since: planned))
    }
}

extension PolytomicPosition {
    func question(at now: Timestamp) -> ExecutionQuestion? {
        guard let inquiry, inquiry.isFresh(at: now) else { return nil }
        return inquiry.questions.first
    }

    mutating func planInquiry(at now: Timestamp) {
        let questions = executions.plan(at: now, atMost: Inquiry.mostSyncs)
        inquiry = questions.isEmpty ? nil : Inquiry(planned: now, questions: questions)
    }

    /// Applies an answer. Returns the runs that it shows, with the position after it.
    mutating func take(
        _ answer: ExecutionAnswer, to question: ExecutionQuestion, at now: Timestamp
    ) -> RunPage {
        let (observations, rest) = executions.take(answer, to: question, at: now)
        inquiry?.questions.removeFirst()
        if let rest { inquiry?.questions.insert(rest, at: 0) }
        if inquiry?.questions.isEmpty ?? true { inquiry = nil }
        return RunPage(
            observations: observations, position: ReadPosition(notes), hasMore: inquiry != nil)
    }
}
