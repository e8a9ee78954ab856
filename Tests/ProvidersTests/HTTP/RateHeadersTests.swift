@testable import Providers
import Runs
import Testing

@Suite struct RateHeadersTests {
    @Test(
        arguments: [
            ("30", 30_000), ("0", 0), (" 7", 7_000), ("86400", 86_400_000), ("86401", 86_400_000),
            ("99999999999999999999999", 86_400_000), ("-5", nil), ("soon", nil), ("", nil),
            ("1.5", 1_500), ("7.0", 7_000), (".5", nil), ("1.5.2", nil), ("٣", nil),
            // Seconds and milliseconds since the epoch, and one that is past.
            ("1780833642", 42_000), ("1780833642000", 42_000), ("1500000000", 0),
            ("1780920001", 86_400_000), ("999999999", 86_400_000), ("30s", 30_000),
            ("Sun, 07 Jun 2026 12:00:42 GMT", 42_000), ("Sun, 07 Jun 2026 11:00:00 GMT", 0),
            ("Tue, 07 Jun 2044 12:00:00 GMT", 86_400_000), ("Sun, 31 Feb 2026 12:00:00 GMT", nil),
            ("Sun, 07 Foo 2026 12:00:42 GMT", nil), ("Sun, 07 Jun 2026 12:00:42 CET", nil),
        ] as [(String, Int64?)])
    func `a wait is read from seconds or a date, and a day at most`(
        text: String, milliseconds: Int64?
    ) {
        let headers = HeaderFields([HeaderField("retry-after", text)])
        #expect(RetryAfter.milliseconds(headers, now: .test) == milliseconds)
    }

    @Test func `no field asks for no wait`() {
        #expect(RetryAfter.milliseconds(HeaderFields([]), now: .test) == nil)
    }

    @Test(
        arguments: [
            (("5000", "4999", nil), RateBudget(limit: 5_000, remaining: 4_999, resetsAt: nil)),
            (
                ("100", "0", "1780833642"),
                RateBudget(limit: 100, remaining: 0, resetsAt: .at("2026-06-07T12:00:42Z"))
            ),
            (
                ("100", "0", "1780833642000"),
                RateBudget(limit: 100, remaining: 0, resetsAt: .at("2026-06-07T12:00:42Z"))
            ),
            ((nil, nil, "42"), RateBudget(limit: nil, remaining: nil, resetsAt: .test + 42)),
            (
                ("100, 100;w=60", "-1", "later"),
                RateBudget(limit: 100, remaining: 0, resetsAt: nil)
            ),
            (("many", "some", "99999999999999999999"), nil),
            ((nil, nil, nil), nil),
        ] as [((String?, String?, String?), RateBudget?)])
    func `a budget is read from its fields`(
        texts: (limit: String?, remaining: String?, reset: String?), budget: RateBudget?
    ) {
        let fields = [
            ("X-RateLimit-Limit", texts.limit), ("x-ratelimit-remaining", texts.remaining),
            ("X-RATELIMIT-RESET", texts.reset),
        ].compactMap { name, value in value.map { HeaderField(name, $0) } }
        #expect(RateBudget(HeaderFields(fields), now: .test) == budget)
    }

    @Test(
        arguments: [
            ("Sunday, 07-Jun-26 12:00:42 GMT", 42_000), ("Sun Jun  7 12:00:42 2026", 42_000),
            ("2026-06-07T12:00:42Z", 42_000), ("0.25", 250), ("1m30s", 90_000), ("250ms", 250),
            ("5, 7", 7_000), ("2h", 7_200_000), ("1m30", nil), ("Sunday", nil),
        ] as [(String, Int64?)])
    func `a wait is read in every form that servers send`(text: String, milliseconds: Int64?) {
        for name in ["Retry-After", "X-Retry-After", "x-ratelimit-retry-after"] {
            let headers = HeaderFields([HeaderField(name, text)])
            #expect(RetryAfter.milliseconds(headers, now: .test) == milliseconds)
        }
    }

    @Test func `of several waits the longest counts`() {
        let headers = HeaderFields([
            HeaderField("Retry-After", "3"), HeaderField("Retry-After", "9"),
            HeaderField("Retry-After-Ms", "1500"),
        ])
        #expect(RetryAfter.milliseconds(headers, now: .test) == 9_000)
        let exact = HeaderFields([HeaderField("retry-after-ms", "1500")])
        #expect(RetryAfter.milliseconds(exact, now: .test) == 1_500)
    }

