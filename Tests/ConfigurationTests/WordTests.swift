import Foundation
@testable import UserConfiguration
import Runs
import Testing

struct NearestWordTests {
    private let keys = ["token", "workspace", "base-url", "interval", "env", "file", "enabled"]

    @Test(arguments: [
        ("tokn", "token"), ("tokne", "token"), ("Token", "token"), ("base_url", "base-url"),
        ("workspce", "workspace"), ("enb", "env"), ("intreval", "interval"),
    ])
    func `a slip of the hand finds the word`(written: String, meant: String) {
        #expect(EditDistance.nearestWord(to: written, among: keys) == meant)
    }

    @Test(arguments: ["", "zebra", "x", "organization", String(repeating: "token", count: 99)])
    func `another word finds none`(written: String) {
        #expect(EditDistance.nearestWord(to: written, among: keys) == nil)
    }
}

struct DurationTextTests {
    @Test(arguments: [
        ("15s", Duration.seconds(15)), ("24h", .seconds(86_400)), ("90d", .seconds(7_776_000)),
        ("500ms", .milliseconds(500)), ("5m", .seconds(300)), ("0s", .zero),
        ("1h30m", .seconds(5_400)), ("1.5h", .seconds(5_400)),
        ("2w", .seconds(1_209_600)), ("1m500ms", .milliseconds(60_500)),
    ])
    func `a duration reads and is worded alike`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
        #expect(DurationText.parse(DurationText.words(for: duration)) == duration)
    }

    @Test(arguments: [
        "", "15", "15 s", "-1s", "+1s", "s", "1y", "1.s", "1.2.3s", "1sms", "٣s",
        "99999999999999999999s", "999999999999999999d", "36526d", "20000d20000d",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    private static let words: [(Duration, String)] = [
        (.zero, "0s"), (.milliseconds(1), "1ms"), (.milliseconds(999), "999ms"),
        (.seconds(1), "1s"), (.milliseconds(59_999), "59s999ms"), (.seconds(60), "1m"),
        (.seconds(3_600), "1h"), (.seconds(5_400), "1h30m"), (.seconds(86_399), "23h59m59s"),
        (.seconds(86_400), "1d"), (.seconds(90_061), "1d1h1m1s"), (.seconds(604_800), "7d"),
    ]

    @Test(arguments: words)
    func `a duration is worded in the largest units that it has`(duration: Duration, text: String) {
        #expect(DurationText.words(for: duration) == text)
    }

    @Test(arguments: [
        (1_000_000_000, "1GB"), (2_000_000_000, "2GB"), (2_500_000_000, "2500MB"),
        (32_000_000, "32MB"), (1_999_999, "1MB"),
    ])
    func `a size is worded in whole units`(bytes: Int, text: String) {
        #expect(SizeText.words(for: bytes) == text)
    }

    @Test func `the longest duration is a hundred years`() {
        #expect(DurationText.parse("36525d") == .seconds(36_525 * 86_400))
    }
}

struct WebLinkTests {
    @Test func `a run's ids are escaped into its address`() throws {
        let link = try WebLink(template: "https://app.example.com/p/{pipeline}/r?id={run}&v=1")
        #expect(
            link.url(pipeline: "a/b c", run: "x&y=é")?.absoluteString
                == "https://app.example.com/p/a%2Fb%20c/r?id=x%26y%3D%C3%A9&v=1")
        #expect(
            link.url(pipeline: ".", run: "a.b")?.absoluteString
                == "https://app.example.com/p/%2E/r?id=a.b&v=1")
        #expect(
            link.url(pipeline: "..", run: "{run}")?.absoluteString
                == "https://app.example.com/p/%2E%2E/r?id=%7Brun%7D&v=1")
    }

    @Test func `an address without a run is fine`() throws {
        #expect(
            try WebLink(template: "https://localhost:8080").url(pipeline: "p", run: "r")?
                .absoluteString == "https://localhost:8080")
    }

    @Test(arguments: [
        ("https://a.b/{x}", URLProblem.placeholder("{x}")),
        ("https://a.b/{run", .placeholder("{run")),
        ("https://{run}.a.b/", .malformed),
        ("app.example.com/{run}", .withoutScheme), ("", .withoutScheme),
        ("javascript://a.b/{run}", .scheme("javascript")),
        ("file:///etc/{run}", .withoutHost),
        ("http://localhost/{run}", .scheme("http")), ("https://u:p@a.b/{run}", .userInfo),
    ])
    func `another template is refused`(template: String, problem: URLProblem) {
        #expect(throws: problem) { try WebLink(template: template) }
    }
}
