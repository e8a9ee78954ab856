import Runs
import Testing

@testable import Providers

/// What is remembered of a list of logs, where its next walk begins, and how its order shows.
struct LogListTests {
    /// A page of rows with these ids; times count from now, in seconds.
    private func page(
        _ ids: [String?], times: [Int64?] = [], offset: Int = 0, total: Int? = nil
    ) throws -> LogPage {
        let rows = ids.enumerated().map { index, id in
            var members = [JSONValue.Member("succeeded", .bool(true))]
            if let id { members.append(.init("id", .string(id))) }
            if index < times.count, let time = times[index] {
                let created = JSONValue.string((Timestamp.test + time).rfc3339)
                let stamps = JSONValue.object([.init("created_at", created)])
                members.append(.init("meta", .object([.init("timestamps", stamps)])))
            }
            return JSONValue.object(members)
        }
        let body = total.map { #"{"results":{"total":\#($0)}}"# } ?? "{}"
        return LogPage(try json(body), rows: rows, offset: offset)
    }

    @Test(
        arguments: [
            (true, .oldestFirst, 21, .forward, 1), (true, .oldestFirst, 20, .forward, 0),
            (true, .oldestFirst, 5, .forward, 0), (true, .oldestFirst, 0, .head, 0),
            (true, .newestFirst, 500, .head, 0), (true, nil, 500, .head, 0),
            (false, .oldestFirst, 500, .head, 0), (true, .oldestFirst, 500, .forward, 480),
        ] as [(Bool, ListOrder?, Int, LogWalk.Phase, Int)])
    func `a walk begins where news is to be expected, a few known rows before it`(
        isRead: Bool, order: ListOrder?, count: Int, step: LogWalk.Phase, offset: Int
    ) {
        var list = LogList()
        (list.isRead, list.order, list.count) = (isRead, order, count)
        let walk = list.beginWalk(since: .test - 9, now: .test)
        #expect(walk.place.step == step)
        #expect(walk.place.offset == offset)
        #expect(walk.isFirst == !isRead)
        #expect(walk.since == .test - 9)
        #expect(walk.began == .test)
    }

    @Test func `two hundred ids of either end are kept, those furthest out`() {
        func ids(_ letter: String, _ numbers: Range<Int>) -> [String] {
            numbers.map { "\(letter)\($0)" }
        }
        var list = LogList()
        list.head = ids("h", 0..<150)
        list.tail = ids("t", 0..<150)
        var walk = LogWalk(since: .test, began: .test, isFirst: false)
        walk.ends.head = ids("w", 0..<100)
        walk.ends.tail = ids("u", 0..<100)
        list.end(walk)
        #expect(list.head == ids("w", 0..<100) + ids("h", 0..<100))
        #expect(list.tail == ids("t", 50..<150) + ids("u", 0..<100))
        #expect(list.isRead)
    }

    @Test func `an id that comes again is kept once, nearest to its end`() {
        var list = LogList()
        (list.head, list.tail) = (["a", "b", "c"], ["x", "y", "z"])
        var walk = LogWalk(since: .test, began: .test, isFirst: false)
        (walk.ends.head, walk.ends.tail) = (["n", "b"], ["y", "v"])
        list.end(walk)
        #expect(list.head == ["n", "b", "a", "c"])
        #expect(list.tail == ["x", "z", "y", "v"])
    }

    @Test(
        arguments: [
            (.oldestFirst, false, false, 90, 100, 80), (nil, true, false, 90, 100, 80),
            (nil, false, true, 90, 100, 80), (nil, false, false, 90, 100, 90),
            (.newestFirst, true, false, 90, 100, 90), (.newestFirst, true, false, nil, 0, 80),
            (.newestFirst, false, false, nil, 100, 107), (.newestFirst, false, false, nil, 70, 80),
            (.newestFirst, true, false, nil, 78, 80),
        ] as [(ListOrder?, Bool, Bool, Int?, Int, Int)])
    func `the length of a list is what it says, or what was met and came`(
        order: ListOrder?, isFirst: Bool, hasTurned: Bool, total: Int?, before: Int, after: Int
    ) {
        var list = LogList()
        list.count = before
        var walk = LogWalk(since: .test, began: .test, isFirst: isFirst)
        (walk.order, walk.hasTurned, walk.total) = (order, hasTurned, total)
        (walk.reach, walk.newsCount) = (80, 7)
        list.end(walk)
        #expect(list.count == after)
        #expect(list.order == order)
    }

    @Test func `an order once found stays where a walk finds none`() {
        var list = LogList()
        list.order = .oldestFirst
        list.end(LogWalk(since: .test, began: .test, isFirst: false))
        #expect(list.order == .oldestFirst)
        var other = LogWalk(since: .test, began: .test, isFirst: false)
        other.order = .newestFirst
        list.end(other)
        #expect(list.order == .newestFirst)
    }

    @Test(
        arguments: [
            ([-5, -9], nil, .newestFirst), ([-9, -5], nil, .oldestFirst),
            ([nil, -5, -7, -9, nil], nil, .newestFirst), ([-5, -9, -5], nil, nil), ([-5], nil, nil),
            ([-9, -5], -3, .newestFirst), ([-5, -9], 20, .oldestFirst),
        ] as [([Int64?], Int64?, ListOrder?)])
    func `times tell the order, those furthest apart before others`(
        times: [Int64?], far: Int64?, order: ListOrder?
    ) throws {
        let first = try page(times.indices.map { "r\($0)" }, times: times)
        #expect(ListOrder(within: first) == order || far != nil)
        guard let far else { return }
        var walk = LogWalk(since: .test - 999, began: .test, isFirst: true)
        walk.ends.headTimes = [.test - 10, .test - 15]
        walk.go(.down, to: 50)
        let last = try page(["x", "y"], times: [times[0], -10 + far], offset: 50)
        walk.learnOrder(from: last, known: [], of: LogList())
        #expect(walk.order == (far < 0 ? .newestFirst : .oldestFirst))
        #expect(walk.order == order)
    }

    @Test(
        arguments: [
            ("a1 a2", .oldestFirst), ("a2 a1", .newestFirst), ("a1 a1", nil), ("a1 b2", nil),
            ("a1 a2 b2 b1", nil), ("a1 a2 b2 b1 c1 c2", .oldestFirst),
            ("a2 b1 a1 b1", .newestFirst), ("a1 a3 a2", nil), ("a3 a2 a1 b1 b2", .newestFirst),
        ] as [(String, ListOrder?)])
    func `without times the attempts at one job tell the order`(
        attempts: String, order: ListOrder?
    ) throws {
        let rows = try attempts.split(separator: " ").enumerated().map { index, text in
            let job = #"{"job":{"data":{"id":"\#(text.prefix(1))"}}}"#
            return try json(
                #"{"id":"\#(index)","attempt":\#(text.dropFirst()),"relationships":\#(job)}"#)
        }
        #expect(ListOrder(within: LogPage(try json("{}"), rows: rows, offset: 0)) == order)
    }

    @Test(
        arguments: [
            ("n a b", .newestFirst), ("a b n", .oldestFirst), ("n a b n", nil), ("a b", nil),
            ("n m", nil), ("a n b", nil), ("n a m b", .newestFirst), ("a n b m", .oldestFirst),
        ] as [(String, ListOrder?)])
    func `the end at which a known list has grown tells the order`(
        ids: String, order: ListOrder?
    ) throws {
        let page = try page(ids.split(separator: " ").map { String($0) })
        #expect(ListOrder(from: page, known: ["a", "b", "c"]) == order)
    }

    @Test(
        arguments: [
            (["b", "c", "d"], 2, nil, 1, .newestFirst),
            (["c", "d", "e"], 1, nil, -1, .oldestFirst),
            (["b", "c", "d"], 1, nil, 0, nil), (["b", "c", "d"], 1, 9, 0, .oldestFirst),
            (["b", "c", "d"], 1, 8, 0, nil), (["n", "a"], 4, nil, 5, .newestFirst),
            (["b", nil], 2, nil, 0, nil), (["x", "y"], 3, nil, 0, nil),
        ] as [([String?], Int, Int?, Int, ListOrder?)])
    func `where rows move while a list is read tells the order`(
        ids: [String?], offset: Int, total: Int?, moved: Int, order: ListOrder?
    ) throws {
        var walk = LogWalk(since: .test, began: .test, isFirst: true)
        walk.keep(try page(["a", "b", "c"]))
        walk.total = 8
        walk.go(.down, to: offset)
        walk.learnOrder(
            from: try page(ids, offset: offset, total: total), known: [], of: LogList())
        #expect(walk.moved == moved)
        #expect(walk.order == order)
    }

    @Test(
        arguments: [
            (["x", "t1", "y", "t2", "z"], .oldestFirst, false, 3),
            (["x", "h", "y"], .oldestFirst, false, 3), (["x", "y"], .oldestFirst, false, 0),
            (["x", "t1"], .newestFirst, false, 0), (["x", "t1"], nil, false, 0),
            (["x", "t1"], .oldestFirst, true, 0), (["t1", "x"], .oldestFirst, false, 0),
        ] as [([String], ListOrder?, Bool, Int)])
    func `rows before the last known one are old in a list whose newest rows are last`(
        ids: [String], order: ListOrder?, isFirst: Bool, count: Int
    ) throws {
        var list = LogList()
        (list.order, list.head, list.tail) = (order, ["h"], ["t1", "t2"])
        let walk = LogWalk(since: .test, began: .test, isFirst: isFirst)
        #expect(walk.oldPlaces(of: try page(ids), in: list) == 0..<count)
    }

    @Test(
        arguments: [
            (.tail, 140), (.up, 140), (.head, 90), (.down, 90), (.forward, 90),
        ] as [(LogWalk.Phase, Int)])
    func `a shorter page keeps the end that joins what was read`(
        step: LogWalk.Phase, offset: Int
    ) {
        var walk = LogWalk(since: .test, began: .test, isFirst: true)
        walk.go(step, to: 90)
        walk.shorten(by: 50)
        #expect(walk.place.offset == offset)
        walk.go(step, to: -3)
        #expect(walk.place.offset == 0)
    }

    @Test(arguments: [(nil, 40, 90), (200, 40, 160), (30, 30, 0)] as [(Int?, Int, Int)])
    func `a page that has to end at a place begins as far above as it has rows`(
        end: Int?, rows: Int, offset: Int
    ) {
        var walk = LogWalk(since: .test, began: .test, isFirst: true)
        walk.go(.up, to: 90)
        walk.place.end = end
        #expect(walk.plan(40) == rows)
        #expect(walk.place.offset == offset)
    }

    @Test(
        arguments: [(4, 5, true), (3, 5, false), (4, 4, true), (9, nil, false)]
            as [(Int, Int?, Bool)])
    func `a row too large is the last one where the list ends with it`(
        offset: Int, total: Int?, isLast: Bool
    ) {
        let page = LogPage.tooLarge(at: offset, total: total)
        #expect(page.isLast == isLast)
        #expect(page.entries.count == 1)
        #expect(page.ids.isEmpty)
        #expect(LogPage.empty(at: offset).isLast)
    }

    @Test(
        arguments: [
            (#"{"meta":{"limit":50},"results":{"total":251}}"#, 200, false),
            (#"{"meta":{"limit":50},"results":{"total":250}}"#, 200, true),
            (#"{"results":{"total":301}}"#, 200, false), (#"{"results":{"total":-7}}"#, 0, true),
        ] as [(String, Int, Bool)])
    func `an empty page counts as long as it has room`(
        body: String, offset: Int, isLast: Bool
    ) throws {
        #expect(LogPage(try json(body), rows: [], offset: offset).isLast == isLast)
    }
}
