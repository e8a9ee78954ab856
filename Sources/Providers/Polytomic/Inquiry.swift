import Runs

/// What one poll still wants to know of executions, once it has read the events.
struct Inquiry: Codable, Hashable, Sendable {
    let planned: Timestamp
    var questions: [ExecutionQuestion]

    /// How many syncs one poll asks.
    static let mostSyncs = 2
    /// How long it may wait, in milliseconds. Where its calls are held up for longer, the events
    /// come first again.
    static let lifetime: Int64 = 60_000

    func isFresh(at now: Timestamp) -> Bool {
        (0..<Self.lifetime).contains(now.milliseconds(since: planned))
    }
}

extension PolytomicPosition {
    /// The question to ask next, where a poll has read its events and now asks for executions.
    func question(at now: Timestamp) -> ExecutionQuestion? {
        guard let inquiry, inquiry.isFresh(at: now) else { return nil }
        return inquiry.questions.first
    }

    mutating func planInquiry(at now: Timestamp) {
        let questions = executions.plan(at: now, atMost: Inquiry.mostSyncs)
        inquiry = questions.isEmpty ? nil : Inquiry(planned: now, questions: questions)
    }

    /// Takes in an answer about executions.
    ///
    /// - Returns: What it says of runs, at the position that follows from it.
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
