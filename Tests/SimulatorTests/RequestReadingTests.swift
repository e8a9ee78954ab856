import Foundation
import Testing

@testable import Simulator

/// How requests are read before a vendor sees them.
struct RequestReadingTests {
    private func request(
        _ target: String, _ headers: [String: String] = [:], body: String = ""
    ) -> SimulatedRequest {
        SimulatedRequest(
            method: "GET", target: target, headers: headers, body: Array(body.utf8))
    }

    private static let queries: [(String, [String])] = [
        ("/a", []), ("/a?", []), ("/a?x", ["x="]), ("/a?x=", ["x="]), ("/a?x=1", ["x=1"]),
        ("/a?x=1&y=2", ["x=1", "y=2"]), ("/a?x=1&&y=2", ["x=1", "y=2"]),
        ("/a?x=1=2", ["x=1=2"]), ("/a?x=1?2", ["x=1?2"]), ("/a?x=b+c%2Bd", ["x=b c+d"]),
        ("/a?page%5Blimit%5D=5", ["page[limit]=5"]), ("/a?x=%zz", ["x=%zz"]),
        ("/a?x=1&x=2", ["x=1", "x=2"]),
    ]

    @Test(arguments: queries)
    func `a query is read as a form is`(target: String, parameters: [String]) {
        let read = request(target)
        #expect(read.path == "/a")
        #expect(read.query.map { "\($0.name)=\($0.value)" } == parameters)
    }

    @Test func `of a parameter that comes twice the first counts`() {
        #expect(request("/a?x=1&x=2").parameter("x") == "1")
        #expect(request("/a?x=1&x=2").parameter("y") == nil)
    }

    @Test(
        arguments: [
            ("/", [""]), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a//b", ["a", "", "b"]),
            ("/a/", ["a", ""]), ("/a%2Fb/c%20d", ["a/b", "c d"]), ("", []),
        ] as [(String, [String])])
    func `a path is read by its segments`(target: String, segments: [String]) {
        #expect(request(target).segments == segments)
    }

    @Test func `a body is a form where it says so`() {
        let form = "application/x-www-form-urlencoded"
        for type in [form, form + "; charset=utf-8"] {
            let read = request("/a", ["content-type": type], body: "x=1&y=a%26b").form
            #expect(read?.map(\.name) == ["x", "y"])
            #expect(read?.map(\.value) == ["1", "a&b"])
        }
        #expect(request("/a", ["content-type": "application/json"], body: "x=1").form == nil)
        #expect(request("/a", body: "x=1").form == nil)
    }

    private static func basic(_ text: String) -> String {
        "Basic " + Data(text.utf8).base64EncodedString()
    }

    private static let headers: [(String?, Authorization?)] = [
        (nil, nil), ("Bearer", nil), ("Bearer k", .bearer("k")), ("bEARER k", .bearer("k")),
        ("Bearer ", .bearer("")), ("Bearer a b", .bearer("a b")), ("Token k", nil),
        (basic("u:p"), .basic(user: "u", password: "p")),
        (basic("u:p:q"), .basic(user: "u", password: "p:q")),
        (basic(":"), .basic(user: "", password: "")), (basic("u"), nil), ("Basic !", nil),
    ]

    @Test func `credentials are read by their scheme`() {
        for (header, credentials) in Self.headers {
            let headers = header.map { ["authorization": $0] } ?? [:]
            #expect(Authorization(request("/a", headers)) == credentials)
        }
    }

    @Test func `a page token is read as it was written, and nothing else is one`() {
        for number in [0, 1, -1, 62, 63, 1_000_000, .max] {
            let text = PageToken(["n": number, "t": 7]).text
            #expect(!text.contains { "+/=".contains($0) })
            #expect(PageToken(text: text)?["n"] == number)
            #expect(PageToken(text: text)?["t"] == 7)
            #expect(PageToken(text: text)?["x"] == nil)
            #expect(PageToken(text: text + "=") == nil)
        }
        #expect(PageToken(text: "eyJwayI6InAifQ") == nil)
    }

    @Test func `a place in a list of events is a time that there may be`() throws {
        func place(_ time: Int, _ number: Int?) -> EventPosition? {
            var values = ["t": time]
            values["n"] = number
            return EventPosition(PageToken(values))
        }
        let latest = 253_402_300_799_999_999
        #expect(place(0, 1)?.moment == Moment(microseconds: 0))
        #expect(place(latest, 1)?.sequence == 1)
        #expect(place(latest + 1, 1) == nil)
        #expect(place(-1, 1) == nil)
        #expect(place(0, nil) == nil)
        let (early, late) = (try #require(place(5, 9)), try #require(place(6, 1)))
        #expect(early < late)
        #expect(try #require(place(5, 8)) < early)
        #expect(try #require(EventPosition(early.token)) == early)
    }
}
