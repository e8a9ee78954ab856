/// What one response of a provider says of one run.
///
/// A provider yields observations and never finished runs. `RunRecord` merges them, in whatever
/// order they come.
package struct RunObservation: Hashable, Sendable {
    /// The provider's identifier of the run.
    package var id: RunID
    /// When the provider made this statement true: the row's last change, the event's time.
    /// Of two statements of equal finality the later one counts.
    package var asOf: Timestamp?
    /// How the run stands.
    package var status: RunStatus
    /// The provider's own word for it.
    package var rawStatus: Observed<String> = .unsaid
    /// What ran.
    package var pipeline: Observed<PipelineID> = .unsaid
    /// What set it off.
    package var trigger: Observed<String> = .unsaid
    /// When it began.
    package var startedAt: Observed<Timestamp> = .unsaid
    /// When it ended.
    package var finishedAt: Observed<Timestamp> = .unsaid
    /// How long it took, in milliseconds. Unsaid, it follows from start and end.
    package var duration: Observed<Int64> = .unsaid
    /// Which attempt it was, counted from 1.
    package var attempt: Observed<Int> = .unsaid
    /// The HTTP status of a logged call.
    package var httpStatus: Observed<Int> = .unsaid
    /// The method and path of a logged call.
    package var request: Observed<String> = .unsaid
    /// The provider's identifier of a logged call.
    package var requestID: Observed<String> = .unsaid
    /// The type of the event that this statement comes from.
    package var event: Observed<String> = .unsaid
    /// Why it failed.
    package var error: Observed<RunError> = .unsaid
    /// What else the provider says.
    package var metadata: Observed<JSONValue> = .unsaid
    /// Identifiers of other things; each key is merged by itself.
    package var related: [RelatedID] = []
    /// Where its time comes from.
    package var timeSource: TimeSource = .provider
    /// The paths of the fields whose times could not be read.
    package var unreadableTimes: [String] = []
    /// Where it stands among runs without a time; nil where it has one.
    package var listPlace: ListPlace?

    /// Makes a statement that says no more than the status.
    package init(id: RunID, asOf: Timestamp?, status: RunStatus) {
        self.id = id
        self.asOf = asOf
        self.status = status
    }
}

/// What one response says of a field: nothing, that it is null, or a value.
package enum Observed<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The response has no such field.
    case unsaid
    /// The response says that there is no value.
    case null
    /// The response gives a value.
    case value(Value)

    /// Takes a value, or reads nil as a spoken null.
    package init(orNull value: Value?) { self = value.map(Observed.value) ?? .null }

    /// Takes a value, or reads nil as nothing said.
    package init(orUnsaid value: Value?) { self = value.map(Observed.value) ?? .unsaid }
}

/// Where a run that the provider gives no time for stands in the provider's list.
///
/// Of several places of one run the least counts, which is the first one seen.
package struct ListPlace: Hashable, Sendable, Comparable {
    /// Whether the run was there before anybody looked.
    package enum Arrival: Int, Hashable, Sendable {
        /// It came with the first walk, so that it may be of any age.
        case backlog
        /// It came later, so that it is about as old as its first sight.
        case later
    }

    /// Whether the run was there before anybody looked.
    package let arrival: Arrival
    /// A moment by which the list held the run.
    package let listed: Timestamp
    /// The place among runs of the same moment; the greatest is shown first.
    package let rank: Int64

    /// Joins the parts of a place.
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
