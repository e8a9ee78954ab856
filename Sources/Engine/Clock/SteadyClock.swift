package import Runs
package import RunTable
import Synchronization

/// The time of day, without jumps if the computer's clock is set while the program runs. It follows
/// small steps at once, and a large one once a server confirms it; until then it counts on.
package final class SteadyClock: WallClock {
    private static let greatestStep: UInt64 = 60_000

    private let base: any WallClock
    private let wall: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Int64
    private let state: Mutex<State>

    fileprivate struct State {
        /// The time of day at uptime zero, in milliseconds.
        var anchor: Int64
        var pastAnchors: [Int64] = []
        var shift: Int64 = 0
        /// The anchors by the latest report of each server.
        var anchors: [SourceName: Int64] = [:]
    }

    /// Starts with the computer's clock.
    package init(
        _ base: any WallClock = SystemClock(), wall: (@Sendable () -> Timestamp)? = nil,
        uptime: @escaping @Sendable () -> Int64 = SystemClock.uptime
    ) {
        let wall = wall ?? { base.now }
        self.base = base
        self.wall = wall
        self.uptime = uptime
        state = Mutex(State(anchor: wall().milliseconds - uptime()))
    }

    package var steady: SteadyClock? { self }

    package var now: Timestamp { reading.now }

    package var reading: ClockReading {
        let (wall, uptime) = (wall(), uptime())
        return state.withLock { $0.reading(of: wall, uptime) }
    }

    /// The earliest of the servers' times and this clock's, so that no run looks older than it is.
    package var confirmed: Timestamp? {
        let (wall, uptime) = (wall(), uptime())
        return state.withLock { state in
            let now = state.reading(of: wall, uptime).now
            return state.anchors.values.min().map { min(now, Timestamp(milliseconds: $0 + uptime)) }
        }
    }

    /// Milliseconds that this clock is ahead of the servers' (negative: behind; 0: right or
    /// unknown).
    package var lead: Int64 {
        let (wall, uptime) = (wall(), uptime())
        return state.withLock { state in
            let now = state.reading(of: wall, uptime).now
            let lead = state.leads(of: now, uptime).min { abs($0) < abs($1) } ?? 0
            return abs(lead) < ClockDeviation.tolerance ? 0 : lead
        }
    }

    package func sleep(until deadline: Timestamp) async throws(CancellationError) {
        try await nap(until: deadline, by: reading.shift)()
    }

    package func nap(until deadline: Timestamp, by shift: Int64) -> Nap {
        let reading = reading
        let wait = reading.shift == shift ? deadline.milliseconds(since: reading.now) : 0
        return { [base] () async throws(CancellationError) in
            try await base.sleep(until: base.now.advanced(byMilliseconds: wait))
        }
    }

    /// Records the time that a server has just reported.
    package func reported(_ moment: Timestamp, by source: SourceName) {
        let anchor = moment.milliseconds - uptime()
        state.withLock { $0.anchors[source] = anchor }
    }

    // MARK: Steps

    /// How far the computer's clock is off; nil if it is right as far as known.
    package var deviation: ClockDeviation? {
        let (wall, uptime) = (wall(), uptime())
        return state.withLock { state in
            let now = state.reading(of: wall, uptime).now
            let leads = state.leads(of: wall, uptime)
            guard let lead = leads.min(by: { abs($0) < abs($1) }) else {
                let jump = wall.milliseconds(since: now)
                return jump == 0 ? nil : .jumped(by: jump)
            }
            return abs(lead) < ClockDeviation.tolerance ? nil : .ahead(by: lead)
        }
    }

    /// Adopts the computer's clock if it made a step that a server confirms. Returns the step in
    /// milliseconds; nil if there is none to follow.
    func followStep() -> Int64? {
        let (wall, uptime) = (wall(), uptime())
        return state.withLock { state in
            let step = wall.milliseconds(since: state.reading(of: wall, uptime).now)
            guard step != 0, state.leads(of: wall, uptime).contains(where: Self.isSmall) else {
                return nil
            }
            state.pastAnchors.append(state.anchor)
            state.anchor += step
            state.shift += step
            return step
        }
    }

    static func isSmall(_ step: Int64) -> Bool { step.magnitude <= greatestStep }
}

extension SteadyClock.State {
    /// Reads from one look at each clock, so that all figures of one moment agree.
    fileprivate mutating func reading(of wall: Timestamp, _ uptime: Int64) -> ClockReading {
        let kept = Timestamp(milliseconds: anchor + uptime)
        guard SteadyClock.isSmall(wall.milliseconds(since: kept)) else {
            return reading(at: kept, next: wall.milliseconds - uptime)
        }
        anchor = wall.milliseconds - uptime
        return reading(at: wall, next: nil)
    }

    private func reading(at now: Timestamp, next: Int64?) -> ClockReading {
        ClockReading(
            now: now, shift: shift, origin: Timestamp(milliseconds: anchor),
            former: pastAnchors.map(Timestamp.init(milliseconds:)),
            next: next.map(Timestamp.init(milliseconds:)))
    }

    /// How far a moment, taken as now, is ahead of each server's time, in milliseconds.
    fileprivate func leads(of moment: Timestamp, _ uptime: Int64) -> [Int64] {
        anchors.values.map { moment.milliseconds - $0 - uptime }
    }
}
