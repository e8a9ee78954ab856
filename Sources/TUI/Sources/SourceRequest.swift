package import Runs
import RunTable

/// A call to a source and what came of it.
package struct SourceRequest: Hashable, Sendable {
    /// When it was over.
    package let moment: Timestamp
    /// `GET` or `POST`.
    package let method: String
    /// The path of the address, without its query.
    package let path: String
    /// What came of it.
    package let outcome: Outcome
    /// How long it took, in milliseconds.
    package let duration: Int64

    /// What came of a call.
    package enum Outcome: Hashable, Sendable {
        /// An answer with an HTTP status.
        case answered(Int)
        /// No answer.
        case failed(ProviderError)
    }

    /// Joins a call and what came of it.
    package init(moment: Timestamp, method: String, path: String, outcome: Outcome, duration: Int64)
    {
        self.moment = moment
        self.method = method
        self.path = path
        self.outcome = outcome
        self.duration = duration
    }

    /// Whether it was answered as it should be.
    var isFine: Bool {
        guard case .answered(let status) = outcome else { return false }
        return (200..<300).contains(status)
    }

    /// What came of it in a word: the status, or why there is none.
    var result: String {
        switch outcome {
        case .answered(let status): String(status)
        case .failed(let error): ProblemText.brief(error)
        }
    }
}

/// The last calls to each source.
package struct RequestTrail: Hashable, Sendable {
    private static let limit = 20

    private var requests: [SourceName: [SourceRequest]] = [:]

    /// The last calls to a source, the newest first.
    func requests(to source: SourceName) -> [SourceRequest] { requests[source] ?? [] }

    /// How long calls to a source usually take: the median of the last ones that were answered, in
    /// milliseconds; nil where none was.
    func latency(of source: SourceName) -> Int64? {
        requests(to: source).filter(\.isFine).map(\.duration).median
    }

    mutating func note(_ request: SourceRequest, to source: SourceName) {
        requests[source, default: []].insert(request, at: 0)
        if requests[source, default: []].count > Self.limit { requests[source]?.removeLast() }
    }
}
