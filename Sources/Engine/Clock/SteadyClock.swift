package import Runs
import Synchronization

/// The time of day, which does not jump where the computer's clock is set while the program runs.
///
/// It follows small steps at once, and a large one once a server confirms it: until then time goes
/// on from where it was.
package final class SteadyClock: WallClock {
    /// The greatest step that is followed at once, in milliseconds: a minute.
    private static let greatestStep: Int64 = 60_000

    private let base: any WallClock
    private let wall: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Int64
    private let state: Mutex<State>

    private struct State {
        /// The time of day at the beginning of the uptime, in milliseconds.
        var anchor: Int64
        /// The same, as each server had it the last time.
        var anchors: [SourceName: Int64] = [:]
    }

    /// Begins with what the computer's clock shows.
    ///
    /// - Parameters:
    ///   - base: What waits.
    ///   - wall: Reads the computer's clock; nil for the clock of `base`.
    ///   - uptime: Reads a monotonic clock, in milliseconds.
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

    package var now: Timestamp { reading().now }

    /// Reads each clock once, so that two looks at one moment agree.
    private func reading() -> (now: Timestamp, wall: Timestamp, uptime: Int64) {
        let (wall, uptime) = (wall(), uptime())
        let now = state.withLock { state in
            let kept = Timestamp(milliseconds: state.anchor + uptime)
            guard abs(wall.milliseconds(since: kept)) <= Self.greatestStep else { return kept }
            state.anchor = wall.milliseconds - uptime
            return wall
        }
        return (now, wall, uptime)
    }

    /// The earliest of what servers say and this clock shows, so that none of them can make
    /// anything look older than it is.
    package var confirmed: Timestamp? {
        let (now, _, uptime) = reading()
        let earliest = state.withLock { $0.anchors.values.min() }
        return earliest.map { min(now, Timestamp(milliseconds: $0 + uptime)) }
    }

    package func sleep(until deadline: Timestamp) async throws(CancellationError) {
        let wait = deadline.milliseconds(since: now)
        try await base.sleep(until: base.now.advanced(byMilliseconds: wait))
    }

    /// Takes in the time that a server told just now.
    package func told(_ moment: Timestamp, by source: SourceName) {
        let anchor = moment.milliseconds - uptime()
        state.withLock { $0.anchors[source] = anchor }
    }

    // MARK: Steps

    /// How far the computer's clock is off; nil where it is right, as far as that is known.
    package var deviation: ClockDeviation? {
        let (now, wall, uptime) = reading()
        let leads = state.withLock { $0.anchors.values.map { wall.milliseconds - $0 - uptime } }
        guard let lead = leads.min(by: { abs($0) < abs($1) }) else {
            let jump = wall.milliseconds(since: now)
            return jump == 0 ? nil : .jumped(by: jump)
        }
        return abs(lead) < ClockDeviation.tolerance ? nil : .ahead(by: lead)
    }

    /// The step that the computer's clock made and that a server confirms, in milliseconds; nil
    /// where nothing is left to be followed.
    var confirmedStep: Int64? {
        let (now, wall, uptime) = reading()
        let step = wall.milliseconds(since: now)
        guard step != 0 else { return nil }
        let isConfirmed = state.withLock { state in
            state.anchors.values.contains { anchor in
                abs(wall.milliseconds - anchor - uptime) <= Self.greatestStep
            }
        }
        return isConfirmed ? step : nil
    }

    /// Goes on from what the computer's clock shows.
    func followStep() {
        let anchor = wall().milliseconds - uptime()
        state.withLock { $0.anchor = anchor }
    }
}
