import Runs
import Testing

@testable import Providers

/// How a walk goes down a connector's log from page to page, and what of a page is new.
struct ConnectorWalkTests {
    private static let floor = Timestamp.test - 120
    private static let last = Timestamp.test - 60

    /// A walk down to two minutes ago whose pages have room for so many rows.
    private func walk(
        isFirst: Bool = false, before: Timestamp? = nil, room: Int? = nil
    ) -> ConnectorWalk {
        var walk = ConnectorWalk(
            connector: "c", floor: Self.floor, isFirst: isFirst, began: .test)
        walk.before = before
        if let room { walk.largest = room }
        return walk
    }

    private func row(_ id: String, _ time: Timestamp?) -> JSONValue {
        row(id, text: time?.rfc3339)
    }

    private func row(_ id: String, text: String?) -> JSONValue {
        var members = [JSONValue.Member("id", .string(id))]
        if let text { members.append(.init("log_time", .string(text))) }
        return .object(members)
    }

    /// Takes in a page.
    private func take(
        _ rows: [JSONValue], known: [String: Timestamp] = [:], _ walk: inout ConnectorWalk
    ) -> (page: RunPage, goesOn: Bool) {
        var page = RunPage(position: ReadPosition(.null), hasMore: false)
        let outcome = walk.take(rows, known: known, into: &page)
        return (page, outcome == .goesOn)
    }

    @Test(
        arguments: [
            (true, false, nil, nil, 1_000), (false, false, nil, nil, 100),
            (false, true, nil, nil, 1_000), (false, false, -5, nil, 1_000),
            (true, false, nil, 250, 250), (false, false, nil, 250, 100),
            (false, false, nil, 50, 50),
        ] as [(Bool, Bool, Int64?, Int?, Int)])
    func `a later walk begins with a small page`(
        isFirst: Bool, isWide: Bool, before: Int64?, room: Int?, limit: Int
    ) {
        var walk = walk(isFirst: isFirst, before: before.map { .test + $0 }, room: room)
        walk.isWide = isWide
        #expect(walk.limit == limit)
    }

    @Test(
        arguments: [
            (nil, false, 1_000, nil), (5_000, false, 1_000, nil), (1_001, false, 1_000, nil),
            (1_000, false, 1, nil), (2, false, 1, nil), (1, false, 0, 1), (0, false, -1, nil),
            (-1, false, -1_000, nil), (-999, false, -1_000, nil), (-1_000, false, nil, 60_000),
            (nil, true, 0, 1), (1_000, true, 0, 1), (0, true, -1, nil), (-1, true, -1_000, nil),
        ] as [(Int64?, Bool, Int64?, Int64?)])
    func `the next page begins a second above the last one's end, or in smaller steps`(
        before: Int64?, isOneMoment: Bool, next: Int64?, gap: Int64?
    ) {
        let start = walk(before: before.map { Self.last.advanced(byMilliseconds: $0) }, room: 3)
        let rows = (0..<3).map { index in
            row("e\(index)", isOneMoment ? Self.last : Self.last + Int64(2 - index))
        }
        var walk = start
        let taken = take(rows, &walk)
        #expect(taken.goesOn == (next != nil))
        let bound = next.map { Self.last.advanced(byMilliseconds: $0) }
        #expect(walk.before == bound ?? start.before)
        #expect(walk.passed == (next == nil ? 0 : 3))
        // A moment that was crowded, or all that lies below.
        let lost = gap.map { length in
            length == 1
                ? ReadGap(from: Self.last, until: Self.last.advanced(byMilliseconds: 1))
                : ReadGap(from: Self.floor, until: Self.last)
        }
        #expect(taken.page.gap == lost)

        // Where an earlier poll was there, nothing is missing.
        var again = start
        let known = take(rows, known: ["e1": Self.last], &again)
        #expect(known.goesOn == (next != nil))
        #expect(known.page.gap == nil)
    }

    @Test func `a small page that is full of one moment is read again from there as a large one`() {
        var walk = walk()
        let taken = take((0..<100).map { row("e\($0)", Self.last) }, &walk)
        #expect(taken.goesOn)
        #expect(taken.page.gap == nil)
        #expect(walk.before == Self.last + 1)
        #expect(walk.limit == 1_000)
    }