    /// Header fields as they are written, one in a line, and what they say: the limit, what is left
    /// and in how many milliseconds the window ends.
    private static let dialects: [(String, Int?, Int?, Int64?)] = [
        (
            "X-RateLimit-Limit: 100.0\nX-RateLimit-Remaining: 0.0\nX-RateLimit-Reset: 1.5", 100, 0,
            1_500
        ),
        ("X-RateLimit-Limit: 100\nX-RateLimit-Remaining: -3", 100, 0, nil),
        ("X-RateLimit-Remaining: 0.9", nil, 0, nil),
        ("X-RateLimit-Limit: -1\nX-RateLimit-Remaining: -1", nil, nil, nil),
        (
            "X-Rate-Limit-Limit: 60\nX-Rate-Limit-Remaining: 59\nX-Rate-Limit-Reset: 1780833642",
            60, 59, 42_000
        ),
        (
            "RateLimit-Limit: 10, 10;w=1, 50;w=60\nRateLimit-Remaining: 4\nRateLimit-Reset: 5", 10,
            4, 5_000
        ),
        ("RateLimit: limit=100, remaining=50, reset=5", 100, 50, 5_000),
        ("RateLimit: remaining=0, reset=5, limit=100;w=60", 100, 0, 5_000),
        (
            #"RateLimit: "default";r=50;t=30"# + "\n" + #"RateLimit-Policy: "default";q=100;w=60"#,
            100, 50, 30_000
        ),
        (
            #"RateLimit: default;r=50;t=30"# + "\n" + #"RateLimit-Policy: default;q=100;w=60"#, 100,
            50, 30_000
        ),
        (
            #"RateLimit: "burst";r=9;t=1, "daily";r=0;t=3600"# + "\n"
                + #"RateLimit-Policy: "burst";q=10;w=1, "daily";q=500;w=86400"#, 500, 0, 3_600_000
        ),
        (#"RateLimit: "a";r=1;t=1, "b";r=100;t=86400"#, nil, 100, 86_400_000),
        (#"RateLimit-Policy: "default";q=100;w=60"#, nil, nil, nil),
        ("X-RateLimit-Reset: Sun, 07 Jun 2026 12:00:42 GMT", nil, nil, 42_000),
        ("X-RateLimit-Reset: 2026-06-07T12:00:42Z\nX-RateLimit-Remaining: 3", nil, 3, 42_000),
        ("X-RateLimit-Reset: 1780833642000", nil, nil, 42_000),
        ("X-RateLimit-Reset: 1780833642.5", nil, nil, 42_500),
        ("X-RateLimit-Reset: 6m0s\nX-RateLimit-Remaining: 1", nil, 1, 360_000),
        ("X-RateLimit-Reset-After: 2.5\nX-RateLimit-Remaining: 0", nil, 0, 2_500),
        (
            "X-RateLimit-Limit: 100, 1000\nX-RateLimit-Remaining: 99, 0\nX-RateLimit-Reset: 1, 60",
            1_000, 0, 60_000
        ),
        (
            "X-RateLimit-Limit: 100\nX-RateLimit-Limit: 1000\nX-RateLimit-Remaining: 0\nX-RateLimit-Remaining: 7",
            100, 0, nil
        ),
        (
            "X-RateLimit-Limit-Minute: 60\nX-RateLimit-Remaining-Minute: 0\nX-RateLimit-Limit-Day: 5000\nX-RateLimit-Remaining-Day: 40",
            60, 0, 60_000
        ),
        (
            "x-ratelimit-limit-requests: 60\nx-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 1s",
            60, 0, 1_000
        ),
        (
            "X-RateLimit-Limit: 99999999999999999999\nX-RateLimit-Remaining: 5",
            1_000_000_000_000_000, 5, nil
        ),
        (#"X-RateLimit-Limit: "100""#, 100, nil, nil),
        (
            "X-RateLimit-Limit: unlimited\nX-RateLimit-Remaining: NaN\nX-RateLimit-Reset: never",
            nil, nil, nil
        ),
        ("RateLimit: nothing of use", nil, nil, nil),
    ]

    @Test(arguments: dialects)
    func `a budget is read in every dialect`(
        fields: String, limit: Int?, remaining: Int?, reset: Int64?
    ) {
        let headers = HeaderFields(
            fields.split(separator: "\n").map { line in
                let pair = line.split(separator: ":", maxSplits: 1)
                return HeaderField(String(pair[0]), pair[1].drop { $0 == " " }.description)
            })
        let isBlank = limit == nil && remaining == nil && reset == nil
        let expected = RateBudget(
            limit: limit, remaining: remaining,
            resetsAt: reset.map { Timestamp.test.advanced(byMilliseconds: $0) })
        #expect(RateBudget(headers, now: .test) == (isBlank ? nil : expected))
    }
}
