import Runs
import Synchronization
import TestSupport

@testable import Engine

/// A steady clock on a computer whose clock somebody sets.
struct SteppedClock {
    /// Steps that nobody takes for a clock's usual drift.
    static let steps = [Duration.seconds(86_400), .seconds(-86_400), .seconds(100 * 86_400)]

    /// Counts on evenly, whatever is done to the time of day.
    let manual = ManualClock(now: .start)
    /// What the program goes by.
    let steady: SteadyClock
    private let shift = Shift()

    /// By how much the computer's clock was set, in milliseconds.
    private final class Shift: Sendable {
        let milliseconds = Mutex<Int64>(0)
    }

    init() { steady = Self.clock(manual, shift) }

    /// Makes what a process goes by that begins now.
    func another() -> SteadyClock { Self.clock(manual, shift) }

    private static func clock(_ manual: ManualClock, _ shift: Shift) -> SteadyClock {
        SteadyClock(
            manual,
            wall: { manual.now.advanced(byMilliseconds: shift.milliseconds.withLock { $0 }) },
            uptime: { manual.now.milliseconds })
    }

    /// Sets the computer's clock, as far from the beginning as told.
    func set(by step: Duration) {
        shift.milliseconds.withLock { $0 = step.wholeMilliseconds }
    }

    /// Sets the computer's clock, and has a server say that this is the time.
    func set(by step: Duration, confirmedBy source: SourceName) {
        set(by: step)
        steady.reported(manual.now.advanced(by: step), by: source)
    }

    /// Waits until so many sleep for longer than a moment.
    func settle(_ sleepers: Int) async {
        let soon = manual.now.advanced(by: .milliseconds(100))
        await manual.sleepers { $0.count { $0 > soon } == sleepers }
    }

    /// Lets seconds pass one by one, while so many sleep at the end of each.
    func pass(_ seconds: Int, sleepers: Int = 2) async {
        for _ in 0..<seconds {
            manual.advance(by: .seconds(1))
            await settle(sleepers)
        }
    }
}
