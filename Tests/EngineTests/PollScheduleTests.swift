import Engine
import Runs
import Testing

struct PollScheduleTests {
    private var schedule = PollSchedule(.init(interval: .seconds(15)), at: .start)
    private let reset = ProviderError.unreachable(.connectionLost)

    /// How long after a moment the next poll begins.
    private func wait(after seconds: Double = 0) -> Duration {
        .milliseconds(schedule.nextPoll.milliseconds(since: .at(seconds)))
    }

    @Test func `the first poll begins at once`() {
        #expect(schedule.nextPoll == .start)
    }

    @Test(arguments: [
        (Duration.seconds(15), Pace.usual, Duration.seconds(15)),
        (.seconds(15), .quick, .seconds(5)),
        (.seconds(2), .quick, .seconds(1)),
        (.milliseconds(10), .usual, .seconds(1)),
        (.seconds(3_600), .quick, .seconds(1_200)),
    ])
    func `a poll is followed by a pause, a shorter one while something runs`(
        interval: Duration, pace: Pace, pause: Duration
    ) {
        var schedule = PollSchedule(.init(interval: interval), at: .start)
        schedule.succeeded(at: .at(7), pace: pace)
        #expect(schedule.nextPoll == Timestamp.at(7).advanced(by: pause))
    }

    @Test(arguments: 1...14, [0, 0.5, 0.999])
    func `a failure is followed by a random part of a doubling ceiling`(
        failures: Int, random: Double
    ) {
        var schedule = schedule
        for _ in 1...failures { schedule.failed(at: .start, error: reset, random: random) }
        let ceiling = Double(min(300, 1 << (failures - 1)))
        let wanted = max(0.25, random * ceiling)
        #expect(abs(schedule.nextPoll.milliseconds(since: .at(wanted))) <= 1)
        #expect(schedule.failures == failures)
    }

    @Test mutating func `a hundred failures in a row overflow nothing`() {
        for _ in 1...100 { schedule.failed(at: .start, error: reset, random: 0.999_999) }
        #expect(wait() <= .seconds(300))
        #expect(wait() > .seconds(299))
    }

    @Test mutating func `a success ends the back-off`() {
        for _ in 1...9 { schedule.failed(at: .start, error: reset, random: 1) }
        schedule.succeeded(at: .start, pace: .usual)
        #expect(schedule.failures == 0)
        schedule.failed(at: .start, error: reset, random: 1)
        #expect(wait() == .seconds(1))
    }

    @Test(arguments: [ProviderError.unauthorised, .unreachable(.tls("expired"))])
    func `what does not pass by itself is tried again after minutes`(error: ProviderError) {
        var schedule = schedule
        var waits: [Int64] = []
        for _ in 1...4 {
            schedule.failed(at: .start, error: error, random: 0)
            waits.append(schedule.nextPoll.milliseconds(since: .start) / 60_000)
        }
        #expect(waits == [5, 10, 15, 15])
    }

    @Test mutating func `patience with a refused key does not begin where a dead network ended`() {
        for _ in 1...9 { schedule.failed(at: .start, error: reset, random: 1) }
        schedule.failed(at: .start, error: .unauthorised, random: 0)
        #expect(wait() == .seconds(300))
        schedule.failed(at: .start, error: reset, random: 1)
        #expect(wait() == .seconds(1))
    }

    @Test mutating func `trying again by hand does not make the waits longer`() {
        schedule.failed(at: .start, error: .unauthorised, random: 0)
        for _ in 1...3 {
            #expect(schedule.pollNow(at: .start) == nil)
            schedule.failed(at: .start, error: .unauthorised, random: 0)
        }
        #expect(wait() == .seconds(300))
    }

    @Test mutating func `a refusal for too many calls without a time waits an interval at least`() {
        schedule.failed(at: .start, error: .tooMany(retryAfter: nil), random: 0)
        #expect(wait() == .seconds(15))
    }

    // MARK: Retry-After

