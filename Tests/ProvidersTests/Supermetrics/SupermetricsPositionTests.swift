import Runs
import Testing

@testable import Providers

/// What is remembered of connectors' logs between two walks.
struct SupermetricsPositionTests {
    private typealias Known = SupermetricsPosition.Known

    private func walk(_ connector: String = "c", floor: Timestamp = .test - 500) -> ConnectorWalk {
        ConnectorWalk(connector: connector, floor: floor, isFirst: false, began: .test)
    }

    @Test(
        arguments: [
            (nil, -5, false, -5), (nil, 900, false, 0), (nil, nil, false, -500),
            (nil, nil, true, 0), (-10, -20, false, -10), (-10, -5, false, -5),
            (-10, nil, false, -10), (-900, nil, false, -500),
        ] as [(Int64?, Int64?, Bool, Int64)])
    func `the newest entry is remembered, or the time of reading where none has a time`(
        before: Int64?, highest: Int64?, hasRows: Bool, after: Int64
    ) {
        var position = SupermetricsPosition()
        if let before { position.connectors["c"] = Known(watermark: .test + before, recent: [:]) }
        var walk = walk()
        walk.highest = highest.map { .test + $0 }
        if hasRows { walk.recent = ["a": .test] }
        position.end(walk)
        #expect(position.connectors["c"]?.watermark == .test + after)
        #expect(position.connectors["c"]?.floor == .test + after - 120)
    }

    @Test func `entries of the overlap stay known, a hundred at least, below one dated ahead`() {
        for (count, kept) in [(150, 122), (100, 101), (60, 61)] {
            var walk = ConnectorWalk(
                connector: "c", floor: .test - 86_400, isFirst: true, began: .test)
            var page = RunPage(position: ReadPosition(.null), hasMore: false)
            let times = [Timestamp.test + 3_600] + (0..<count).map { Timestamp.test - Int64($0) }
            let rows = times.enumerated().map { index, time in
                JSONValue.object([
                    .init("id", .string("e\(index)")), .init("log_time", .string(time.rfc3339)),
                ])
            }
            _ = walk.take(rows, known: [:], into: &page)
            #expect(walk.recent.count == kept)
            var position = SupermetricsPosition()
            position.end(walk)
            #expect(position.connectors["c"]?.recent.count == kept)
            #expect(position.connectors["c"]?.watermark == .test)
        }
    }

    @Test func `entries that come slowly stay known as many as a small page holds`() {
        let slow = Dictionary(
            uniqueKeysWithValues: (0..<130).map { ("e\($0)", Timestamp.test - Int64($0) * 60) })
        let kept = ConnectorWalk.kept(slow, below: .test)
        #expect(Set(kept.keys) == Set((0..<100).map { "e\($0)" }))
    }

    @Test func `a connector is read down to what is known of it, one not known as far as wanted`() {
        var position = SupermetricsPosition()
        position.connectors["a"] = Known(
            watermark: .test - 10, recent: ["x": .test - 10], sharesIDs: true)
        let walk = position.beginWalk(["a", "b"], since: .test - 900, now: .test)
        #expect(walk.queue.map(\.connector) == ["a", "b"])
        #expect(walk.queue.map(\.floor) == [.test - 130, .test - 900])
        #expect(walk.queue.map(\.isFirst) == [false, true])
        #expect(walk.queue.map(\.sharesIDs) == [true, false])
        #expect(walk.queue.allSatisfy { $0.began == .test && $0.before == nil })
        #expect(!walk.hasRead)
    }

    @Test(
        arguments: [(-1, true), (0, false), (60_000, false)] as [(Int64, Bool)])
    func `a walk begins below a bound that has passed`(bound: Int64, isBelow: Bool) {
        let walk = SupermetricsPosition().beginWalk(
            ["a"], since: .test - 900, now: .test, before: .at(ms: bound))
        let expected: Timestamp? = isBelow ? .at(ms: bound) : nil
        #expect(walk.queue.map(\.before) == [expected])
    }

