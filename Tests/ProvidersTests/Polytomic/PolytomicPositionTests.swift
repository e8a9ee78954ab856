import Runs
import Testing

@testable import Providers

/// How far back events are asked for, what of them is remembered, and where a walk goes on.
struct PolytomicPositionTests {
    /// An event; times count from now, in milliseconds.
    private func event(
        _ id: String, _ created: Int64, type: String = "x", name: String? = nil
    ) -> JSONValue {
        let name = name.map(JSONValue.string) ?? .null
        return .object([
            .init("id", .string(id)), .init("type", .string(type)),
            .init("created_at", .string(Timestamp.at(ms: created).rfc3339)),
            .init("event", .object([.init("sync_id", .string("s")), .init("sync_name", name)])),
        ])
    }

    private let walk = EventWalk(after: .test - 3_600, began: .test)

    @Test(
        arguments: [
            (-3_600_000, -3_601_000, false), (-172_800_000, -172_801_000, false),
            (-172_800_001, -172_801_001, true), (-176_460_000, -176_461_000, true),
            (-176_460_001, -176_461_000, true),
        ] as [(Int64, Int64, Bool)])
    func `first contact asks for all that may still be told, by any clock`(
        since: Int64, after: Int64, hasGap: Bool
    ) {
        let (walk, gap) = PolytomicPosition().beginWalk(since: .at(ms: since), now: .test)
        #expect(walk == EventWalk(after: .at(ms: after), began: .test))
        let lost = ReadGap(from: .at(ms: since), until: .at(ms: -172_800_000))
        #expect(gap == (hasGap ? lost : nil))
    }

    @Test(
        arguments: [
            (-10_000, -5_000, -70_000, nil), (-169_000_000, -169_140_000, -169_060_000, nil),
            (-169_000_000, -169_140_001, -169_060_000, -169_140_001),
            (-180_000_000, -170_000_000, -176_460_000, -173_660_000),
            (-170_100_000, -170_000_000, -170_160_000, -170_160_000),
        ] as [(Int64, Int64, Int64, Int64?)])
    func `a later walk begins in the overlap, and tells what is surely held no more`(
        watermark: Int64, lastRead: Int64, after: Int64, from: Int64?
    ) {
        var position = PolytomicPosition()
        (position.watermark, position.lastRead) = (.at(ms: watermark), .at(ms: lastRead))
        let (walk, gap) = position.beginWalk(since: .test, now: .test)
        #expect(walk == EventWalk(after: .at(ms: after), began: .test))
        #expect(gap == from.map { ReadGap(from: .at(ms: $0), until: .at(ms: -169_140_000)) })
        position.walk = self.walk
        let (same, none) = position.beginWalk(since: .test, now: .test + 9)
        #expect(same == self.walk)
        #expect(none == nil)
    }

    @Test(
        arguments: [
            (nil, 5_000, 0, 0), (nil, -1_000, 0, -1_000), (nil, -1_000, 90_000, -91_000),
            (nil, 500_000, 90_000, 0), (nil, -1_000, -5_000, -1_000), (nil, nil, 0, -3_600_000),
            (-50_000, -1_000, 90_000, -50_000), (-50_000, nil, 0, -50_000),
        ] as [(Int64?, Int64?, Int64, Int64)])
    func `the watermark is the newest event, less the walk's length, within the clock`(
        before: Int64?, highest: Int64?, now: Int64, after: Int64
    ) {
        var position = PolytomicPosition()
        position.watermark = before.map { .at(ms: $0) }
        var walk = walk
        walk.highest = highest.map { .at(ms: $0) }
        position.walk = walk
        position.end(walk, at: .at(ms: now))
        #expect(position.watermark == .at(ms: after))
        #expect(position.lastRead == .test)
        #expect(position.walk == nil)
    }

    @Test func `events of the overlap stay known, and ends without a beginning`() {
        var position = PolytomicPosition()
        let (edge, beyond) = (Timestamp.test - 60, Timestamp.at(ms: -60_001))
        position.recent = ["a": edge, "b": beyond, "c": edge]
        position.executions.ended = ["d": edge, "e": beyond]
        var walk = walk
        walk.recent = ["c": .test, "f": edge, "g": beyond]
        walk.highest = .test
        position.end(walk, at: .test)
        #expect(position.recent == ["a": edge, "c": .test, "f": edge])
        #expect(position.executions.ended == ["d": edge])
    }

    @Test(
        arguments: [
            ([("A", -20), ("B", -10)], "B"), ([("B", -10), ("A", -20)], "B"),
            ([("A", -10), ("B", -10)], "B"), ([("A", -20), (nil, -10)], "A"), ([(nil, -5)], nil),
        ] as [([(String?, Int64)], String?)])
    func `of several names of a sync the latest event's is shown`(
        events: [(String?, Int64)], name: String?
    ) throws {
        var position = PolytomicPosition()
        let rows = events.enumerated().map { index, seen in
            event("e\(index)", seen.1, name: seen.0)
        }
        let page = try position.take(rows, next: nil, walk: walk, at: .test)
        #expect(page.observations.count == rows.count)
        #expect(page.pipelines.map(\.name) == [name].filter { $0 != nil })
    }

    @Test(
        arguments: [
            (100, nil, nil, true), (99, nil, nil, false), (100, "t", nil, false),
            (99, nil, "n", true), (99, "t", "n", true),
        ] as [(Int, String?, String?, Bool)])
    func `a walk goes on behind a full page, or where a token leads on`(
        count: Int, token: String?, next: String?, goesOn: Bool
    ) throws {
        var position = PolytomicPosition()
        var walk = walk
        walk.token = token
        let rows = (0..<count).map { event("e\($0)", -Int64($0) * 2_000) }
        let page = try position.take(rows, next: next, walk: walk, at: .test)
        #expect(page.hasMore == goesOn)
        #expect(page.gap == nil)
        #expect(position.walk?.token == next)
        // Without a token the older ones are asked for by time.
        guard goesOn, next == nil else { return }
        #expect(position.walk?.window.before == .at(ms: -99 * 2_000 + 1_000))
        #expect(position.walk?.window.after == walk.after)
    }

    @Test(arguments: [(18, false), (19, true)])
    func `the same events twenty times in a row end the walk in a gap`(
        repeats: Int, isCut: Bool
    ) throws {
        var position = PolytomicPosition()
        var walk = walk
        (walk.pages.repeats, walk.pages.previous) = (repeats, ["e"])
        let page = try position.take([event("e", -5_000)], next: nil, walk: walk, at: .test)
        #expect(!page.hasMore)
        #expect(page.gap == (isCut ? ReadGap(from: walk.after, until: .test) : nil))
    }

    @Test func `tokens that are refused three times are used no more`() {
        var walk = walk
        for count in 1...3 {
            (walk.token, walk.pages.previous, walk.pages.blankPages) = ("t", ["e"], 9)
            walk.dropToken()
            #expect(walk.token == nil)
            #expect(walk.pages.previous.isEmpty)
            #expect(walk.pages.blankPages == 0)
            #expect(walk.ignoresTokens == (count == 3))
        }
    }

    @Test(arguments: [(16_384, true), (16_385, false), (0, false)])
    func `a token is followed that a URL has room for`(length: Int, isOne: Bool) throws {
        let token = String(repeating: "x", count: length)
        let page = try json(#"{"pagination":{"next_page_token":"\#(token)"}}"#)
        #expect((PolytomicWire.nextToken(page) != nil) == isOne)
    }
}
