import Query
import Runs

/// Which runs `synctop runs` prints, once or on and on.
package struct RunsRequest: Sendable {
    /// A filter expression.
    package var filter: String
    /// A duration back from now or a time, nil for each source's own depth.
    package var since: String?
    /// A duration back from now or a time: only runs that began then or earlier.
    package var until: String?
    /// At most so many runs, to begin with.
    package var limit: Int?
    /// In which format.
    package var format: RunReport.Format

    /// Joins what was asked for.
    package init(
        filter: String = "", since: String? = nil, until: String? = nil, limit: Int? = nil,
        format: RunReport.Format
    ) {
        self.filter = filter
        self.since = since
        self.until = until
        self.limit = limit
        self.format = format
    }
}

/// Which time `synctop runs` asks for, by one clock.
struct ReadingWindow: Sendable {
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
    func covers(_ other: ReadingWindow) -> Bool {
        // Without a beginning, each source's depth counts from now.
        guard since ?? now <= other.since ?? other.now else { return false }
        let wanted = other.question
        let beginsInTime = question?.since.map { mine in wanted?.since.map { mine <= $0 } ?? false }
        let endsInTime = question?.until.map { mine in wanted?.until.map { $0 <= mine } ?? false }
        return beginsInTime ?? true && endsInTime ?? true
    }
}
