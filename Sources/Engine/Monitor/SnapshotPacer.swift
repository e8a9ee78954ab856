import Runs

/// Decides when a change is published: at once after a quiet moment, else together with those
/// that follow closely.
struct SnapshotPacer: Hashable, Sendable {
    /// The shortest time between two snapshots, in milliseconds.
    static let shortestPause: Int64 = 30

    /// What is to be done about a change.
    enum Decision: Hashable, Sendable {
        /// Publish it now.
        case publish
        /// Publish it at this moment, with all that comes until then.
        case wait(until: Timestamp)
        /// It goes along with a publication that is already planned.
        case joinPlanned
    }

    private var last: Timestamp?
    private var isPlanned = false

    mutating func changed(at now: Timestamp) -> Decision {
        guard !isPlanned else { return .joinPlanned }
        guard let last else { return .publish }
        let age = now.milliseconds(since: last)
        // A clock that was set back would make the wait long: publish instead.
        guard (0..<Self.shortestPause).contains(age) else { return .publish }
        isPlanned = true
        return .wait(until: last.advanced(byMilliseconds: Self.shortestPause))
    }

    mutating func published(at now: Timestamp) {
        last = now
        isPlanned = false
    }
}
