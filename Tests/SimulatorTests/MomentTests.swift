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
        "2026-06-07T08:00:00+0200", "yesterday",
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
}
