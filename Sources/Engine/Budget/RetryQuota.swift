import Runs

/// How many retries the sources at one origin have together: each costs one, each success gives
/// one back. So a dead provider is not hammered by all that is configured for it.
struct RetryQuota: Hashable, Sendable {
    /// The retries that even a single source has: as many as lead a back-off to its cap.
    private static let fewest = 10

    private var capacity: Int
    private var left: Int

    init(sources: Int) {
        capacity = max(Self.fewest, sources)
        left = capacity
    }

    /// Takes in how many sources share it now; what was spent stays spent.
    mutating func share(among sources: Int) {
        let spent = capacity - left
        capacity = max(Self.fewest, sources)
        left = max(0, capacity - spent)
    }

    /// - Returns: Whether there was one.
    mutating func spend() -> Bool {
        guard left > 0 else { return false }
        left -= 1
        return true
    }

    mutating func refill() { left = min(capacity, left + 1) }
}

/// Spreads the beginnings of polls that are due at the same moment: a few begin at once, the
/// others one after the other.
struct StartPacer: Hashable, Sendable {
    static let burst = 32
    /// The time between two of the others, in milliseconds.
    static let step: Int64 = 4

    private var free: Timestamp?

    /// Finds the moment at which a poll may begin, and takes it.
    mutating func turn(at now: Timestamp) -> Timestamp {
        let slack = Int64(Self.burst - 1) * Self.step
        var place = max(free ?? now, now)
        // A clock that was set back leaves the queue in the future.
        if place.milliseconds(since: now) > 60_000 { place = now }
        free = place.advanced(byMilliseconds: Self.step)
        return max(now, place.advanced(byMilliseconds: -slack))
    }

    /// The time over which the first polls of so many sources are spread, in milliseconds.
    static func spread(of sources: Int) -> Int64 {
        sources <= burst ? 0 : Int64(sources) * step
    }
}
