@testable import Providers
import Runs
import Testing

/// Which of several windows counts, how long one lasts, and where a wait has its edges.
@Suite struct RateWindowTests {
    private func headers(_ fields: String) -> HeaderFields {
        HeaderFields(
            fields.split(separator: "\n").map { line in
                let pair = line.split(separator: ":", maxSplits: 1)
                return HeaderField(String(pair[0]), pair[1].drop { $0 == " " }.description)
            })
    }

    private func expectBudget(_ fields: String, _ limit: Int?, _ remaining: Int?, _ reset: Int64?) {
        let expected = RateBudget(
            limit: limit, remaining: remaining,
            resetsAt: reset.map { Timestamp.test.advanced(byMilliseconds: $0) })
        #expect(RateBudget(headers(fields), now: .test) == expected)
    }

    /// Header fields, what is left, and in how many milliseconds the window ends.
    private static let ends: [(String, Int?, Int64?)] = [
        // A year and a day are believed, and no second more.
        ("X-RateLimit-Remaining: 1\nX-RateLimit-Reset: 31622400", 1, 31_622_400_000),
        ("X-RateLimit-Remaining: 1\nX-RateLimit-Reset: 31622401", 1, nil),
        // From some number on it is a moment, in seconds or in milliseconds.
        ("X-RateLimit-Remaining: 2\nX-RateLimit-Reset: 999999999", 2, nil),
        ("X-RateLimit-Reset: 1000000000", nil, -780_833_600_000),
        ("X-RateLimit-Reset: 99999999999", nil, 98_219_166_399_000),
        ("X-RateLimit-Reset: 100000000000", nil, -1_680_833_600_000),
        // The names of windows.
        ("X-RateLimit-Remaining-Second: 0", 0, 1_000),
        ("X-RateLimit-Remaining-Minute: 0", 0, 60_000),
        ("X-RateLimit-Remaining-Hour: 0", 0, 3_600_000),
        ("X-RateLimit-Remaining-Day: 0", 0, 86_400_000),
        ("X-RateLimit-Remaining-Month: 0", 0, 2_592_000_000),
        ("X-RateLimit-Remaining-Hour: 0\nX-RateLimit-Reset-Hour: 30", 0, 30_000),
        (
            "X-RateLimit-Remaining: 1\nX-RateLimit-Reset-After: 9\nX-RateLimit-Reset: 5", 1, 5_000
        ),
    ]

    @Test(arguments: ends)
    func `a window ends when its fields say so`(fields: String, remaining: Int?, reset: Int64?) {
        expectBudget(fields, nil, remaining, reset)
    }

    /// Header fields, and the limit, what is left and the end of the window that counts.
    private static let several: [(String, Int?, Int?, Int64?)] = [
        // Where nothing is left, the longer wait counts.
        (#"RateLimit: "a";r=0;t=60, "b";r=0;t=5"#, nil, 0, 60_000),
        (#"RateLimit: "b";r=0;t=5, "a";r=0;t=60"#, nil, 0, 60_000),
        (#"RateLimit: "b";r=1;t=900, "a";r=0;t=5"#, nil, 0, 5_000),
        // A window that does not tell what is left says less than one that does.
        ("RateLimit-Limit: 10\nX-RateLimit-Remaining: 3", nil, 3, nil),
        ("RateLimit-Remaining: 3\nX-RateLimit-Limit: 10", nil, 3, nil),
        // A window without an end is taken for a minute.
        (#"RateLimit: "a";r=1;t=1, "b";r=30"#, nil, 30, nil),
        (#"RateLimit: "a";r=1;t=1, "b";r=90"#, nil, 1, 1_000),
        // A policy of another name is better than none, and the first at that.
        ("RateLimit: \"x\";r=1;t=5\nRateLimit-Policy: \"a\";q=7, \"b\";q=9", 7, 1, 5_000),
        ("RateLimit: \"b\";r=1;t=5\nRateLimit-Policy: \"a\";q=7, \"b\";q=9", 9, 1, 5_000),
        ("RateLimit: \"x\";r=1;t=5\nRateLimit-Policy: 100;w=60", 100, 1, 5_000),
    ]

    @Test(arguments: several)
    func `the window that leaves the least counts`(
        fields: String, limit: Int?, remaining: Int?, reset: Int64?
    ) {
        expectBudget(fields, limit, remaining, reset)
    }

    private static let waits: [(String, Int64?)] = [
        ("0.0001", 1), ("0.0015", 2), ("1.5ms", 2), ("5m", 300_000), ("1d", 86_400_000),
        ("25h", 86_400_000), ("7, 5", 7_000), ("5, soon", 5_000), ("2026-06-07", nil),
        ("\"30\"", 30_000), ("30\t", 30_000),
    ]

    @Test(arguments: waits)
    func `a part of a millisecond is waited for, and of several waits the longest`(
        text: String, milliseconds: Int64?
    ) {
        let headers = HeaderFields([HeaderField("Retry-After", text)])
        #expect(RetryAfter.milliseconds(headers, now: .test) == milliseconds)
    }

    private static let exactWaits: [(String, Int64?)] = [
        ("Retry-After-Ms: 0", 0), ("Retry-After-Ms: -1", nil), ("Retry-After-Ms: 1.9", 1),
        ("Retry-After-Ms: soon", nil), ("Retry-After-Ms: nan", nil),
        ("Retry-After-Ms: inf", nil), ("Retry-After-Ms: 1e99", 86_400_000),
        ("Retry-After-Ms: 86400000", 86_400_000), ("Retry-After-Ms: 86400001", 86_400_000),
        ("Retry-After: 9\nRetry-After-Ms: 9500", 9_500),
        ("Retry-After: 10\nRetry-After-Ms: 9500", 10_000),
        ("X-Retry-After: 4\nX-RateLimit-Retry-After: 6", 6_000),
        ("Retry-After: 6\nX-Retry-After: 4", 6_000),
    ]

    @Test(arguments: exactWaits)
    func `a wait in milliseconds is one among the others`(fields: String, milliseconds: Int64?) {
        #expect(RetryAfter.milliseconds(headers(fields), now: .test) == milliseconds)
    }

    @Test func `a day is no moment that a server may send as its time`() {
        #expect(HTTPDate.parse("2026-06-07") == nil)
        #expect(HTTPDate.parse("Sun, 07 Jun 2026 12:00:42 GMT") == .test + 42)
    }
}
