/// The field that a listing is sorted by.
package enum SortKey: String, CaseIterable, Hashable, Sendable {
    /// The start, else the end, else first seen.
    case started
    case finished
    case source
    case provider
    case pipeline
    /// The status, in its declared order.
    case status
    case trigger
    /// The duration, for a running run the time so far; runs without one come last.
    case duration
    case attempt
    case http
    case event
    /// The reason for the failure.
    case error
    /// The provider's identifier.
    case id
}

extension SortKey {
    /// Whether it sorts by texts that can change while runs do not.
    var goesByNames: Bool { self == .pipeline || self == .provider }

    /// Whether its usual direction is descending: for times and numbers, not for texts.
    package var startsDescending: Bool {
        switch self {
        case .started, .finished, .duration, .attempt, .http: true
        case .source, .provider, .pipeline, .status, .trigger, .event, .error, .id: false
        }
    }
}

/// A sort key and a direction.
package struct RunOrder: Hashable, Sendable {
    package var key: SortKey
    package var descending: Bool

    /// The newest run first.
    package static let newestFirst = RunOrder(key: .started, descending: true)

    /// Sorts by a key in its usual direction.
    package init(_ key: SortKey) { self.init(key: key, descending: key.startsDescending) }

    /// Reads the name of a key; a leading `-` inverts its direction. Nil if there is no such key.
    package init?(name: String) {
        let word = name.trimmingPrefix("-")
        guard let key = SortKey(rawValue: String(word)) else { return nil }
        self = word.count == name.count ? RunOrder(key) : RunOrder(key).inverted
    }

    /// The same key in the other direction.
    package var inverted: RunOrder { RunOrder(key: key, descending: !descending) }

    package init(key: SortKey, descending: Bool) {
        self.key = key
        self.descending = descending
    }
}
