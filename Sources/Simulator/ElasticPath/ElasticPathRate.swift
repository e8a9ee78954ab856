/// Counts the requests of one second against what a store may make.
struct ElasticPathRate: Sendable {
    private let limit: Int?
    private var second: Int64?
    private var used = 0

    /// Starts counting; nothing is refused without a limit.
    init(limit: Int?) { self.limit = limit }

    /// Takes one request, where there is one left in this second.
    ///
    /// - Returns: Whether it may be made.
    mutating func take(at now: Moment) -> Bool {
        guard let limit else { return true }
        let current = now.microseconds / 1_000_000
        if second != current { (second, used) = (current, 0) }
        guard used < limit else { return false }
        used += 1
        return true
    }
}
