import Engine
import Runs
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10)))
struct ClockTests {
    /// Whether a sleep ends in a cancellation.
    private func isCancelled(
        _ clock: any WallClock, until deadline: Timestamp
    ) async -> Bool {
        do throws(CancellationError) {
            try await clock.sleep(until: deadline)
            return false
        } catch {
            return true
        }
    }

    @Test(arguments: [SystemClock(), ManualClock(now: .start)] as [any WallClock])
    func `what is past is not waited for`(clock: any WallClock) async {
        #expect(await !isCancelled(clock, until: clock.now))
        #expect(await !isCancelled(clock, until: Timestamp(milliseconds: .min)))
    }

    @Test(arguments: [SystemClock(), ManualClock(now: .start)] as [any WallClock])
    func `a cancelled sleep ends at once`(clock: any WallClock) async {
        let sleeper = Task { await isCancelled(clock, until: Timestamp(milliseconds: .max)) }
        sleeper.cancel()
        #expect(await sleeper.value)
    }

    @Test func `the manual clock wakes those whose deadline came, and no others`() async {
        let clock = ManualClock(now: .start)
        async let first = isCancelled(clock, until: .at(1))
        async let second = isCancelled(clock, until: .at(2))
        await clock.sleepers { $0 == [.at(1), .at(2)] }
        #expect(clock.advance(by: .milliseconds(999)) == 0)
        #expect(clock.advance(by: .milliseconds(1)) == 1)
        #expect(await !first)
        await clock.sleepers { $0 == [.at(2)] }
        #expect(clock.set(to: .at(-5)) == 0)
        #expect(clock.set(to: .at(3_600)) == 1)
        #expect(await !second)
    }

    @Test func `the computer's clock tells this century's time`() {
        #expect(SystemClock().now > Timestamp(seconds: 1_700_000_000))
    }
}
