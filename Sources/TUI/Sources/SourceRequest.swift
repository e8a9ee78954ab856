package import Runs
import RunTable

/// A call to a source, and its outcome.
package struct SourceRequest: Hashable, Sendable {
    /// When it ended.
    package let moment: Timestamp
    /// `GET` or `POST`.
    package let method: String
    /// The path of the URL, without its query.
    package let path: String
    /// Its outcome.
    package let outcome: Outcome
    /// Its duration, in milliseconds.
    package let duration: Int64

    /// The outcome of a call.
    package enum Outcome: Hashable, Sendable {
        /// Carries the HTTP status.
        case answered(Int)
        case failed(ProviderError)
    }

    /// Creates a record of a call.
    package init(moment: Timestamp, method: String, path: String, outcome: Outcome, duration: Int64)
    {
        self.moment = moment
        self.method = method
        self.path = path
        self.outcome = outcome
        self.duration = duration
    }

    var isFine: Bool {
        guard case .answered(let status) = outcome else { return false }
        return (200..<300).contains(status)
    }

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

    /// The last calls to a source, newest first.
    func requests(to source: SourceName) -> [SourceRequest] { requests[source] ?? [] }

    /// The median duration of the last successful calls, in milliseconds; nil without any.
    func latency(of source: SourceName) -> Int64? {
        requests(to: source).filter(\.isFine).map(\.duration).median
    }

    mutating func note(_ request: SourceRequest, to source: SourceName) {
        requests[source, default: []].insert(request, at: 0)
        if requests[source, default: []].count > Self.limit { requests[source]?.removeLast() }
    }
}