    @Test func `a walk under way goes on with the connectors that are still wanted`() {
        var position = SupermetricsPosition()
        let (a, b) = (walk("a"), walk("b"))
        position.walk = SupermetricsWalk(queue: [a, b], hasRead: true)
        let since = Timestamp.test - 900
        #expect(position.beginWalk(["b", "c"], since: since, now: .test).queue == [b])
        #expect(position.beginWalk(["b", "c"], since: since, now: .test).hasRead)
        let other = position.beginWalk(["c"], since: since, now: .test)
        #expect(other.queue.map(\.connector) == ["c"])
        #expect(!other.hasRead)
        #expect(position.beginWalk([], since: since, now: .test).queue.isEmpty)
    }

    @Test func `the entries of other connectors are those told of as they are`() {
        var position = SupermetricsPosition()
        for (id, shares) in [("a", false), ("b", true), ("c", false)] {
            position.connectors[id] = Known(
                watermark: .test, recent: [id: .test], sharesIDs: shares)
        }
        var queue = ["c", "d", "e"].map { walk($0) }
        for index in queue.indices {
            queue[index].recent = ["walk-" + queue[index].connector: .test]
        }
        queue[2].sharesIDs = true
        let others = position.recent(besides: "c", in: SupermetricsWalk(queue: queue))
        #expect(Set(others.flatMap(\.keys)) == ["a", "walk-d"])
    }

    @Test func `alike entries count by what the next page does not bring again`() {
        func entry(_ derived: String?, _ time: Int64?) -> PlacedEntry {
            let moment = time.map { Timestamp.test - $0 }
            return PlacedEntry(
                key: "k", derived: derived, moment: moment, latest: moment, place: .test,
                content: .failure(RejectedRow(id: nil, field: nil)))
        }
        let page = [
            entry("x", nil), entry("x", 10), entry("x", nil), entry("y", nil), entry(nil, nil),
            entry("y", 20), entry("x", nil),
        ]
        var twins = TwinCount()
        twins.end(page, below: .test - 15)
        #expect(twins.counts == ["x": 1])
        for (leading, counts) in [
            (0, ["x": 2, "y": 1]), (1, ["x": 2, "y": 1]), (2, ["x": 2]), (3, ["x": 1]),
        ] as [(Int, [String: Int])] {
            var next = TwinCount(notes: twins.notes)
            next.begin(leading: leading)
            #expect(next.counts == counts)
            // They count once.
            next.begin(leading: 0)
            #expect(next.counts == counts)
        }
    }

    @Test(
        arguments: [
            (String(repeating: "a", count: 100), true), (String(repeating: "a", count: 101), false),
            ("", false), ("aZ09-_", true), ("a.b", false), ("a b", false), ("ä", false),
            ("a/b", false),
        ] as [(String, Bool)])
    func `a connector's identifier is of a hundred letters, digits and dashes at most`(
        id: String, isOne: Bool
    ) {
        let row = JSONValue.object([.init("connector_identifier", .string(id))])
        #expect((SupermetricsWire.connector(row) != nil) == isOne)
    }

    @Test func `each field makes an entry without an id another one`() throws {
        let texts = [
            "{}", #"{"log_time":"2026-06-07"}"#, #"{"status":200}"#, #"{"event":"200"}"#,
            #"{"request":"200"}"#, #"{"duration_ms":200}"#, #"{"request_id":"200"}"#,
        ]
        var twins: [String: Int] = [:]
        let ids = try texts.map {
            try SupermetricsWire.entry(json($0), of: "c", twins: &twins).observation.id.text
        }
        #expect(Set(ids).count == texts.count)
        let second = try SupermetricsWire.entry(json("{}"), of: "c", twins: &twins)
        let third = try SupermetricsWire.entry(json("{}"), of: "c", twins: &twins)
        #expect(second.observation.id.text == ids[0] + "-2")
        #expect(third.observation.id.text == ids[0] + "-3")
        #expect(third.derived == ids[0])
    }

    @Test func `a day lasts to its last millisecond`() throws {
        var twins: [String: Int] = [:]
        let day = try SupermetricsWire.entry(
            json(#"{"id":"a","log_time":"2026-06-07"}"#), of: "c", twins: &twins)
        #expect(day.latest == .at("2026-06-07T23:59:59.999Z"))
        let moment = try SupermetricsWire.entry(
            json(#"{"id":"a","log_time":"2026-06-07T08:00:00Z"}"#), of: "c", twins: &twins)
        #expect(moment.latest == .at("2026-06-07T08:00:00Z"))
    }
}