    @Test(
        arguments: [(0, 3, true), (-1, 3, false), (0, 2, false), (0, 4, true)]
            as [(Int64, Int, Bool)])
    func `a walk goes on behind a full page that has not come below its floor`(
        aboveFloor: Int64, count: Int, goesOn: Bool
    ) {
        var walk = walk(room: 3)
        let end = Self.floor.advanced(byMilliseconds: aboveFloor)
        let rows = (1...count).map { row("e\($0)", end + Int64(count - $0)) }
        #expect(take(rows, &walk).goesOn == goesOn)
    }

    @Test func `of the rows met, those that the next page may bring again are kept`() {
        var walk = walk(room: 4)
        let rows = [
            row("day", text: "2026-06-07"), row("e0", Self.last + 2),
            row("e1", Self.last.advanced(byMilliseconds: 1_999)), row("e3", Self.last),
        ]
        let taken = take(rows, &walk)
        #expect(taken.goesOn)
        #expect(walk.edge.keys.sorted() == ["day", "e1", "e3"])
        let again = take([rows[0], rows[2], rows[3], row("new", Self.last - 1)], &walk)
        #expect(again.page.observations.map(\.id.text) == ["new"])
    }

    @Test(
        arguments: [
            ([nil, nil, nil], false, false, true), ([nil, nil, nil], true, false, false),
            (["2026-06-07", "2026-06-07", nil], false, false, true),
            (["2026-06-07", "2026-06-06", nil], false, false, false),
            (["2026-06-06", "2026-06-07", nil], false, false, true),
        ] as [([String?], Bool, Bool, Bool)])
    func `a full page without a moment ends the walk, in a gap unless it was known or old`(
        times: [String?], isKnown: Bool, goesOn: Bool, hasGap: Bool
    ) {
        var walk = walk(room: 3)
        let rows = times.enumerated().map { row("e\($0.offset)", text: $0.element) }
        let taken = take(rows, known: isKnown ? ["e1": .test] : [:], &walk)
        #expect(taken.goesOn == goesOn)
        #expect(taken.page.gap == (hasGap ? ReadGap(from: Self.floor, until: .test) : nil))
        #expect(!walk.isWide)
    }

    @Test func `a small page without a moment is read again as a large one, from the same place`() {
        var walk = walk()
        let rows = (0..<100).map { row("e\($0)", nil) }
        let taken = take(rows, &walk)
        #expect(taken.goesOn)
        #expect(walk.isWide)
        #expect(walk.before == nil)
        #expect(walk.passed == 0)
        let again = take(rows + [row("new", nil)], &walk)
        #expect(again.page.observations.map(\.id.text) == ["new"])
        #expect(!again.goesOn)
    }

    @Test func `an entry above a known one is new, one below it only by its time`() {
        var walk = walk()
        let rows = [
            row("above", nil), row("above", nil), row("k1", .test - 10), row("between", nil),
            row("old", .test - 9_000), row("k2", .test - 20), row("below", nil),
            row("edge", Self.floor), row("beyond", Self.floor.advanced(byMilliseconds: -1)),
        ]
        let known: [String: Timestamp] = ["k1": .test - 10, "k2": .test - 20]
        let taken = take(rows, known: known, &walk)
        #expect(
            taken.page.observations.map(\.id.text) == ["above", "between", "old", "edge"])
        #expect(!taken.goesOn)
    }

    @Test func `where nothing is known the place of an entry tells whether it is wanted`() {
        var walk = walk(isFirst: true)
        let rows = [
            row("top", nil), row("yesterday", text: "2026-06-06"), row("edge", Self.floor),
            row("after", nil), row("beyond", Self.floor.advanced(byMilliseconds: -1)),
            row("behind", nil),
        ]
        let taken = take(rows, &walk)
        #expect(taken.page.observations.map(\.id.text) == ["top", "edge", "after"])
    }

    @Test(arguments: [true, false])
    func `an entry without a time is placed by its number in the whole log`(isFirst: Bool) {
        var walk = walk(isFirst: isFirst)
        walk.passed = 40
        let taken = take([row("a", .test - 1), row("b", nil), row("c", nil)], &walk)
        let arrival: ListPlace.Arrival = isFirst ? .backlog : .later
        #expect(
            taken.page.observations.map(\.listPlace) == [
                nil, ListPlace(arrival: arrival, listed: .test, rank: -41),
                ListPlace(arrival: arrival, listed: .test, rank: -42),
            ])
    }
}
