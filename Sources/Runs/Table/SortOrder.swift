/// What a listing is ordered by.
package enum SortKey: String, CaseIterable, Hashable, Sendable {
    /// The start, else the end, else first seen.
    case started
    /// The end.
    case finished
    /// The source's name.
    case source
    /// The provider's name.
    case provider
    /// The pipeline's name.
    case pipeline
    /// The status, in its declared order.
    case status
    /// The trigger.
    case trigger
    /// The duration, so far where a run is under way; runs without one come last.
    case duration
    /// The attempt.
    case attempt
    /// The HTTP status.
    case http
    /// The event's type.
    case event
    /// The reason of the failure.
    case error
    /// The provider's identifier.
    case id
}

/// A sort key and a direction.
package struct SortOrder: Hashable, Sendable {
    /// What is compared.
    package var key: SortKey
    /// Whether the greatest comes first.
    package var descending: Bool

    /// The newest run first.
    package static let newestFirst = SortOrder(key: .started, descending: true)

    /// Joins a key and a direction.
    package init(key: SortKey, descending: Bool) {
        self.key = key
        self.descending = descending
    }
}
