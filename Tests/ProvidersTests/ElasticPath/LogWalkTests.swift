import Runs
import Testing

@testable import Providers

/// What one page of a list of logs leads to.
struct LogWalkTests {
    private static let since = Timestamp.test - 3_600

    private func walk(
        isFirst: Bool = true, _ step: LogWalk.Phase = .head, at offset: Int = 0,
        order: ListOrder? = nil
    ) -> LogWalk {
        var walk = LogWalk(since: Self.since, began: .test, isFirst: isFirst)
        walk.go(step, to: offset)
        walk.order = order
        return walk
    }

    private func row(_ id: String, _ time: Timestamp? = nil) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .string(id)), .init("succeeded", .bool(true)),
        ]
        if let time {
            let stamps = JSONValue.object([.init("created_at", .string(time.rfc3339))])
            members.append(.init("meta", .object([.init("timestamps", stamps)])))
        }
        return .object(members)
    }

    private func rows(_ count: Int, _ letter: String = "r") -> [JSONValue] {
        (0..<count).map { row("\(letter)\($0)") }
    }

    private func page(
        _ rows: [JSONValue], at offset: Int = 0, total: Int? = nil
    ) throws -> LogPage {
        let body = total.map { #"{"results":{"total":\#($0)}}"# } ?? "{}"
        return LogPage(try json(body), rows: rows, offset: offset)
    }

    @Test(
        arguments: [
            (195, .down, 95), (196, .tail, 96), (1_000, .tail, 900), (10_100, .tail, 10_000),
            (10_101, .tail, 10_000), (nil, .down, 95),
        ] as [(Int?, LogWalk.Phase, Int)])
    func `after the first page the last one is compared, unless it is the next`(
        total: Int?, step: LogWalk.Phase, offset: Int
    ) throws {
        var walk = walk()
        let (news, outcome) = walk.take(try page(rows(100), total: total), of: LogList())
        #expect(news.count == 100)
        #expect(outcome == .goesOn)
        #expect(walk.place.step == step)
        #expect(walk.place.offset == offset)
        #expect(walk.reach == 100)
    }

    @Test(arguments: [(0, true), (-1, false)] as [(Int64, Bool)])
    func `a first walk from the newest ends with what is older than wanted`(
        last: Int64, goesOn: Bool
    ) throws {
        let end = Self.since.advanced(byMilliseconds: last)
        let rows = (0..<100).map { row("r\($0)", end + Int64(99 - $0)) }
        var first = walk()
        let step = first.take(try page(rows), of: LogList()).step
        #expect(step == (goesOn ? .goesOn : .isOver))
        var down = walk(.down, at: 95, order: .newestFirst)
        let next = down.take(try page(rows, at: 95), of: LogList())
        #expect(next.step == (goesOn ? .goesOn : .isOver))
    }

    @Test(arguments: [(0, true), (-1, false)] as [(Int64, Bool)])
    func `a first walk from the end goes up until what is older than wanted`(
        first: Int64, goesOn: Bool
    ) throws {
        let begin = Self.since.advanced(byMilliseconds: first)
        let rows = (0..<100).map { row("r\($0)", begin + Int64($0)) }
        var tail = walk(.tail, at: 900)
        tail.ends.head = ["h"]
        tail.ends.headTimes = [Self.since - 5_000]
        let last = tail.take(try page(rows, at: 900, total: 1_000), of: LogList())
        #expect(last.step == (goesOn ? .goesOn : .isOver))
        #expect(tail.order == .oldestFirst)
        #expect(tail.place.offset == (goesOn ? 805 : 900))
        var up = walk(.up, at: 805, order: .oldestFirst)
        let next = up.take(try page(rows, at: 805, total: 1_000), of: LogList())
        #expect(next.step == (goesOn ? .goesOn : .isOver))
        #expect(up.place.offset == (goesOn ? 710 : 805))
    }

    @Test(arguments: [(0, true), (-1, false)] as [(Int64, Bool)])
    func `behind the last page of a list of the newest the walk goes down, or is over`(
        last: Int64, goesOn: Bool
    ) throws {
        var walk = walk(.tail, at: 900)
        walk.ends.head = (0..<100).map { "h\($0)" }
        walk.ends.headTimes = [.test, Self.since.advanced(byMilliseconds: last)]
        let end = try page([row("z", Self.since - 900)], at: 900, total: 901)
        let taken = walk.take(end, of: LogList())
        #expect(taken.step == (goesOn ? .goesOn : .isOver))
        #expect(walk.order == .newestFirst)
        #expect(walk.place.step == (goesOn ? .down : .tail))
        #expect(walk.place.offset == (goesOn ? 95 : 900))
        #expect(walk.ends.hasTail)
    }

    @Test(
        arguments: [
            (.newestFirst, 9_900, 1, .goesOn, 9_995), (.newestFirst, 9_950, 1, .goesOn, 10_000),
            (.oldestFirst, 10_000, 1, .isOutOfReach, 10_000),
            (.newestFirst, 10_000, 0, .isOver, 10_000),
            (
                .newestFirst, 10_000, 1,
                .isCut(ReadGap(from: .test - 3_600, until: .at(ms: -3_599_999))), 10_000
            ),
        ] as [(ListOrder, Int, Int64, LogWalk.WalkStep, Int)])
    func `no offset leads beyond ten thousand, and what is wanted from there is a gap`(
        order: ListOrder, offset: Int, aboveSince: Int64, step: LogWalk.WalkStep, next: Int
    ) throws {
        var walk = walk(.down, at: offset, order: order)
        let end = Self.since.advanced(byMilliseconds: aboveSince)
        let rows = (0..<100).map { row("r\($0)", end) }
        let taken = walk.take(try page(rows, at: offset, total: 20_000), of: LogList())
        #expect(taken.step == step)
        #expect(walk.place.offset == next)
    }

    @Test func `a page that does not join the one before is stepped back from, ever further`()
        throws
    {
        var walk = walk(.down, at: 190, order: .newestFirst)
        walk.pages.previous = ["a", "b"]
        for (offset, overlap, patience) in [(175, 15, 19), (130, 45, 18), (80, 50, 17)] {
            let apart = try page(rows(100, "x"), at: walk.place.offset, total: 900)
            let taken = walk.take(apart, of: LogList())
            #expect(taken.step == .goesOn)
            #expect(taken.news.isEmpty)
            #expect(walk.place.offset == offset)
            #expect(walk.joint.overlap == overlap)
            #expect(walk.joint.patience == patience)
        }
        // One that joins, or the end of patience, leads on.
        var joined = walk
        let joining = try page([row("b")] + rows(99, "x"), at: 80, total: 900)
        let found = joined.take(joining, of: LogList()).news.count
        #expect(found == 99)
        #expect(joined.place.offset == 130)
        walk.joint.patience = 0
        let apart = try page(rows(100, "x"), at: 80, total: 900)
        let all = walk.take(apart, of: LogList()).news.count
        #expect(all == 100)
    }

    @Test(arguments: [(["a"], 95), (["a", "b"], 0), ([], 95)] as [([String], Int)])
    func `a page at the beginning, or behind a single row, need not join`(
        previous: [String], offset: Int
    ) throws {
        var walk = walk(.down, at: offset, order: .newestFirst)
        walk.pages.previous = previous
        let taken = walk.take(try page(rows(100), at: offset, total: 900), of: LogList())
        #expect(taken.news.count == 100)
        #expect(walk.joint.patience == 20)
    }

    @Test(
        arguments: [(nil, true), (0, true), (600_000, true), (600_001, false)]
            as [(Int64?, Bool)])
    func `a known row ends a walk, unless it is dated far ahead of the clock`(
        time: Int64?, isMet: Bool
    ) throws {
        var list = LogList()
        (list.isRead, list.order, list.count) = (true, .newestFirst, 100)
        list.head = ["known"]
        var walk = walk(isFirst: false)
        let known = row("known", time.map { .at(ms: $0) })
        let taken = walk.take(try page([known] + rows(99), total: 900), of: list)
        #expect(walk.hasMet == isMet)
        #expect(taken.news.count == 99)
        #expect(taken.step == (isMet ? .isOver : .goesOn))
    }

    @Test(
        arguments: [(nil, 385), (550, 385), (300, 280)] as [(Int?, Int)])
    func `where no known row stands at the end of a list the walk steps back to find one`(
        total: Int?, offset: Int
    ) throws {
        var list = LogList()
        (list.isRead, list.order, list.count) = (true, .oldestFirst, 500)
        list.tail = ["known"]
        var walk = walk(isFirst: false, .forward, at: 480)
        let rows = total == 300 ? [] : rows(70)
        let taken = walk.take(try page(rows, at: 480, total: total), of: list)
        #expect(taken.step == .goesOn)
        #expect(walk.place.step == .forward)
        #expect(walk.place.offset == offset)
        #expect(walk.joint.patience == 19)
        #expect(walk.ends.tail.count == rows.count)
    }

    @Test(arguments: [(2, true), (1, false)])
    func `a list that has grown without a new row at its head is looked at from its end`(
        total: Int, turns: Bool
    ) throws {
        var list = LogList()
        (list.isRead, list.count, list.head) = (true, 1, ["a"])
        var walk = walk(isFirst: false)
        let taken = walk.take(try page([row("a")], total: total), of: list)
        #expect(taken.step == (turns ? .goesOn : .isOver))
        #expect(walk.hasTurned == turns)
        #expect(walk.place.step == (turns ? .forward : .head))
        #expect(walk.place.offset == 0)
        #expect(!turns || !walk.hasMet && walk.pages.previous.isEmpty)
    }

    @Test func `blank pages at one end of a list say nothing of the other`() throws {
        var list = LogList()
        (list.isRead, list.order, list.count) = (true, .oldestFirst, 1)
        var walk = walk(isFirst: false, .forward)
        walk.pages.blankPages = 8
        let step = walk.take(try page([], total: 2), of: list).step
        #expect(step == .goesOn)
        #expect(walk.place.step == .head)
        #expect(walk.pages.blankPages == 0)
    }

    @Test(arguments: [true, false])
    func `behind blank pages the first one with rows that can be known again is the head`(
        isFirst: Bool
    ) throws {
        var list = LogList()
        if !isFirst { (list.isRead, list.count, list.tail) = (true, 900, ["z"]) }
        var walk = walk(isFirst: isFirst)
        let blank = JSONValue.object([.init("succeeded", .bool(true))])
        let first = try page(Array(repeating: blank, count: 100), total: 900)
        #expect(walk.take(first, of: list).step == .goesOn)
        #expect(walk.place.offset == 95)
        let second = try page(rows(100), at: 95, total: 900)
        #expect(walk.take(second, of: list).step == .goesOn)
        #expect(walk.ends.head == second.ids)
        #expect(walk.place.step == .down)
        #expect(walk.place.offset == 190)
    }

    @Test(
        arguments: [
            (true, 95, 5, 0), (true, 95, 6, 1), (true, 0, 5, 5), (false, 0, 5, 0),
            (false, 95, 9, 0),
        ] as [(Bool, Int, Int, Int)])
    func `rows without an id are told by the first walk alone, and what pages share once`(
        isFirst: Bool, offset: Int, count: Int, reported: Int
    ) throws {
        let row = JSONValue.object([.init("succeeded", .bool(true))])
        let page = try page(Array(repeating: row, count: count), at: offset, total: 900)
        var walk = walk(isFirst: isFirst, .down, at: offset)
        let news = walk.take(page, of: LogList()).news
        #expect(news.count == reported)
    }
}
