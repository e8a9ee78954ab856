import Runs
import RunTable

/// A problem that the header shows as long as it lasts.
struct LastingCondition: Hashable {
    let words: String
    /// A shorter text for narrow screens.
    let brief: String
    let severity: StatusMessage.Severity

    init(_ words: String, brief: String, _ severity: StatusMessage.Severity = .warning) {
        self.words = words
        self.brief = brief
        self.severity = severity
    }
}

extension State {
    /// The present problems, most severe first.
    var lastingConditions: [LastingCondition] {
        let history = snapshot?.history
        let gaps = snapshot?.sources.reduce(0) { $0 + $1.gaps.count } ?? 0
        return [
            history?.trouble.map(LastingCondition.init(keeping:)),
            history?.readTrouble.map { _ in
                LastingCondition("history not read", brief: "not read", .error)
            }, snapshot?.clock.map(LastingCondition.init),
            messages.isLogLost ? LastingCondition("log not written", brief: "no log") : nil,
            history?.expiring.map { expiring in
                LastingCondition(
                    "removing \(ShortText.count(expiring.count)) old runs", brief: "removing")
            },
            gaps == 0 ? nil : LastingCondition(gaps == 1 ? "1 gap" : "\(gaps) gaps", brief: "gap"),
        ].compactMap(\.self)
    }
}

extension LastingCondition {
    fileprivate init(keeping trouble: HistoryError) {
        switch trouble {
        case .busy: self.init("history locked", brief: "locked", .error)
        case .unavailable, .damaged, .newerSchema, .replaced:
            self.init("history not written", brief: "not kept", .error)
        }
    }

    fileprivate init(_ deviation: ClockDeviation) {
        switch deviation {
        case .ahead(let milliseconds):
            let amount = ShortText.age(milliseconds: abs(milliseconds))
            let side = milliseconds > 0 ? "ahead" : "behind"
            self.init("clock \(amount) \(side)", brief: "clock \(amount)")
        case .jumped(let milliseconds):
            let amount = ShortText.age(milliseconds: abs(milliseconds))
            self.init("clock jumped \(amount)", brief: "clock \(amount)")
        }
    }
}
