import Runs
import Testing

@testable import Providers

/// How the reading of one workflow's logs goes from page to page.
struct LeadLexReadingTests {
    private typealias Rows = [(id: String?, start: Timestamp?)]

    private static let floor = Timestamp.test - 3_600

    private func reading(
        page: Int = 1, size: Int64? = nil, total: Int64? = nil, triggered: Timestamp? = nil
    ) -> LeadLexReading {
        let workflow = LeadLexWorkflow(id: "w", name: nil, triggered: triggered?.rfc3339)
        var reading = LeadLexReading(workflow, floor: Self.floor)
        reading.place.page = page
        reading.place.pageSize = size
        (reading.total, reading.lastTotal) = (total, total)
        return reading
    }

    private func rows(_ count: Int, at start: Timestamp = .test) -> Rows {
        (0..<count).map { (id: "r\($0)", start: start) }
    }

    /// Takes in a page at the time that tests take for now.
    private func pass(
        _ rows: Rows, total: Int64?, _ reading: inout LeadLexReading
    ) -> LeadLexReading.WalkStep {
        reading.pass(rows, LeadLexPaging(total: total), now: .test)
    }

    @Test(
        arguments: [
            (0, 600_000), (-5, 600_000), (432_000, 600_000), (432_004, 600_005),
            (2_400_000, 3_060_000), (86_400_000, 108_060_000), (86_400_001, 108_060_000),
        ] as [(Int64, Int64)])
    func `a run may be logged a quarter later than the longest took, and a minute, at least ten`(
        longest: Int64, overlap: Int64
    ) {
        #expect(LeadLexPosition.overlap(longest: longest) == overlap)
    }

    @Test(
        arguments: [(1, 50, 1), (3, 50, 5), (3, 30, 7), (3, 0, 201), (2, 100, 2)]
            as [(Int, Int64, Int)])
    func `smaller pages go on where larger ones were`(page: Int, rows: Int64, next: Int) {
        var reading = reading(page: page, size: 100)
        reading.pages.previous = ["a"]
        reading.shrink(to: rows)
        #expect(reading.place.page == next)
        #expect(reading.place.size == max(rows, 1))
        #expect(reading.place.pageSize == max(rows, 1))
        #expect(reading.pages.previous.isEmpty)
    }

    @Test func `smaller pages go on where those of the server's own size were`() {
        var reading = reading(page: 5, size: 25)
        reading.shrink(to: 50)
        #expect((reading.place.page, reading.place.pageSize) == (5, 25))
        reading.shrink(to: 12)
        #expect((reading.place.page, reading.place.pageSize) == (9, 12))
    }

    @Test(
        arguments: [
            (32, 1, 100, 32, 1), (33, 1, 2, 17, 2), (33, 1, 100, 2, 32), (3, 50, 100, 2, 100),
            (2, 50, 100, 2, 50), (2, 64, 100, 2, 64), (5, 25, 12, 5, 25),
        ] as [(Int, Int64, Int64, Int, Int64)])
    func `larger pages go on where one of them begins`(
        page: Int, size: Int64, rows: Int64, next: Int, larger: Int64
    ) {
        var reading = reading(page: page, size: size)
        reading.place.size = size
        let before = reading
        reading.grow(to: rows)
        #expect((reading.place.page, reading.place.size) == (next, larger))
        #expect(reading.place.pageSize == larger)
        // Not behind a row that could not be read, nor where the server has a size of its own.
        var blank = before
        blank.pages.blankPages = 1
        let same = blank
        blank.grow(to: rows)
        #expect(blank == same)
        var other = before
        other.place.pageSize = size - 1
        let own = other
        other.grow(to: rows)
        #expect(other == own)
    }

    @Test(
        arguments: [(0, true), (-1, false)] as [(Int64, Bool)])
    func `a server that lists all there ever was is read down to the bound`(
        end: Int64, goesOn: Bool
    ) {
        var reading = reading()
        #expect(reading.after == Self.floor - 1)
        let last = reading.after.advanced(byMilliseconds: end)
        let rows: Rows = [("a", .test), ("b", nil), ("c", last)]
        #expect(pass(rows, total: 900, &reading) == (goesOn ? .goesOn : .ends))
        // Where they are not in order, the last one tells nothing.
        var other = self.reading()
        let mixed: Rows = [("a", last - 9), ("b", last - 5)]
        #expect(pass(mixed, total: 900, &other) == .goesOn)
    }

