import Runs

/// Knows when it is time to ask a source for its types of events, which change next to never:
/// once a day, and an hour after a failure.
struct EventTypeTurn: Hashable, Sendable {
    /// The time after which a list is old, in milliseconds.
    private static let lifetime: Int64 = 86_400_000
    /// The wait after a failure, in milliseconds.
    private static let pause: Int64 = 3_600_000

    private var asked: Timestamp?
    private var hasFailed = false

    func isDue(at now: Timestamp) -> Bool {
        guard let asked else { return true }
        let age = now.milliseconds(since: asked)
        // A clock that was set back makes the last time lie in the future: start over.
        return age < 0 || age >= (hasFailed ? Self.pause : Self.lifetime)
    }

    mutating func begins(at now: Timestamp) {
        asked = now
        hasFailed = false
    }

    mutating func failed() { hasFailed = true }
}
