import Runs
import Testing

@testable import Providers

/// Which list of a store is read, and what is told of its rows.
struct ElasticPathPositionTests {
    private static let since = Timestamp.test - 3_600
    private static let integrations: [LogListID] = [.integration("p"), .integration("q")]

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

    private func walk(
        isFirst: Bool, at offset: Int = 0, order: ListOrder? = nil
    ) -> LogWalk {
        var walk = LogWalk(since: Self.since, began: .test, isFirst: isFirst)
        walk.go(.down, to: offset)
        walk.order = order
        return walk
    }

    @Test(
        arguments: [
            (nil, true), (0, false), (86_399_999, false), (86_400_000, true), (-1, true),
        ] as [(Int64?, Bool)])
    func `the store's own list is left alone for a day once it failed`(
        age: Int64?, isUsed: Bool
    ) {
        var position = ElasticPathPosition()
        position.storeFailed = age.map { .at(ms: -$0) }
        #expect(position.usesStore(at: .test) == isUsed)
    }

    @Test(
        arguments: [
            (false, 4_999, false), (false, 5_000, true), (false, -5_000, true),
            (false, nil, false), (true, 9_000, false),
        ] as [(Bool, Int64?, Bool)])
    func `where no list could be read, another poll tries all again`(
        hasAnswer: Bool, age: Int64?, isAnew: Bool
    ) {
        var position = ElasticPathPosition()
        position.hasAnswer = hasAnswer
        position.skipped = age.map { .at(ms: -$0) }
        #expect(position.beginsAnew(at: .test) == isAnew)
    }

    @Test func `beginning forgets the lists that are not read any more, but for the store's`() {
        var position = ElasticPathPosition()
        for id in Self.integrations + [.store] { position.lists[id] = LogList() }
        position.walk = walk(isFirst: true)
        (position.hasAnswer, position.skipped) = (true, .test)
        position.begin([.integration("q"), .integration("r")])
        #expect(position.queue == [.integration("q"), .integration("r")])
        #expect(Set(position.lists.keys) == [.store, .integration("q")])
        #expect(position.walk == nil)
        #expect(!position.hasAnswer)
        #expect(position.skipped == nil)
    }

    @Test func `all lists are read as far back as the first one was`() throws {
        var position = ElasticPathPosition()
        position.begin(Self.integrations)
        let begun = position.current(since: Self.since, now: .test)
        let first = try #require(begun)
        #expect(first.id == .integration("p"))
        #expect(first.walk.since == Self.since)
        position.finishList()
        #expect(!position.hasPolled)
        let next = position.current(since: Self.since + 600, now: .test + 600)
        let second = try #require(next)
        #expect(second.id == .integration("q"))
        #expect(second.walk.since == Self.since)
        #expect(second.walk.began == .test + 600)
        let deeper = position.current(since: Self.since - 600, now: .test)
        #expect(deeper.map { $0.walk.since } == Self.since - 600)
        position.finishList()
        #expect(position.hasPolled)
        let none = position.current(since: Self.since, now: .test)
        #expect(none.map { $0.walk } == nil)
    }

    @Test(arguments: [true, false])
    func `where the integrations take over, what was told for long is not read again`(
        hasPolled: Bool
    ) {
        var position = ElasticPathPosition()
        position.begin([.store])
        position.lists[.store] = LogList()
        (position.since, position.hasPolled) = (Self.since, hasPolled)
        position.avoidStore(Self.integrations, now: .test)
        #expect(position.since == (hasPolled ? nil : Self.since))
        #expect(position.storeFailed == .test)
        #expect(position.queue == Self.integrations)
        #expect(position.lists.isEmpty)
    }

