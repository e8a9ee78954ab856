import Testing

@testable import Simulator

struct MomentTests {
    @Test(arguments: [
        ("2026-06-07T08:00:00Z", "2026-06-07T08:00:00.000Z", "2026-06-07T08:00:00Z"),
        ("2026-06-07T08:00:00.5Z", "2026-06-07T08:00:00.500Z", "2026-06-07T08:00:00.5Z"),
        (
            "2026-06-07T10:00:00.123456789+02:00", "2026-06-07T08:00:00.123Z",
            "2026-06-07T08:00:00.123456Z"
        ),
        ("2024-02-29T23:59:59-00:30", "2024-03-01T00:29:59.000Z", "2024-03-01T00:29:59Z"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z", "2000-02-29T00:00:00Z"),
        ("1600-02-29T12:00:00Z", "1600-02-29T12:00:00.000Z", "1600-02-29T12:00:00Z"),
        (
            "2026-12-31T23:59:59.000001+23:59", "2026-12-31T00:00:59.000Z",
            "2026-12-31T00:00:59.000001Z"
        ),
        ("2025-12-31T23:59:59-23:59", "2026-01-01T23:58:59.000Z", "2026-01-01T23:58:59Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999999Z"),
    ])
    func `a time is read and written in both precisions`(
        text: String, milliseconds: String, shortest: String
    ) throws {
        let moment = try #require(Moment(text))
        #expect(moment.millisecondText == milliseconds)
        #expect(moment.shortestText == shortest)
        #expect(Moment(moment.date) == moment)
    }

    @Test(arguments: [
        "", "2026-06-07", "2026-06-07T08:00:00", "2026-06-07 08:00:00Z", "2026-02-30T08:00:00Z",
        "2026-06-07T08:00Z", "2026-06-07T24:00:00Z", "2026-06-07T08:00:00.Z", "1780819200",
        "2026-06-07T08:00:00 02:00", "2026-06-07T08:00:00Zx", "2026-13-01T00:00:00Z",
        "2026-06-07T08:00:00+0200", "yesterday", "1900-02-29T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-00-10T00:00:00Z", "2026-06-00T00:00:00Z",
        "2026-06-07T08:60:00Z", "2026-06-07T08:00:60Z", "2026-06-07T08:00:00+24:00",
        "2026-06-07T08:00:00+02:60", "2026-01-32T00:00:00Z",
    ])
    func `what is not RFC 3339 in full is refused`(text: String) {
        #expect(Moment(text) == nil)
    }

    @Test func `a page token looks as the vendor's page shows it`() throws {
        #expect(PageToken(["pk": 701]).text == "eyJwayI6NzAxfQ")
        #expect(PageToken(text: "eyJwayI6NzAxfQ")?["pk"] == 701)
        #expect(PageToken(text: "not a token") == nil)
        #expect(PageToken(text: "") == nil)
    }

    @Test func `JSON keeps digits and order and escapes only what it must`() throws {
        let value: JSON = [
            "b": .number("1284.50"), "a": [nil, true, -3], "t": "\u{1b}[2J\"\\\n\u{202E}é/",
        ]
        let text = String(decoding: value.encoded, as: UTF8.self)
        #expect(
            text == #"{"b":1284.50,"a":[null,true,-3],"t":"\u001b[2J\"\\\n"#
                + "\u{202E}é/\"}")
        let received = try Received(json: text)
        #expect(received["t"].string == "\u{1b}[2J\"\\\n\u{202E}é/")
    }

    @Test func `moments are told apart to the microsecond, and spans to the millisecond`() throws {
        let zero = Moment(microseconds: 0)
        #expect(Moment(microseconds: 1_999).milliseconds(since: zero) == 1)
        #expect(Moment(microseconds: 2_000).milliseconds(since: zero) == 2)
        #expect(Moment(microseconds: 1_999).wholeMilliseconds == Moment(microseconds: 1_000))
        #expect(Moment(microseconds: -1).wholeMilliseconds == Moment(microseconds: -1_000))
        #expect(zero.adding(seconds: 1.5) == Moment(microseconds: 1_500_000))
        #expect(zero.adding(seconds: 0.000_001_6) == Moment(microseconds: 2))
        #expect(zero < Moment(microseconds: 1))
        let text = "2026-06-07T08:00:00.123456000Z"
        #expect(try #require(Moment("2026-06-07T08:00:00.123456Z")).nanosecondText == text)
        #expect(remainder(of: -1, by: 7) == 6)
        #expect(remainder(of: -7, by: 7) == 0)
        #expect(padded(7, to: 3) == "007")
        #expect(padded(1_234, to: 3) == "1234")
    }

    @Test func `control characters are written as JSON has them`() throws {
        let value: JSON = .string("\r\t\u{0}\u{1f} \u{7f}")
        let text = String(decoding: value.encoded, as: UTF8.self)
        #expect(text == "\"\\r\\t\\u0000\\u001f \u{7f}\"")
    }

    // MARK: - Draws

    @Test func `the same seed draws the same numbers everywhere`() {
        // The first numbers of the published generator.
        var draw = SplitMix64(seed: 0)
        let numbers = (0..<3).map { _ in draw.next() }
        #expect(
            numbers == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
        var hex = SplitMix64(seed: 0)
        let (long, short) = (hex.hex(digits: 16), hex.hex(digits: 4))
        #expect(long == "e220a8397b1dcdaf")
        #expect(short == "6e78")
    }

    @Test func `draws keep to their bounds`() throws {
        var draw = SplitMix64(seed: 5, 1)
        var seen: Set<Int> = []
        for _ in 0..<1_000 {
            let fraction = draw.fraction()
            #expect((0..<1).contains(fraction))
            seen.insert(draw.below(3))
            let (never, always) = (draw.chance(0), draw.chance(1))
            #expect(!never && always)
            let id = draw.uuid()
            let shape = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
            #expect(id.wholeMatch(of: shape) != nil)
        }
        #expect(seen == [0, 1, 2])
    }
}
