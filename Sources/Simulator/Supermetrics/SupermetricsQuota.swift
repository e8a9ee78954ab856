/// The calls of one hour, counted from the first.
struct SupermetricsQuota: Sendable {
    /// Calls in one hour.
    let limit: Int
    private var windowEnd: Moment?
    private var used = 0

    private static let windowSeconds = 3_600.0

    init(limit: Int) { self.limit = limit }

    /// Calls left in this hour.
    var remaining: Int { max(0, limit - used) }

    /// Takes one call.
    ///
    /// - Returns: Nil where there was one left, else the whole seconds until there is.
    mutating func take(at now: Moment) -> Int? {
        if windowEnd.map({ now >= $0 }) ?? true {
            windowEnd = now.adding(seconds: Self.windowSeconds)
            used = 0
        }
        guard used >= limit else {
            used += 1
            return nil
        }
        let wait = (windowEnd ?? now).milliseconds(since: now)
        return max(1, (wait + 999) / 1_000)
    }
}
