/// A port to one account at one kind of API. A provider handles HTTP, paging and its vendor's JSON,
/// but not the schedule: it passes a call's permit to each request that it sends. Its state travels
/// in the `ReadPosition` that it returns, so that reading can resume.
package protocol Provider: Sendable {
    var kind: ProviderKind { get }

    /// Lists the pipelines and their names.
    /// - Throws: The error of the API or the network.
    func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline]

    /// Reads one page of runs. The engine passes the position of the previous page until
    /// `RunPage.hasMore` is false; the position of that last page begins the next poll, which reads
    /// only what is new or changed since.
    /// - Throws: The error of the API or the network.
    func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage

    /// Lists the types of events that the API may report; nil, without a call, if it has no such
    /// list.
    /// - Throws: The error of the API or the network.
    func eventTypes(_ permit: CallPermit) async throws(ProviderError) -> [String]?

    /// Whether pages of runs include the pipelines' names, so that `pipelines` is called less.
    var namesComeWithRuns: Bool { get }

    /// Whether runs are read by pipeline, so that an incomplete list of pipelines misses runs.
    var readsRunsByPipeline: Bool { get }

    /// A limit of calls that the vendor documents and that no response reports in time.
    var documentedLimit: CallLimit? { get }
}

extension Provider {
    package var namesComeWithRuns: Bool { false }
    package var readsRunsByPipeline: Bool { true }
    package var documentedLimit: CallLimit? { nil }

    package func eventTypes(
        _ permit: CallPermit
    ) async throws(ProviderError) -> [String]? { nil }
}

/// A request for one page of a provider.
package struct PageRequest: Hashable, Sendable {
    /// Where the previous page ended; nil on first contact.
    package let position: ReadPosition?
    /// Runs that began at or after this moment are wanted.
    package let since: Timestamp
    /// The time of the request.
    package let now: Timestamp
    /// The pipelines of the last discovery.
    package let pipelines: [Pipeline]
    /// The conditions; nil for everything. The positions of a walk belong to its question.
    package let question: RunQuestion?

    package init(
        position: ReadPosition?, since: Timestamp, now: Timestamp, pipelines: [Pipeline] = [],
        question: RunQuestion? = nil
    ) {
        self.position = position
        self.since = since
        self.now = now
        self.pipelines = pipelines
        self.question = question
    }
}

/// A provider's position in its pages; only the provider that made it can read it.
package struct ReadPosition: Hashable, Sendable {
    /// The provider's state: cursors, watermarks, runs to read again.
    package let notes: JSONValue

    package init(_ notes: JSONValue) { self.notes = notes }
}

/// One page of a provider.
package struct RunPage: Hashable, Sendable {
    /// In the provider's order.
    package var observations: [RunObservation]
    /// Pipelines and names that came with the runs.
    package var pipelines: [Pipeline]
    package var rejected: [RejectedRow]
    /// Pipelines whose runs are refused, while others can be read.
    package var refusals: [PipelineRefusal] = []
    package var position: ReadPosition
    /// Whether this poll has more to read.
    package var hasMore: Bool
    /// The purpose of the next page's call, if there is one.
    package var next = CallPurpose.listing
    /// The call budget that the response reports.
    package var budget: RateBudget?
    /// A period the provider no longer serves, if the page reveals one.
    package var gap: ReadGap?
    /// The size of the response in bytes.
    package var byteCount = 0
    /// Whether a response was too large, so that fewer rows were requested.
    package var isShortened = false

    package init(
        observations: [RunObservation] = [], pipelines: [Pipeline] = [],
        rejected: [RejectedRow] = [], position: ReadPosition, hasMore: Bool,
        budget: RateBudget? = nil
    ) {
        self.observations = observations
        self.pipelines = pipelines
        self.rejected = rejected
        self.position = position
        self.hasMore = hasMore
        self.budget = budget
    }
}

extension RunPage {
    /// The unreadable times of readable rows.
    package var unreadableTimes: [UnreadableTime] {
        observations.flatMap { seen in
            seen.unreadableTimes.map { UnreadableTime(id: seen.id, field: $0) }
        }
    }
}

/// A row that could not be read, and why; the rest of its page is unharmed.
package struct RejectedRow: Hashable, Sendable {
    /// The row's identifier, if it has a readable one.
    package let id: String?
    /// The path of the missing or mistyped field, such as `attributes.status`; nil for no object.
    package let field: String?
    /// A digest of all content, which distinguishes rows without an identifier.
    package let digest: String?

    package init(id: String?, field: String?, digest: String? = nil) {
        self.id = id
        self.field = field
        self.digest = digest
    }
}

/// An unreadable time in a readable row.
package struct UnreadableTime: Hashable, Sendable {
    package let id: RunID
    /// The path of the field, such as `attributes.started_at`.
    package let field: String

    package init(id: RunID, field: String) {
        self.id = id
        self.field = field
    }
}

/// A pipeline whose runs are refused.
package struct PipelineRefusal: Hashable, Sendable {
    package let pipeline: PipelineID
    /// The API's answer; nil if the settings name the pipeline and the account does not list it.
    package let problem: APIProblem?

    package init(pipeline: PipelineID, problem: APIProblem?) {
        self.pipeline = pipeline
        self.problem = problem
    }
}

/// A period that can no longer be read.
package struct ReadGap: Hashable, Sendable {
    package let from: Timestamp
    package let until: Timestamp

    package init(from: Timestamp, until: Timestamp) {
        self.from = from
        self.until = until
    }
}

/// The call budget that a response reports.
package struct RateBudget: Hashable, Sendable {
    /// Calls in one window (`X-RateLimit-Limit`).
    package let limit: Int?
    /// Calls left in this window (`X-RateLimit-Remaining`).
    package let remaining: Int?
    /// When the window ends (`X-RateLimit-Reset`).
    package let resetsAt: Timestamp?

    package init(limit: Int?, remaining: Int?, resetsAt: Timestamp?) {
        self.limit = limit
        self.remaining = remaining
        self.resetsAt = resetsAt
    }
}
