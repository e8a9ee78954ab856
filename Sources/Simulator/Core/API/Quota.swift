struct Quota: Sendable {
    let limit: Int
    private let seconds: Int64
    private let beginning: Beginning
    private var window: Range<Moment>?
    private var used = 0

    enum Beginning {
        /// At multiples of its length since 1970.
        case clock
        /// With the first call after the last window.
        case firstCall
    }

    init(limit: Int, perSeconds seconds: Int64, from beginning: Beginning = .clock) {
        self.limit = limit
        self.seconds = seconds
        self.beginning = beginning
    }

    var remaining: Int { max(0, limit - used) }

    /// In seconds since 1970.
    var reset: Int64 { window?.upperBound.seconds ?? 0 }

    mutating func advance(to now: Moment) {
        guard window?.contains(now) != true else { return }
        let start = beginning == .clock ? now.whole(seconds * 1_000_000) : now
        window = start..<start.adding(seconds: Double(seconds))
        used = 0
    }

    mutating func take(at now: Moment) -> Bool {
        advance(to: now)
        guard remaining > 0 else { return false }
        used += 1
        return true
    }

    /// Whole seconds until the window ends, at least 1.
    func wait(at now: Moment) -> Int {
        let wait = (window?.upperBound ?? now).milliseconds(since: now)
        return max(1, (wait + 999) / 1_000)
    }

    func headers(remaining: Int? = nil, reset: Int64? = nil) -> SimulatedResponse.Headers {
        var headers: SimulatedResponse.Headers = [
            ("x-ratelimit-limit", String(limit)),
            ("x-ratelimit-remaining", String(remaining ?? self.remaining)),
        ]
        if let reset { headers.append(("x-ratelimit-reset", String(reset))) }
        return headers
    }
}
