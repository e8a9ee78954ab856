import Runs
import Testing

@testable import TUI

/// Numbers, ages and moments as the screen writes them.
struct ShortTextTests {
    private static let ages: [(Int64, String)] = [
        (-5_000, "0s"), (999, "0s"), (59_999, "59s"), (60_000, "1m"), (3_599_999, "59m"),
        (3_600_000, "1h"), (86_399_999, "23h"), (86_400_000, "1d"), (172_799_999, "1d"),
    ]

    @Test(arguments: ages)
    func `an age is told in its greatest unit, truncated`(age: Int64, text: String) {
        #expect(ShortText.age(milliseconds: age) == text)
    }

    private static let waits: [(Int64, String?)] = [
        (-1, nil), (0, nil), (1, "1s"), (1_000, "1s"), (1_001, "2s"), (59_000, "59s"),
        (59_001, "1m"), (60_000, "1m"), (60_001, "2m"), (3_540_000, "59m"), (3_540_001, "1h"),
        (3_600_001, "2h"), (82_800_000, "23h"), (82_800_001, "1d"), (86_400_000, "1d"),
        (86_400_001, "2d"),
    ]

    @Test(arguments: waits)
    func `a wait is told in its greatest unit, rounded up`(wait: Int64, text: String?) {
        #expect(ShortText.wait(milliseconds: wait) == text)
    }

    private static let counts: [(Int, String)] = [
        (0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (999_999, "999,999"),
        (1_000_000, "1,000,000"), (-999, "-999"), (-1_234, "-1,234"),
        (.min, "-9,223,372,036,854,775,808"),
    ]

    @Test(arguments: counts)
    func `a count has its thousands set apart`(count: Int, text: String) {
        #expect(ShortText.count(count) == text)
    }

    private static let briefs: [(Int, String)] = [
        (999_999, "999,999"), (1_000_000, "1.0M"), (1_999_999, "1.9M"), (999_999_999, "999M"),
        (1_000_000_000, "1.0G"), (999_999_999_999, "999G"), (1_000_000_000_000, "1.0T"),
    ]

    @Test(arguments: briefs)
    func `a great count is told in few columns`(count: Int, text: String) {
        #expect(ShortText.brief(count) == text)
    }

    private static let intervals: [(Int64, String)] = [
        (0, "1 s"), (499, "1 s"), (1_499, "1 s"), (1_500, "2 s"), (119_499, "119 s"),
        (119_500, "2 min"), (149_999, "2 min"), (150_000, "3 min"), (7_169_999, "119 min"),
        (7_170_000, "2 h"), (7_230_000, "2 h 1 min"), (10_740_000, "2 h 59 min"),
        (10_800_000, "3 h"),
    ]

    @Test(arguments: intervals)
    func `an interval is told in its greatest unit, rounded`(interval: Int64, text: String) {
        let plan = PollPlan(interval: .milliseconds(interval), spending: nil)
        #expect(PlanText.sentence(plan) == "every \(text)")
    }

    private static let spendings: [(Int, Int, Int, PollPlan.Window, String)] = [
        (1, 1, 0, .minute, "1 poll a minute"), (2, 1, 0, .minute, "2 polls a minute"),
        (2, 2, 1, .hour, "2 polls of 2 calls and 1 read an hour"),
    ]

    @Test(arguments: spendings)
    func `a plan names what it spends, and of what`(
        polls: Int, calls: Int, reads: Int, window: PollPlan.Window, text: String
    ) {
        var spending = PollPlan.Spending(
            polls: polls, callsPerPoll: calls, reads: reads, window: window, kept: 0, limit: nil)
        let alone = PollPlan(interval: .seconds(15), spending: spending)
        #expect(PlanText.sentence(alone) == "every 15 s: \(text)")
        spending.sharers = 2
        let shared = PollPlan(interval: .seconds(15), spending: spending)
        #expect(PlanText.sentence(shared) == "every 15 s: \(text), shared by 2 sources")
    }

    // MARK: - Moments

    private static let ago: [(Int64, String)] = [
        (-5_000, "in 5s"), (-999, "in 0s"), (0, "0s ago"), (61_000, "1m ago"),
    ]

    @Test(arguments: ago)
    func `a moment to come is told as one`(ago: Int64, text: String) {
        let moment = RunFixtures.now.advanced(byMilliseconds: -ago)
        #expect(ShownTimes.age(of: moment, now: RunFixtures.now) == text)
        let times = ShownTimes(.utc, .relative)
        #expect(times.brief(moment, now: RunFixtures.now) == text)
    }

    /// Milliseconds before 14:32:07 on the seventh of June.
    private static let moments: [(Int64, String, String)] = [
        (0, "14:32:07", "14:32"), (52_327_000, "00:00:00", "00:00"),
        (52_327_001, "06-06 23:59", "06-06"), (13_617_127_000, "01-01 00:00", "01-01"),
        (13_617_127_001, "2025-12-31", "2025"), (-34_072_999, "23:59:59", "23:59"),
        (-34_073_000, "06-08 00:00", "06-08"),
    ]

    @Test(arguments: moments)
    func `a moment is told by the day, the year, or with it`(
        ago: Int64, brief: String, coarse: String
    ) {
        let moment = RunFixtures.now.advanced(byMilliseconds: -ago)
        #expect(ZonedClock.utc.brief(moment, today: RunFixtures.now) == brief)
        #expect(ZonedClock.utc.coarse(moment, today: RunFixtures.now) == coarse)
    }

    @Test func `the day is the zone's own`() throws {
        let tokyo = try #require(ZonedClock(identifier: "Asia/Tokyo"))
        let midnight = RunFixtures.now.advanced(byMilliseconds: -84_727_000)
        #expect(tokyo.brief(midnight, today: RunFixtures.now) == "00:00:00")
        let before = midnight.advanced(byMilliseconds: -1)
        #expect(tokyo.brief(before, today: RunFixtures.now) == "06-06 23:59")
        #expect(tokyo.coarse(before, today: RunFixtures.now) == "06-06")
        #expect(tokyo.time(RunFixtures.now) == "23:32:07")
        #expect(tokyo.offset(at: RunFixtures.now) == 32_400)
    }

    @Test func `where a clock is set forward or back a time on the wall has one offset`() throws {
        let berlin = try #require(ZonedClock(identifier: "Europe/Berlin"))
        // On 29 March the clock goes from 02:00 to 03:00, on 25 October from 03:00 to 02:00.
        #expect(berlin.offset(atWall: Timestamp(seconds: 1_774_747_800)) == 3_600)
        #expect(berlin.offset(atWall: Timestamp(seconds: 1_774_755_000)) == 7_200)
        #expect(berlin.offset(atWall: Timestamp(seconds: 1_792_895_400)) == 3_600)
        let twice = Timestamp(milliseconds: 1_792_888_200_000)
        #expect(berlin.filterText(twice) == "2026-10-25T00:30:00.000Z")
        let later = twice.advanced(byMilliseconds: 3_600_000)
        #expect(berlin.filterText(later) == "2026-10-25T02:30")
    }
}
