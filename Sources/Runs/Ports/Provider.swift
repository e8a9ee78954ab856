/// A port to one account at one kind of API.
///
/// A provider knows HTTP, paging and its vendor's JSON. It does not know when to poll, and what
/// it learnt so far travels in the `ReadPosition` that it hands out, so that it can be resumed.
package protocol Provider: Sendable {
    /// The kind of API.
    var kind: ProviderKind { get }

    /// Lists the pipelines and their names.
    ///
    /// - Throws: What the API or the network refused.
    func pipelines() async throws(ProviderError) -> [Pipeline]

    /// Reads one page of runs.
    ///
    /// The engine calls it with the position of the page before until `RunPage.hasMore` is false;
    /// the position of that last page begins the next poll, which reads only what is new or
    /// changed since.
    ///
    /// - Throws: What the API or the network refused.
    func page(_ request: PageRequest) async throws(ProviderError) -> RunPage

    /// Lists the types of events that the API may tell of.
    ///
    /// - Returns: Nil where the API has no such list; then no call was made.
    /// - Throws: What the API or the network refused.
    func eventTypes() async throws(ProviderError) -> [String]?

    /// Whether the pages of runs bring the pipelines and their names with them, so that
    /// `pipelines()` is not called for in between.
    var namesComeWithRuns: Bool { get }

    /// Whether runs are asked for pipeline by pipeline, so that without the list of pipelines
    /// there may be runs that nobody asked for.
    var readsRunsByPipeline: Bool { get }

    /// A limit of calls that the vendor documents and that no response tells of in time.
    var documentedLimit: CallLimit? { get }
}

extension Provider {
    package var namesComeWithRuns: Bool { false }
    package var readsRunsByPipeline: Bool { true }
    package var documentedLimit: CallLimit? { nil }

    package func eventTypes() async throws(ProviderError) -> [String]? { nil }
}

/// What a provider is asked for.
package struct PageRequest: Hashable, Sendable {
    /// Where the page before left off; nil on first contact.
    package let position: ReadPosition?
    /// How far back runs are wanted: those that began at or after this moment.
    package let since: Timestamp
    /// The time of asking.
    package let now: Timestamp
    /// The pipelines that the last discovery found.
    package let pipelines: [Pipeline]
    /// What is asked for; nil for everything. The positions of a walk belong to its question.
    package let question: RunQuestion?

    /// Joins a position and its bounds.
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

/// Where a provider's reading stands; only the provider that made it can read it.
package struct ReadPosition: Hashable, Sendable {
    /// The provider's own notes: cursors, watermarks, runs to look at again.
    package let notes: JSONValue

    /// Wraps a provider's notes.
    package init(_ notes: JSONValue) { self.notes = notes }
}

/// One page of what a provider said.
package struct RunPage: Hashable, Sendable {
    /// What it says of runs, in the provider's order.
    package var observations: [RunObservation]
    /// Pipelines and names that came along with the runs.
    package var pipelines: [Pipeline]
    /// Rows that could not be read.
    package var rejected: [RejectedRow]
    /// Pipelines whose runs are refused, while those of others can be read.
    package var refusals: [PipelineRefusal] = []
    /// Where to go on.
    package var position: ReadPosition
    /// Whether there is more to read in this poll.
    package var hasMore: Bool
    /// What the next page's call is for, where there is more to read.
    package var next = CallPurpose.listing
    /// What the response says of the budget of calls.
    package var budget: RateBudget?
    /// A stretch of time that the provider no longer tells of, where the page reveals one.
    package var gap: ReadGap?
    /// How many bytes the response had.
    package var byteCount = 0
    /// Whether more rows were asked for at first, and came as a response that is too large to read.
    package var isShortened = false

    /// Makes a page that holds only its position.
    package init(
        observations: [RunObservation] = [], pipelines: [Pipeline] = [],
        rejected: [RejectedRow] = [], position: ReadPosition, hasMore: Bool,
        budget: RateBudget? = nil, gap: ReadGap? = nil
    ) {
        self.observations = observations
        self.pipelines = pipelines
        self.rejected = rejected
        self.position = position
        self.hasMore = hasMore
        self.budget = budget
        self.gap = gap
    }
}

extension RunPage {
    /// The times that could not be read, of the rows that could.
    package var unreadableTimes: [UnreadableTime] {
        observations.flatMap { seen in
            seen.unreadableTimes.map { UnreadableTime(id: seen.id, field: $0) }
        }
    }
}

/// A row that could not be read, and why; the rest of its page is unharmed.
package struct RejectedRow: Hashable, Sendable {
    /// The row's identifier, where it has a readable one.
    package let id: String?
    /// The path of the field that is missing or of the wrong type, such as `attributes.status`; nil
    /// where the row as a whole is no JSON object.
    package let field: String?
    /// What tells rows without an identifier apart, made of all that they say.
    package let digest: String?

    /// Joins an identifier and a field's path.
    package init(id: String?, field: String?, digest: String? = nil) {
        self.id = id
        self.field = field
        self.digest = digest
    }
}

/// A time that could not be read, of a row that could.
package struct UnreadableTime: Hashable, Sendable {
    /// The run that the row is about.
    package let id: RunID
    /// The path of the field, such as `attributes.started_at`.
    package let field: String

    /// Joins a run and a field's path.
    package init(id: RunID, field: String) {
        self.id = id
        self.field = field
    }
}

/// A pipeline whose runs are refused.
package struct PipelineRefusal: Hashable, Sendable {
    /// The pipeline.
    package let pipeline: PipelineID
    /// What the API answered; nil where the settings name it and the account does not list it.
    package let problem: APIProblem?

    /// Joins a pipeline and the answer.
    package init(pipeline: PipelineID, problem: APIProblem?) {
        self.pipeline = pipeline
        self.problem = problem
    }
}

/// A stretch of time that can no longer be read.
package struct ReadGap: Hashable, Sendable {
    /// Its beginning.
    package let from: Timestamp
    /// Its end.
    package let until: Timestamp

    /// Joins a beginning and an end.
    package init(from: Timestamp, until: Timestamp) {
        self.from = from
        self.until = until
    }
}

/// What a response says of how many calls are left.
package struct RateBudget: Hashable, Sendable {
    /// Calls in one window (`X-RateLimit-Limit`).
    package let limit: Int?
    /// Calls left in this window (`X-RateLimit-Remaining`).
    package let remaining: Int?
    /// When the window ends (`X-RateLimit-Reset`).
    package let resetsAt: Timestamp?

    /// Joins what the headers say.
    package init(limit: Int?, remaining: Int?, resetsAt: Timestamp?) {
        self.limit = limit
        self.remaining = remaining
        self.resetsAt = resetsAt
    }
}
