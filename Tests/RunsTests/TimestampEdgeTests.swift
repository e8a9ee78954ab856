import Testing
import TestSupport

@testable import Runs

/// The edges of what is a time.
struct TimestampEdgeTests {
    private func reading(_ text: String) -> String {
        switch Timestamp.read(text) {
        case .moment(let parsed): parsed.timestamp.rfc3339
        case .none: "none"
        case .unreadable: "unreadable"
        }
    }

    private static let days: [(String, String)] = [
        ("1990-01-02", "1990-01-02T00:00:00.000Z"), ("1990-01-01T23:59:59Z", "none"),
        ("2098-12-30T23:59:59Z", "2098-12-30T23:59:59.000Z"), ("2098-12-31", "none"),
        ("nil", "none"), ("undefined", "none"), (" NONE ", "none"),
        // Years of two digits.
        ("Monday, 07-Jun-69 12:00:42 GMT", "2069-06-07T12:00:42.000Z"),
        ("07-Jun-70 12:00:42 GMT", "none"),
        ("Friday, 07-Jun-91 12:00:42 GMT", "1991-06-07T12:00:42.000Z"),
        // The longest names.
        ("Wednesday, 09 September 2026 12:00:42 GMT", "2026-09-09T12:00:42.000Z"),
        ("1 January 2026 12:00 UTC", "2026-01-01T12:00:00.000Z"),
        ("31 Dec 2026 12:00 UTC", "2026-12-31T12:00:00.000Z"),
    ]

    @Test(arguments: days)
    func `days are read from 1990 to 2098`(text: String, expected: String) {
        #expect(reading(text) == expected)
    }

    private static let times: [(String, String)] = [
        ("2026-06-07 23:59:59 UTC", "2026-06-07T23:59:59.000Z"),
        ("2026-06-07 12:00:60 UTC", "2026-06-07T12:00:59.000Z"),
        ("2026-06-07 12:00:61 UTC", "unreadable"), ("2026-06-07 12:60:00 UTC", "unreadable"),
        ("2026-06-07 24:00:00.5 UTC", "unreadable"), ("2026-06-07 24:00:01 UTC", "unreadable"),
        // Halves of a day.
        ("2026-06-07 12:59 PM UTC", "2026-06-07T12:59:00.000Z"),
        ("2026-06-07 12:59 AM UTC", "2026-06-07T00:59:00.000Z"),
        ("2026-06-07 1:00 AM UTC", "2026-06-07T01:00:00.000Z"),
        ("2026-06-07 11:59 PM UTC", "2026-06-07T23:59:00.000Z"),
        ("2026-06-07 0:59 AM UTC", "unreadable"),
        // Zones.
        ("2026-06-07 06:30:42 -0530", "2026-06-07T12:00:42.000Z"),
        ("2026-06-07T14:00:42+02:00:42", "2026-06-07T12:00:00.000Z"),
        ("2026-06-07 12:00:42 +0200 +0200", "unreadable"),
        ("2026-06-07 12:00:42 +23:59", "2026-06-06T12:01:42.000Z"),
        ("2026-06-07 12:00:42 +24:00", "unreadable"), ("2026-06-07 12:00:42 +02:60", "unreadable"),
    ]

    @Test(arguments: times)
    func `times are read up to their edges`(text: String, expected: String) {
        #expect(reading(text) == expected)
    }

    private static let shapes: [(String, String)] = [
        ("2026-Jun-07 12:00:42 UTC", "2026-06-07T12:00:42.000Z"),
        ("2026 Jun 7 12:00:42 UTC", "2026-06-07T12:00:42.000Z"),
        ("June 2026 7 12:00 UTC", "2026-06-07T12:00:00.000Z"),
        ("20260607T1200Z", "2026-06-07T12:00:00.000Z"),
        ("20260607T12Z", "2026-06-07T12:00:00.000Z"),
        ("20260607 120042 UTC", "2026-06-07T12:00:42.000Z"),
        ("\t2026-06-07T12:00:42Z\n", "2026-06-07T12:00:42.000Z"),
        ("+1780833642", "2026-06-07T12:00:42.000Z"), ("2026-06-07 12 UTC", "unreadable"),
        ("2026-06-07T12:00:42.Z", "unreadable"), ("2026-06-07 12:00:42 (UTC)", "unreadable"),
        ("Sun Jun 07 2026 14:00:42 GMT+0200 (CEST", "unreadable"),
        ("2026-06-07T12:00:42Z[UTC", "unreadable"), ("Jun Jun 7 2026", "unreadable"),
    ]

    @Test(arguments: shapes)
    func `the parts of a time come in several orders`(text: String, expected: String) {
        #expect(reading(text) == expected)
    }

    @Test func `a text that is too long is no time`() {
        let text = "2026-06-07 12:00:42 UTC"
        let spaces = { (count: Int) in String(repeating: " ", count: count - text.utf8.count) }
        #expect(reading(text + spaces(127)) == "2026-06-07T12:00:42.000Z")
        #expect(reading(text + spaces(128)) == "unreadable")
        let ones = { (count: Int) in String(repeating: "1", count: count) }
        let longest = "2026-06-07T08:00:42." + ones(43) + "Z"
        #expect(longest.utf8.count == 64)
        #expect(Timestamp.parse(longest)?.timestamp.rfc3339 == "2026-06-07T08:00:42.111Z")
        #expect(Timestamp.parse("2026-06-07T08:00:42." + ones(44) + "Z") == nil)
    }

    private static let usual: [(String, String?)] = [
        ("2026-06-07T23:59:59Z", "2026-06-07T23:59:59.000Z"),
        ("2026-06-07T00:00:00+23:59", "2026-06-06T00:01:00.000Z"),
        ("2026-06-07T00:00:00-23:59", "2026-06-07T23:59:00.000Z"),
        ("2026-06-07T00:00:00-23", "2026-06-07T23:00:00.000Z"),
        ("2026-06-07T00:00:00+24", nil), ("2000-02-29", "2000-02-29T00:00:00.000Z"),
        ("2026-12-31", "2026-12-31T00:00:00.000Z"), ("2026-12-32", nil), ("2026-01-00", nil),
    ]

    @Test(arguments: usual)
    func `offsets are below a day`(text: String, expected: String?) {
        #expect(Timestamp.parse(text)?.timestamp.rfc3339 == expected)
    }

    @Test func `arithmetic is clamped at both ends`() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(Timestamp(seconds: .max) == last)
        #expect(Timestamp(seconds: 9_223_372_036_854_775).milliseconds == 9_223_372_036_854_775_000)
        #expect(first.advanced(byMilliseconds: -1) == first)
        #expect(last.advanced(byMilliseconds: -1).milliseconds == .max - 1)
        #expect(first.milliseconds(since: Timestamp(milliseconds: 1)) == .min)
        #expect(Timestamp(milliseconds: 5).milliseconds(since: Timestamp(milliseconds: 7)) == -2)
    }

    private static let durations: [(Duration, Int64)] = [
        (.microseconds(1_999), 1), (.milliseconds(1_500), 1_500), (.milliseconds(-1_500), -1_500),
        (.seconds(2), 2_000), (.zero, 0),
        (Duration(secondsComponent: 9_223_372_036_854_776, attosecondsComponent: 0), .max),
        (Duration(secondsComponent: -9_223_372_036_854_776, attosecondsComponent: 0), .min),
    ]

    @Test(arguments: durations)
    func `a duration is truncated to milliseconds`(duration: Duration, milliseconds: Int64) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
