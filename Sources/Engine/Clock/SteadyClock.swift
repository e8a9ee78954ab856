package import Runs
package import RunTable
import Synchronization

/// The time of day, which does not jump where the computer's clock is set while the program runs.
///
/// It follows small steps at once, and a large one once a server confirms it: until then time goes
/// on from where it was.
package final class SteadyClock: WallClock {
    /// The greatest step that is followed at once, in milliseconds: a minute.
    private static let greatestStep: UInt64 = 60_000

    private let base: any WallClock
    private let wall: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Int64
    private let state: Mutex<State>

    fileprivate struct State {
        /// The time of day at the beginning of the uptime, in milliseconds.
        var anchor: Int64
        /// The same before each step that was followed.
        var pastAnchors: [Int64] = []
        /// The sum of the steps that were followed, in milliseconds.
        var shift: Int64 = 0
        /// The beginning of the uptime as each server had it the last time.
        var anchors: [SourceName: Int64] = [:]
    }

    /// Begins with what the computer's clock shows.
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

    /// The earliest of what servers say and this clock shows, so that none of them can make
    /// anything look older than it is.
    package var confirmed: Timestamp? {
        let (wall, uptime) = (wall(), uptime())
        return state.withLock { state in
            let now = state.reading(of: wall, uptime).now
            return state.anchors.values.min().map { min(now, Timestamp(milliseconds: $0 + uptime)) }
        }
    }

    /// By how much this clock is ahead of the servers', in milliseconds, less than zero where it is
    /// behind; 0 where it is right, as far as that is known.
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

    /// Takes in the time that a server told just now.
    package func told(_ moment: Timestamp, by source: SourceName) {
        let anchor = moment.milliseconds - uptime()
        state.withLock { $0.anchors[source] = anchor }
    }

    // MARK: Steps

    /// How far the computer's clock is off; nil where it is right, as far as that is known.
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

    /// Goes on from what the computer's clock shows, where that made a step that a server confirms.
    ///
    /// - Returns: The step, in milliseconds; nil where there is none to be followed.
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
    /// Looks at each clock once, so that all that is said of one moment agrees.
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

    /// By how much a moment that is now is ahead of the time at each server, in milliseconds.
    fileprivate func leads(of moment: Timestamp, _ uptime: Int64) -> [Int64] {
        anchors.values.map { moment.milliseconds - $0 - uptime }
    }
}
