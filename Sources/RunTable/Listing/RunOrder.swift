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

extension SortKey {
    /// Whether it goes by texts that can change where runs do not.
    var goesByNames: Bool { self == .pipeline || self == .provider }

    /// Whether sorting by it begins with the greatest: times and numbers do, texts begin with A.
    package var startsDescending: Bool {
        switch self {
        case .started, .finished, .duration, .attempt, .http: true
        case .source, .provider, .pipeline, .status, .trigger, .event, .error, .id: false
        }
    }
}

/// A sort key and a direction.
package struct RunOrder: Hashable, Sendable {
    /// What is compared.
    package var key: SortKey
    /// Whether the greatest comes first.
    package var descending: Bool

    /// The newest run first.
    package static let newestFirst = RunOrder(key: .started, descending: true)

    /// Sorts by a key from the end that it begins with.
    package init(_ key: SortKey) { self.init(key: key, descending: key.startsDescending) }

    /// Reads the name of a key; a `-` before it asks for the other end first. Nil where there is no
    /// such key.
    package init?(name: String) {
        let word = name.trimmingPrefix("-")
        guard let key = SortKey(rawValue: String(word)) else { return nil }
        self = word.count == name.count ? RunOrder(key) : RunOrder(key).inverted
    }

    /// The same key from the other end.
    package var inverted: RunOrder { RunOrder(key: key, descending: !descending) }

    /// Joins a key and a direction.
    package init(key: SortKey, descending: Bool) {
        self.key = key
        self.descending = descending
    }
}