    @Test(
        arguments: [
            (true, false, nil, .backlog, -57), (true, false, .oldestFirst, .backlog, -57),
            (true, true, .newestFirst, .later, -57), (true, true, .oldestFirst, .later, 57),
            (false, false, .oldestFirst, .later, 57), (false, false, nil, .later, -57),
        ] as [(Bool, Bool, ListOrder?, ListPlace.Arrival, Int64)])
    func `a log without a time is placed by its number, less the rows that came meanwhile`(
        isFirst: Bool, hasPolled: Bool, order: ListOrder?, arrival: ListPlace.Arrival, rank: Int64
    ) throws {
        var position = ElasticPathPosition()
        position.begin([.store])
        position.hasPolled = hasPolled
        var walk = walk(isFirst: isFirst, at: 60, order: order)
        walk.moved = 4
        let rows = [row("timed", .test - 5), row("a")]
        let page = LogPage(try json(#"{"results":{"total":900}}"#), rows: rows, offset: 60)
        let taken = try position.take(page, walk, of: .store)
        #expect(
            taken.observations.map(\.listPlace) == [
                nil, ListPlace(arrival: arrival, listed: .test, rank: rank),
            ])
    }

    @Test(arguments: [(true, ["edge"]), (false, ["edge", "before"])])
    func `a first walk tells of no log from before what is wanted`(
        isFirst: Bool, reported: [String]
    ) throws {
        var position = ElasticPathPosition()
        position.begin([.store])
        let rows = [
            row("edge", Self.since), row("before", Self.since.advanced(byMilliseconds: -1)),
        ]
        let page = LogPage(try json("{}"), rows: rows, offset: 0)
        let taken = try position.take(page, walk(isFirst: isFirst), of: .store)
        #expect(taken.observations.map(\.id.text) == reported)
        #expect(position.queue.isEmpty)
        #expect(position.lists[.store]?.isRead == true)
    }

    @Test(arguments: [LogListID.store, .integration("p")])
    func `newest logs that no offset leads to call for other lists, or are a gap`(
        id: LogListID
    ) throws {
        var position = ElasticPathPosition()
        position.begin([id])
        let rows = (0..<100).map { row("r\($0)", .test - 600) }
        let page = LogPage(
            try json(#"{"results":{"total":20000}}"#), rows: rows, offset: 10_000)
        let walk = walk(isFirst: true, at: 10_000, order: .oldestFirst)
        let taken = try position.take(page, walk, of: id)
        #expect(taken.needsIntegrations == (id == .store))
        let gap = ReadGap(from: .test - 600, until: .test)
        #expect(taken.gap == (id == .store ? nil : gap))
        #expect(position.queue.isEmpty == (id != .store))
        #expect(taken.observations.count == 100)
    }

    @Test(
        arguments: [
            (#""processing_time":-1"#, nil), (#""processing_time":0"#, 0),
            (#""processing_time":"0.0004""#, 0), (#""processing_time":0.0006"#, 1),
            (#""processing_time":1e12"#, nil),
            (#""processing_time":2,"meta":{"processing_time":3}"#, 2_000),
            (#""processing_time":-1,"meta":{"processing_time":3}"#, 3_000),
            (#""meta":{"processing_time":"3.5"}"#, 3_500),
        ] as [(String, Int64?)])
    func `a duration comes in seconds, in one of two places`(
        members: String, duration: Int64?
    ) throws {
        let row = try json(#"{"id":"a","succeeded":true,\#(members)}"#)
        #expect(try ElasticPathWire.log(Row(row)).duration.value == duration)
    }

    @Test(
        arguments: [
            (#","expires_in":3600"#, 3_600_000), (#","expires_in":-5"#, 0), ("", nil),
            (#","expires_in":10000001"#, 10_000_000_000),
        ] as [(String, Int64?)])
    func `a token's lifetime comes in seconds`(member: String, lifetime: Int64?) throws {
        let token = try ElasticPathWire.token(json(#"{"access_token":"t"\#(member)}"#))
        #expect(token == Credential(secret: Secret("t"), lifetime: lifetime))
    }

    @Test func `an HTTP status of 0 is none`() throws {
        for (code, status) in [("0", Observed<Int>.null), ("1", .value(1)), ("null", .null)] {
            let row = try json(#"{"id":"a","succeeded":true,"status_code":\#(code)}"#)
            #expect(try ElasticPathWire.log(Row(row)).httpStatus == status)
        }
    }
}
