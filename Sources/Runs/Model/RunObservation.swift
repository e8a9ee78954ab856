/// What one response of a provider says about one run. Providers yield observations and never
/// finished runs; `RunRecord` merges them in any order.
package struct RunObservation: Hashable, Sendable {
    package var id: RunID
    /// When this became true at the provider: the row's last change, the event's time. Between
    /// statements of equal finality, the later one counts.
    package var asOf: Timestamp?
    package var status: RunStatus
    /// The provider's own word for the status.
    package var rawStatus: Observed<String> = .unsaid
    package var pipeline: Observed<PipelineID> = .unsaid
    /// What set it off.
    package var trigger: Observed<String> = .unsaid
    package var startedAt: Observed<Timestamp> = .unsaid
    package var finishedAt: Observed<Timestamp> = .unsaid
    /// Milliseconds; if unsaid, computed from start and end.
    package var duration: Observed<Int64> = .unsaid
    /// The attempt, counted from 1.
    package var attempt: Observed<Int> = .unsaid
    /// The HTTP status of a logged call.
    package var httpStatus: Observed<Int> = .unsaid
    /// The method and path of a logged call.
    package var request: Observed<String> = .unsaid
    /// The provider's identifier of a logged call.
    package var requestID: Observed<String> = .unsaid
    /// The type of the event that this comes from.
    package var event: Observed<String> = .unsaid
    package var error: Observed<RunError> = .unsaid
    /// Further data from the provider.
    package var metadata: Observed<JSONValue> = .unsaid
    /// Identifiers of related things; each key merges by itself.
    package var related: [RelatedID] = []
    package var timeSource: TimeSource = .provider
    /// The paths of fields with unreadable times.
    package var unreadableTimes: [String] = []
    /// The position among runs without a time; nil if it has a time.
    package var listPlace: ListPlace?

    package init(id: RunID, asOf: Timestamp?, status: RunStatus) {
        self.id = id
        self.asOf = asOf
        self.status = status
    }
}

/// What one response says about a field: nothing, null, or a value.
package enum Observed<Value: Hashable & Sendable>: Hashable, Sendable {
    case unsaid
    case null
    case value(Value)

    /// Wraps a value; nil becomes null.
    package init(orNull value: Value?) { self = value.map(Observed.value) ?? .null }

    /// Wraps a value; nil becomes unsaid.
    package init(orUnsaid value: Value?) { self = value.map(Observed.value) ?? .unsaid }
}

/// The position in the provider's list of a run without a time. Of several positions, the least
/// counts, which is the first one seen.
package struct ListPlace: Hashable, Sendable, Comparable {
    /// Whether the run was there before the first read.
    package enum Arrival: Int, Hashable, Sendable {
        /// It came with the first walk, so its age is unknown.
        case backlog
        /// It came later, so it is about as old as its first sight.
        case later
    }

    package let arrival: Arrival
    /// A moment at which the list contained the run.
    package let listed: Timestamp
    /// The rank among runs of the same moment; the greatest is shown first.
    package let rank: Int64

    package init(arrival: Arrival, listed: Timestamp, rank: Int64) {
        self.arrival = arrival
        self.listed = listed
        self.rank = rank
    }

    package static func < (left: ListPlace, right: ListPlace) -> Bool {
        (left.arrival.rawValue, left.listed, left.rank)
            < (right.arrival.rawValue, right.listed, right.rank)
    }
}
