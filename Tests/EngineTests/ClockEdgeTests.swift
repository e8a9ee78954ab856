import Runs
import RunTable
import Testing
import TestSupport

@testable import Engine

/// Where a step of the clock is small, and which clock is right.
struct ClockEdgeTests {
    private let stepped = SteppedClock()
    private let a = SourceName("a")
    private let b = SourceName("b")

    private static let steps: [(step: Int64, isFollowed: Bool)] = [
        (60_000, true), (-60_000, true), (60_001, false), (-60_001, false),
    ]

    @Test(arguments: steps)
    func `a step of a minute is followed, a longer one is held off`(
        row: (step: Int64, isFollowed: Bool)
    ) {
        let clock = stepped.steady
        stepped.set(by: .milliseconds(row.step))
        #expect(clock.now == .ms(row.isFollowed ? row.step : 0))
        let deviation = row.isFollowed ? nil : ClockDeviation.jumped(by: row.step)
        #expect(clock.deviation == deviation)
        #expect(clock.reading.shift == 0)
    }

    @Test(arguments: steps)
    func `a server confirms a step that brings the clock within a minute of it`(
        row: (step: Int64, isFollowed: Bool)
    ) {
        let clock = stepped.steady
        let step: Int64 = 100 * 86_400_000
        stepped.set(by: .milliseconds(step))
        clock.reported(.ms(step + row.step), by: a)
        let followed = row.isFollowed ? step : nil
        #expect(clock.followStep() == followed)
        #expect(clock.reading.shift == (row.isFollowed ? step : 0))
    }

    private static let leads: [(lead: Int64, reported: Int64)] = [
        (0, 0), (119_999, 0), (-119_999, 0), (120_000, 120_000), (-120_000, -120_000),
        (5_000_000, 5_000_000),
    ]

    @Test(arguments: leads)
    func `two minutes ahead of a server or behind it are told of`(
        row: (lead: Int64, reported: Int64)
    ) {
        let clock = stepped.steady
        #expect(clock.lead == 0)
        clock.reported(.ms(-row.lead), by: a)
        #expect(clock.lead == row.reported)
        let deviation = row.reported == 0 ? nil : ClockDeviation.ahead(by: row.reported)
        #expect(clock.deviation == deviation)
    }

    @Test func `of several servers the nearest one counts, and of one its latest word`() {
        let clock = stepped.steady
        clock.reported(.ms(-500_000), by: a)
        clock.reported(.ms(200_000), by: b)
        #expect(clock.lead == -200_000)
        #expect(clock.deviation == .ahead(by: -200_000))
        clock.reported(.ms(900_000), by: b)
        #expect(clock.lead == 500_000)
        clock.reported(.start, by: b)
        #expect(clock.lead == 0)
        #expect(clock.deviation == nil)
    }

    @Test func `a server's word goes on with the time that passes`() {
        let clock = stepped.steady
        clock.reported(.ms(-300_000), by: a)
        stepped.manual.advance(by: .seconds(1_000))
        #expect(clock.lead == 300_000)
        #expect(clock.confirmed == .ms(700_000))
        clock.reported(.ms(2_000_000), by: a)
        #expect(clock.confirmed == .ms(1_000_000))
    }

    // MARK: What processes share

    /// By how much the clock of a standing is ahead of this one before a step of a hundred seconds,
    /// and by how much the standing is carried along after it, in milliseconds.
    private static let carries: [(lead: Int64?, carried: Int64?)] = [
        (0, 100_000), (60_000, nil), (39_999, 60_001), (40_000, nil), (100_000, nil),
        (160_000, nil), (-60_000, 160_000), (-60_001, nil), (86_400_000, nil), (nil, nil),
    ]

    @Test(arguments: carries)
    func `what is kept of a credential is carried along where its clock has made no step yet`(
        row: (lead: Int64?, carried: Int64?)
    ) {
        let before = Self.checkpoint(row.lead)
        var checkpoint = before
        checkpoint.follow(stepped.steady.reading)
        #expect(checkpoint == before)
        stepped.set(by: .seconds(100), confirmedBy: a)
        #expect(stepped.steady.followStep() == 100_000)
        checkpoint.follow(stepped.steady.reading)
        let after = row.carried.map { Self.checkpoint(100_000, carriedBy: $0) } ?? before
        #expect(checkpoint == after)
        checkpoint.follow(stepped.steady.reading)
        #expect(checkpoint == after)
    }

    @Test func `what another process carried along already goes back until the step is followed`() {
        stepped.set(by: .seconds(100))
        var checkpoint = Self.checkpoint(100_000)
        checkpoint.follow(stepped.steady.reading)
        #expect(checkpoint == Self.checkpoint(0, carriedBy: -100_000))
        // This process knows the clock from after the step alone.
        var early = Self.checkpoint(0)
        early.follow(stepped.another().reading)
        #expect(early == Self.checkpoint(0))
    }

    private static func checkpoint(_ origin: Int64?, carriedBy step: Int64 = 0) -> CallLedgerEntry {
        func at(_ seconds: Double) -> Timestamp { .at(seconds).advanced(byMilliseconds: step) }
        var checkpoint = CallLedgerEntry()
        checkpoint.asOf = at(0)
        checkpoint.origin = origin.map(Timestamp.init(milliseconds:))
        checkpoint.blockedUntil = at(30)
        checkpoint.latestCalls = [at(-1)]
        checkpoint.calls = 6
        checkpoint.changes = step == 0 ? 4 : 5
        checkpoint.windows = [
            .init(
                limit: 10, remaining: 3, said: 4, times: (at(-2), at(60)), length: .minute,
                reported: 5)
        ]
        return checkpoint
    }
}
