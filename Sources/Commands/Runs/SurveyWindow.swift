import Engine
import Query
import Runs

/// Which time `synctop runs` asks for, by one clock.
struct SurveyWindow: Sendable {
    /// The beginning; nil for each source's own depth.
    let since: Timestamp?
    /// The end; nil for none.
    let until: Timestamp?
    /// What to ask the sources for, so that they need not tell of everything; nil for that.
    let question: RunQuestion?
    private let now: Timestamp

    /// - Parameters:
    ///   - query: What is wanted.
    ///   - since: The beginning, or nil for each source's own depth.
    ///   - until: The end, or nil for none.
    ///   - now: The present moment.
    ///   - end: When the runs are printed at the latest, from which ages in the query count.
    init(
        _ query: Query, since: Timestamp?, until: Timestamp?, at now: Timestamp,
        printedBy end: Timestamp
    ) {
        self.since = since
        self.until = until
        self.now = now
        var question = RunQuestion(query, from: now, to: end)
        question.until = [question.until, until].compactMap(\.self).min()
        self.question = question.isEverything ? nil : question
    }

    /// Whether a reading of this one brings all that another one asks for.
    func covers(_ other: SurveyWindow) -> Bool {
        // Without a beginning, each source's depth counts from now.
        guard since ?? now <= other.since ?? other.now else { return false }
        let wanted = other.question
        let beginsInTime = question?.since.map { mine in wanted?.since.map { mine <= $0 } ?? false }
        let endsInTime = question?.until.map { mine in wanted?.until.map { $0 <= mine } ?? false }
        return beginsInTime ?? true && endsInTime ?? true
    }
}

extension MonitoredSource {
    /// The same source, read further back by so long on first contact.
    func reading(back further: Duration) -> MonitoredSource {
        var source = self
        source.backfill += further
        return source
    }
}