    @Test(
        arguments: [
            (499, 20, 2), (400, 20, 2), (399, 20, 1), (0, 20, 1), (500, 20, 4), (501, 20, 4),
            (499, 0, 4),
        ] as [(Int64, Int64, Int)])
    func `where rows are gone, pages are read again to find those that moved up`(
        total: Int64, patience: Int64, page: Int
    ) {
        var reading = reading(page: 3, size: 100, total: 500)
        reading.patience = patience
        reading.pages.previous = ["a"]
        reading.pages.blankPages = 2
        #expect(pass(rows(100), total: total, &reading) == .goesOn)
        #expect(reading.place.page == page)
        #expect(reading.pages.blankPages == 0)
        #expect(reading.patience == (page < 3 ? 19 : patience))
        #expect(reading.pages.previous.count == (page < 3 ? 0 : 100))
        #expect(reading.lastTotal == total)
    }

    @Test(
        arguments: [(5, 32, 30, 30, .goesOn, 5, 30), (2, 100, 7, 7, .ends, 2, 100)]
            as [(Int, Int64, Int64, Int, LeadLexReading.WalkStep, Int, Int64)])
    func `where pages are smaller than asked for, the rows between are read, behind the last none`(
        page: Int, size: Int64, own: Int64, count: Int, step: LeadLexReading.WalkStep, next: Int,
        pageSize: Int64
    ) throws {
        let total = step == .ends ? 107 : 300
        var reading = reading(page: page, size: size, total: Int64(total))
        let paging = LeadLexPaging(
            try json(#"{"meta":{"per_page":\#(own),"total":\#(total)}}"#))
        #expect(reading.pass(rows(count), paging, now: .test) == step)
        #expect((reading.place.page, reading.place.pageSize) == (next, pageSize))
    }

    @Test(
        arguments: [
            (2, 1, 199, 200, true), (2, 1, 200, 200, false), (2, 1, nil, nil, true),
            (2, 4, 199, 200, true), (2, 5, 199, 200, false), (1, 1, 100, 100, false),
        ] as [(Int, Int, Int64?, Int64?, Bool)])
    func
        `a list that grew, or may have, while it was read is read again from its top, five times at most`(
            page: Int, round: Int, before: Int64?, after: Int64?, goesOn: Bool
        )
    {
        var reading = reading(page: page, size: 100, total: before)
        reading.round = round
        let count = after == nil ? 99 : 100
        #expect(pass(rows(count), total: after, &reading) == (goesOn ? .goesOn : .ends))
        #expect(reading.place.page == (goesOn ? 1 : page))
        #expect(reading.round == (goesOn ? round + 1 : round))
    }

    @Test func `a later round ends where it meets what the top held`() {
        var reading = reading(size: 100, total: 900)
        (reading.round, reading.top) = (2, ["r7"])
        // The first page of the second round, of a total that has not grown since.
        #expect(pass(rows(100), total: 900, &reading) == .ends)
        var first = self.reading(size: 100, total: 900)
        first.top = ["r7"]
        #expect(pass(rows(100), total: 900, &first) == .goesOn)
        #expect(first.top.count == 100)
        #expect(first.place.page == 2)
    }

    @Test func `behind a blank first page the next one is the top`() {
        var reading = reading()
        _ = pass(Array(repeating: (nil, nil), count: 100), total: 900, &reading)
        #expect(pass(rows(100), total: 900, &reading) == .goesOn)
        #expect(reading.top.count == 100)
    }

    @Test(
        arguments: [
            (1, 0, 5, -600, .stuck(ReadGap(from: .test - 3_600, until: .test - 600))),
            (1, 0, 5, -3_600, .stuck(nil)), (0, 0, 5, -600, .goesOn), (1, 1, 5, -600, .goesOn),
        ] as [(Int, Int64, Int, Int64, LeadLexReading.WalkStep)])
    func `a page that comes back twice ends the reading, unless its list has grown`(
        repeats: Int, growth: Int64, count: Int, start: Int64, step: LeadLexReading.WalkStep
    ) {
        var reading = reading(page: 3, size: 100, total: 900)
        reading.pages.repeats = repeats
        reading.pages.previous = (0..<count).map { "r\($0)" }.sorted()
        let page = rows(count, at: .test + start)
        #expect(pass(page, total: 900 + growth, &reading) == step)
        #expect(reading.pages.repeats == (growth > 0 ? 0 : repeats + 1))
    }

    @Test(arguments: [nil, Timestamp.test - 60])
    func `two empty pages are put up with, and the third ends the reading`(
        triggered: Timestamp?
    ) {
        var reading = reading(triggered: triggered)
        #expect(pass([], total: 900, &reading) == .goesOn)
        #expect(pass([], total: 900, &reading) == .goesOn)
        #expect(reading.place.page == 3)
        let gap = ReadGap(from: Self.floor, until: triggered ?? .test)
        #expect(pass([], total: 900, &reading) == .stuck(gap))
        // Of rows that cannot be known again, ten.
        var other = self.reading()
        other.pages.blankPages = 8
        let unknown: Rows = [(nil, nil)]
        other.place.pageSize = 100
        other.place.page = 9
        (other.total, other.lastTotal) = (9_000, 9_000)
        #expect(pass(unknown, total: 9_000, &other) == .goesOn)
        let all = ReadGap(from: Self.floor, until: .test)
        #expect(pass(unknown, total: 9_000, &other) == .stuck(all))
    }

    @Test(arguments: [(150, true), (101, true), (100, false)] as [(Int64, Bool)])
    func `an empty last page hides the rows that the total tells of`(total: Int64, isStuck: Bool) {
        var reading = reading(page: 2, size: 100, total: total)
        let gap = ReadGap(from: Self.floor, until: .test)
        #expect(pass([], total: total, &reading) == (isStuck ? .stuck(gap) : .ends))
    }

    @Test func `the newest run of the first page and the oldest of all are noted`() {
        var reading = reading(size: 100, total: 900)
        let first: Rows = [
            ("a", .test - 20), ("b", .test - 5), ("c", .test - 30),
        ]
        _ = pass(first, total: 900, &reading)
        #expect(reading.highest == .test - 5)
        #expect(reading.lowest == .test - 30)
        _ = pass([("d", .test), ("e", .test - 25)], total: 900, &reading)
        #expect(reading.highest == .test - 5)
        #expect(reading.lowest == .test - 30)
        #expect(reading.hasMet("d"))
        #expect(reading.hasMet("a"))
        #expect(!reading.hasMet("z"))
    }

    @Test(
        arguments: [
            (0, 0, ["a", "b"]), (0, 2_400_000, ["a", "b", "c"]), (9_000, 0, ["a", "b"]),
            (-5_000, 0, ["a", "b", "c"]),
        ] as [(Int64, Int64, [String])])
    func `runs of the overlap are remembered, below one dated ahead of the clock`(
        ahead: Int64, longest: Int64, kept: [String]
    ) {
        var reading = reading(size: 100, total: 900)
        reading.longest = longest
        let top = Timestamp.test.advanced(byMilliseconds: ahead)
        // Ten minutes before now, then a millisecond less and one more.
        let edge = Timestamp.at(ms: -600_000)
        let rows: Rows = [
            ("top", top), ("a", edge), ("b", edge.advanced(byMilliseconds: 1)),
            ("c", edge.advanced(byMilliseconds: -1)),
        ]
        _ = pass(rows, total: 900, &reading)
        #expect(reading.recent.keys.sorted() == kept + ["top"])
        #expect(reading.recent["top"] == top)
    }

    @Test(
        arguments: [
            (#"{"meta":{"per_page":0,"total":-1}}"#, nil, nil),
            (#"{"meta":{"per_page":-5,"total":0}}"#, nil, 0),
            (#"{"meta":{"per_page":"25","total":"7"}}"#, 25, 7),
            (#"{"meta":{"per_page":1048577,"total":1099511627777}}"#, 1_048_576, 1_099_511_627_776),
            ("{}", nil, nil),
        ] as [(String, Int64?, Int64?)])
    func `a page's size and total are believed within bounds`(
        page: String, size: Int64?, total: Int64?
    ) throws {
        let paging = LeadLexPaging(try json(page))
        #expect(paging.size == size)
        #expect(paging.total == total)
    }
}
