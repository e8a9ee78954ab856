@testable import Providers
import Runs
import Testing

@Suite struct RateHeadersTests {
    @Test(
        arguments: [
            ("30", 30_000), ("0", 0), (" 7", 7_000), ("86400", 86_400_000), ("86401", 86_400_000),
            ("99999999999999999999999", 86_400_000), ("-5", nil), ("soon", nil), ("", nil),
            ("1.5", 2_000), ("7.0", 7_000), (".5", nil), ("1.5.2", nil), ("٣", nil),
            // Seconds and milliseconds since the epoch, and one that is past.
            ("1780833642", 42_000), ("1780833642000", 42_000), ("1500000000", 0),
            ("1780920001", 86_400_000), ("999999999", 86_400_000), ("30s", nil),
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
                RateBudget(limit: 100, remaining: nil, resetsAt: nil)
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
}
