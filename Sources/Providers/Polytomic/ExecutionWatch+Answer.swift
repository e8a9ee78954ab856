import Runs

enum ExecutionAnswer: Sendable {
    case page([JSONValue], next: String?)
    /// This account may not read the sync, or the list.
    case refused
    case failed
}

extension ExecutionWatch {
    private static let mostPages = 3
    /// How many answers without progress make the outcome unknown.
    private static let mostUnchanged = 2
    /// How far executions may be out of order, in milliseconds.
    private static let disorder: Int64 = 60_000

    /// Returns what follows for the runs, and the rest of the question for the next page, if any.
    mutating func take(
        _ answer: ExecutionAnswer, to question: ExecutionQuestion, at now: Timestamp
    ) -> (observations: [RunObservation], rest: ExecutionQuestion?) {
        var question = question
        var seen: [RunObservation] = []
        switch answer {
        case .page(let rows, let next):
            for execution in rows.compactMap(PolytomicWire.execution) {
                guard let asked = question.executions.firstIndex(of: execution.id) else { continue }
                question.executions.remove(at: asked)
                if let reported = settle(execution, at: now) { seen.append(reported) }
            }
            question.pages += 1
            if let next, next != question.token, goesOn(question, past: rows) {
                question.token = next
                return (seen, question)
            }
            seen += question.executions.compactMap { giveUp($0, at: now) }
        case .refused:
            seen += question.executions.compactMap { giveUp($0, at: now) }
        case .failed:
            let givenUp = question.executions.filter { isLastQuestion(of: $0) }
            seen += givenUp.compactMap { giveUp($0, at: now) }
        }
        return (seen, nil)
    }

    /// Whether a missing execution may be on the next page, as the newest come first.
    private func goesOn(_ question: ExecutionQuestion, past rows: [JSONValue]) -> Bool {
        let began = question.executions.compactMap { awaited[$0]?.began }.min()
        guard let began, question.pages < Self.mostPages else { return false }
        let times = rows.compactMap { PolytomicWire.execution($0)?.created }
        guard let last = times.last, zip(times, times.dropFirst()).allSatisfy({ $0 >= $1 }) else {
            return !rows.isEmpty
        }
        return began.milliseconds(since: last) < Self.disorder
    }

    private mutating func settle(
        _ execution: PolytomicExecution, at now: Timestamp
    ) -> RunObservation? {
        guard var entry = awaited[execution.id] else { return nil }
        guard execution.isOpen else {
            awaited[execution.id] = nil
            // An event that still arrives is better evidence, whatever its time.
            let asOf = execution.status.isTerminal ? entry.began : now
            return execution.observation(asOf: asOf, sync: entry.sync)
        }
        entry.unchanged = entry.sign == execution.sign ? entry.unchanged + 1 : 0
        entry.sign = execution.sign
        awaited[execution.id] = entry
        guard entry.unchanged < Self.mostUnchanged, !isLastQuestion(of: execution.id) else {
            return giveUp(execution.id, at: now)
        }
        var seen = RunObservation(id: RunID(execution.id), asOf: now, status: .running)
        seen.error = .null
        return seen
    }

    /// Reports an unknown end; a few more look-ups follow.
    private mutating func giveUp(_ id: String, at now: Timestamp) -> RunObservation? {
        guard awaited[id] != nil else { return nil }
        if isLastQuestion(of: id) { awaited[id] = nil }
        var seen = RunObservation(id: RunID(id), asOf: now, status: .unknown)
        seen.error = .value(RunError(message: PolytomicWire.outcomeUnknown))
        return seen
    }

    private func isLastQuestion(of id: String) -> Bool {
        (awaited[id]?.asked ?? 0) >= Self.mostQuestions
    }
}
