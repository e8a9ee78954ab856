import Query
import Runs

/// The runs that `synctop runs` prints, once or with `--follow`.
package struct RunsRequest: Sendable {
    /// A filter expression.
    package var filter: String
    /// A duration back from now or a time; nil for each source's own depth.
    package var since: String?
    /// A duration back from now or a time: only runs that began then or earlier.
    package var until: String?
    /// The most runs to print; with `--follow`, only at the start.
    package var limit: Int?
    /// The format.
    package var format: RunReport.Format

    /// Creates a request.
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

/// The time that `synctop runs` requests, by one clock.
struct ReadingWindow: Sendable {
    /// The beginning; nil for each source's own depth.
    let since: Timestamp?
    let until: Timestamp?
    /// What the sources may limit their answers to; nil for everything.
    let question: RunQuestion?
    private let now: Timestamp

    /// Ages in the query may count from any time up to `end`, the latest time of printing.
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

    /// Whether reading this window returns all that another one requests.
    func covers(_ other: ReadingWindow) -> Bool {
        // Without a beginning, each source's depth counts from now.
        guard since ?? now <= other.since ?? other.now else { return false }
        let wanted = other.question
        let beginsInTime = question?.since.map { mine in wanted?.since.map { mine <= $0 } ?? false }
        let endsInTime = question?.until.map { mine in wanted?.until.map { $0 <= mine } ?? false }
        return beginsInTime ?? true && endsInTime ?? true
    }
}