    @Test(arguments: [0, 0.25, 0.999], 1...12)
    func `jitter only adds to what Retry-After asks for`(random: Double, failures: Int) {
        var schedule = schedule
        for _ in 1...failures {
            schedule.failed(at: .start, error: .tooMany(retryAfter: 30), random: random)
        }
        let added = schedule.nextPoll.milliseconds(since: .at(30))
        #expect(added >= 0)
        #expect(added <= Int64(min(300, 1 << (failures - 1))) * 1_000)
    }

    @Test mutating func `a person cannot poll before Retry-After is over`() {
        schedule.failed(at: .start, error: .tooMany(retryAfter: 30), random: 0.5)
        let refusal = schedule.pollNow(at: .at(29.999))
        #expect(refusal == .retryAfter(until: .at(30)))
        #expect(wait() == .seconds(30.5))
        #expect(schedule.pollNow(at: .at(30)) == nil)
        #expect(wait() == .seconds(30))
    }

    @Test mutating func `a person can poll in the middle of a back-off`() {
        for _ in 1...9 { schedule.failed(at: .start, error: reset, random: 1) }
        #expect(schedule.pollNow(at: .at(2)) == nil)
        #expect(schedule.wait(at: .at(2)) == .zero)
    }

    @Test mutating func `an absurd Retry-After is believed for a day`() {
        schedule.failed(at: .start, error: .tooMany(retryAfter: 1_780_000_000), random: 0)
        #expect(wait() == .seconds(86_400))
    }

    @Test mutating func `a jitter of nothing and of almost all wait no less than was asked for`() {
        for (random, added) in [(-1.0, 0), (0, 0), (0.999, 999), (7, 1_000)] {
            var schedule = schedule
            schedule.failed(at: .start, error: .tooMany(retryAfter: 30), random: random)
            #expect(schedule.wait(at: .start) == .milliseconds(30_000 + added))
        }
    }

    @Test(arguments: [(-1, 300), (0, 300), (1, 330), (7, 330)])
    func `the longest wait has no more than a tenth added`(random: Double, seconds: Double) {
        var schedule = schedule
        schedule.failed(at: .start, error: reset, random: random, backoff: .longest)
        #expect(schedule.wait(at: .start) == .seconds(seconds))
    }

    @Test mutating func `with no retry left at its origin a source waits for the cap`() {
        schedule.failed(at: .start, error: reset, random: 0.5, backoff: .longest)
        #expect(wait() == .seconds(315))
    }

    @Test mutating func `a poll is put off and never brought forward`() {
        schedule.succeeded(at: .start, pace: .usual)
        schedule.postpone(to: .at(10), at: .at(1))
        #expect(wait() == .seconds(15))
        schedule.postpone(to: .at(40), at: .at(1))
        #expect(wait() == .seconds(40))
    }

    // MARK: Clocks

    @Test mutating func `eight hours of sleep end in one poll and no burst`() {
        schedule.succeeded(at: .start, pace: .usual)
        #expect(schedule.wait(at: .at(8 * 3_600)) == .zero)
        schedule.succeeded(at: .at(8 * 3_600 + 1), pace: .usual)
        #expect(schedule.wait(at: .at(8 * 3_600 + 1)) == .seconds(15))
    }

    @Test mutating func `a clock that was set back lengthens no wait`() {
        schedule.succeeded(at: .start, pace: .usual)
        #expect(schedule.wait(at: .at(-3_600)) == .seconds(15))
        #expect(schedule.wait(at: .at(-3_595)) == .seconds(10))
    }

    @Test mutating func `a clock that was set back does not shorten Retry-After`() {
        schedule.failed(at: .start, error: .tooMany(retryAfter: 30), random: 0)
        #expect(
            schedule.pollNow(at: .at(-3_600)) == .retryAfter(until: .at(-3_570)))
        #expect(schedule.wait(at: .at(-3_600)) == .seconds(30))
    }
}
