import Testing
import TestSupport

@testable import Runs

struct TimestampTests {
    @Test(arguments: [
        ("2026-06-07T08:00:42.000Z", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07t08:00:42z", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07 08:00:42Z", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07T08:00Z", "2026-06-07T08:00:00.000Z"),
        ("2026-06-07T08:00:42.5Z", "2026-06-07T08:00:42.500Z"),
        ("2026-06-07T08:00:42,05Z", "2026-06-07T08:00:42.050Z"),
        ("2026-06-07T08:00:42.123456789Z", "2026-06-07T08:00:42.123Z"),
        ("2026-06-07T08:00:42.9999999999999Z", "2026-06-07T08:00:42.999Z"),
        ("2026-06-07T10:00:42+02:00", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07T10:00:42+0200", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07T10:00:42+02", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07T02:30:42-05:30", "2026-06-07T08:00:42.000Z"),
        ("2026-06-07T08:00:42-00:00", "2026-06-07T08:00:42.000Z"),
        ("2024-02-29T23:59:60Z", "2024-02-29T23:59:59.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ])
    func `a moment is read in every form that vendors write`(text: String, utc: String) {
        let parsed = Timestamp.parse(text)
        #expect(parsed?.timestamp.rfc3339 == utc)
        #expect(parsed?.precision == .instant)
    }

    @Test func `a date alone is its midnight in UTC, and says so`() {
        let parsed = Timestamp.parse("2026-06-07", localOffset: { _ in 3_600 })
        #expect(parsed?.timestamp == moment(0))
        #expect(parsed?.precision == .day)
    }

    @Test func `a time without a zone is in the caller's`() {
        let parsed = Timestamp.parse("2026-06-07T08:00:42", localOffset: { _ in 7_200 })
        #expect(parsed?.timestamp == moment(6, 0, 42))
        #expect(parsed?.precision == .local)
    }

    @Test(arguments: [
        "", "yesterday", "2026", "2026-06", "2026-6-7", "2026-06-07T", "2026-06-07T08",
        "2026-06-07T08:00:42.Z", "2026-06-07T08:00:42 Z", "2026-06-07T08:00:42Zx",
        "2026-02-30", "2025-02-29T00:00:00Z", "1900-02-29", "2026-13-01", "2026-00-10",
        "2026-04-31", "2026-06-07T24:00:00Z", "2026-06-07T08:60:00Z", "2026-06-07T08:00:61Z",
        "2026-06-07T08:00:00+24:00", "2026-06-07T08:00:00+02:60", "2026-06-07T08:00:00+2",
        "-2026-06-07", "+2026-06-07T08:00:00Z", "02026-06-07", " 2026-06-07", "２０２６-06-07",
        "20260607T080000Z", "1780819200",
    ])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp.parse(text) == nil)
    }

    @Test func `what is written is read back`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2_000 {
            let milliseconds = Int64.random(
                in: -62_167_219_200_000...253_402_300_799_999, using: &random)
            let timestamp = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp.parse(timestamp.rfc3339)?.timestamp == timestamp)
        }
    }

    @Test func `a moment that the notation cannot name is written as the nearest`() {
        #expect(Timestamp(milliseconds: .max).rfc3339 == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: .min).rfc3339 == "0000-01-01T00:00:00.000Z")
    }

    @Test func `arithmetic stays within what fits`() {
        let latest = Timestamp(milliseconds: .max)
        #expect(latest.advanced(byMilliseconds: 1) == latest)
        #expect(Timestamp(seconds: .min) == Timestamp(milliseconds: .min))
        #expect(latest.milliseconds(since: Timestamp(milliseconds: -1)) == .max)
        #expect(moment(1).milliseconds(since: moment(0)) == 3_600_000)
        #expect(moment(0).advanced(by: .seconds(60)) == moment(0, 1))
        let longest = Duration(
            secondsComponent: 9_223_372_036_854_775, attosecondsComponent: 999_000_000_000_000_000)
        #expect(longest.wholeMilliseconds == .max)
    }
}

struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0), (1970, 1, 2, 1), (1969, 12, 31, -1), (2000, 2, 29, 11_016),
        (2000, 3, 1, 11_017), (2026, 6, 7, 20_611), (1600, 1, 1, -135_140),
    ])
    func `a date is a number of days`(year: Int, month: Int, day: Int, days: Int) {
        #expect(CivilDate(year: year, month: month, day: day)?.daysSinceEpoch == days)
        #expect(CivilDate(daysSinceEpoch: days) == CivilDate(year: year, month: month, day: day))
    }

    @Test func `days and dates agree, one after the other`() {
        var last = CivilDate(daysSinceEpoch: -40_000)
        for days in -39_999...40_000 {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date.daysSinceEpoch == days)
            let follows =
                date.day == last.day + 1 && date.month == last.month
                || date.day == 1 && (date.month == last.month + 1 || date.month == 1)
            if !follows { Issue.record("\(last) is followed by \(date)") }
            last = date
        }
    }

    @Test func `only dates of the calendar exist`() {
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2026, month: 6, day: 31) == nil)
        #expect(CivilDate(year: 2026, month: 6, day: 0) == nil)
    }
}
