import Runs

/// Retries shared by the sources at one origin: each retry costs one, each success returns one. So
/// a dead provider does not get the full retries of every source.
struct RetryQuota: Hashable, Sendable {
    /// The minimum, even for one source: as many as bring a back-off to its cap.
    private static let fewest = 10

    private var capacity: Int
    private var left: Int

    init(sources: Int) {
        capacity = max(Self.fewest, sources)
        left = capacity
    }

    mutating func share(among sources: Int) {
        let spent = capacity - left
        capacity = max(Self.fewest, sources)
        left = max(0, capacity - spent)
    }

    mutating func spend() -> Bool {
        guard left > 0 else { return false }
        left -= 1
        return true
    }

    mutating func refill() { left = min(capacity, left + 1) }
}

/// Spreads polls that are due at once: a few begin immediately, the others one after another.
struct StartPacer: Hashable, Sendable {
    static let burst = 32
    /// The time between two of the others, in milliseconds.
    static let step: Int64 = 4

    private var free: Timestamp?

    mutating func turn(at now: Timestamp) -> Timestamp {
        let slack = Int64(Self.burst - 1) * Self.step
        var place = max(free ?? now, now)
        // A clock that was set back leaves the queue in the future.
        if place.milliseconds(since: now) > 60_000 { place = now }
        free = place.advanced(byMilliseconds: Self.step)
        return max(now, place.advanced(byMilliseconds: -slack))
    }

    /// The time over which the first polls of so many sources spread, in milliseconds.
    static func spread(of sources: Int) -> Int64 {
        sources <= burst ? 0 : Int64(sources) * step
    }
}
