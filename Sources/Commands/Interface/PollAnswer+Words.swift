import Engine
import Runs
import TUI

extension PollAnswer {
    /// Reports the answers to a poll request; asks for the reserve if only that is left.
    static func notice(
        of answers: [SourceName: PollAnswer], _ clock: ZonedClock, at now: Timestamp
    ) -> App.Notice {
        let dry = answers.sorted { $0.key < $1.key }.compactMap {
            source, answer -> ReserveQuestion.Remainder? in
            guard case .refused(.reserve(let calls, let until)) = answer else { return nil }
            return ReserveQuestion.Remainder(source: source, calls: calls, until: until)
        }
        return dry.isEmpty
            ? .status(StatusMessage(words(for: answers, clock, at: now)))
            : .reserve(ReserveQuestion(dry))
    }

    fileprivate static func words(
        for answers: [SourceName: PollAnswer], _ clock: ZonedClock, at now: Timestamp
    ) -> String {
        let sorted = answers.sorted { $0.key < $1.key }
        let begun = sorted.filter { $0.value.isPolling }.map(\.key.text)
        let polling = begun.isEmpty ? [] : ["polling \(begun.joined(separator: ", "))"]
        let others = sorted.filter { !$0.value.isPolling }
            .map { "\($0.key.text): \($0.value.words(clock, at: now))" }
        return (polling + others).joined(separator: "; ")
    }

    private var isPolling: Bool { self == .begun || self == .underWay }

    private func words(_ clock: ZonedClock, at now: Timestamp) -> String {
        switch self {
        case .begun, .underWay: "polling"
        case .stopped: "not polled any more"
        case .elsewhere: "polled by another synctop on the same history"
        case .refused(let refusal): refusal.words(clock, at: now)
        }
    }
}

extension PollRefusal {
    func words(_ clock: ZonedClock, at now: Timestamp) -> String {
        switch self {
        case .retryAfter(let until):
            "the provider accepts no calls before \(clock.brief(until, today: now))"
        case .budgetSpent(let until): "no call is left before \(clock.brief(until, today: now))"
        case .reserve(let remaining, let until):
            "the \(remaining) calls left until \(clock.brief(until, today: now)) are kept in reserve"
        }
    }
}

extension OlderAnswer {
    /// Words the answer for the interface; nil while an earlier request is in progress.
    func news(_ clock: ZonedClock, at now: Timestamp) -> OlderNews? {
        let outcomes: [SourceName: OlderOutcome]
        switch self {
        case .underWay: return nil
        case .offline:
            let words = "offline: no provider is asked for older runs"
            return OlderNews(found: 0, reached: nil, isCut: false, troubles: [words])
        case .asked(let asked): outcomes = asked
        }
        var found = 0
        var reached: [Timestamp] = []
        var isCut = false
        var troubles: [String] = []
        for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            switch outcome {
            case .read(let count, let since):
                found += count
                reached.append(since)
            case .cut(let count):
                found += count
                isCut = true
            case .exhausted: break
            case .refused(let refusal):
                troubles.append("\(name.text): \(refusal.words(clock, at: now))")
            case .failed(let error):
                troubles.append("\(name.text): \(ProblemText.sentence(error))")
            case .elsewhere:
                troubles.append("\(name.text): another synctop polls it; scroll down there")
            }
        }
        return OlderNews(found: found, reached: reached.max(), isCut: isCut, troubles: troubles)
    }
}
