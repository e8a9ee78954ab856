import Runs
import Testing

@testable import Providers

/// What a position is written down as is read again without any loss.
struct PositionNotesTests {
    /// Notes as a history keeps them.
    private func kept(_ notes: JSONValue) throws -> JSONValue {
        try json(JSONWriter.text(of: notes))
    }

    private let times: [String: Timestamp] = ["a": .test - 9, "b": .at(ms: -1)]

    private var loop: LoopGuard {
        var loop = LoopGuard()
        for token in ["x", "y", "z"] { _ = loop.hasSeen(token) }
        return loop
    }

    @Test func `well`() throws {
        var walk = NewestFirstWalk(news: .test - 5, floor: .test - 7, isFirst: true)
        walk.cursor = "c"
        (walk.highest, walk.lowest) = (.test - 1, .at(ms: -6_001))
        walk.open = ["b": NewestFirstPosition.OpenRun(created: .test - 4, seen: .test - 3)]
        walk.loop = loop
        (walk.blankPages, walk.hasRestarted) = (7, true)
        var position = NewestFirstPosition()
        position.watermark = .test - 11
        position.open = ["a": NewestFirstPosition.OpenRun(created: .test - 9, seen: .test - 8)]
        #expect(NewestFirstPosition(notes: try kept(position.notes)) == position)
        position.walk = walk
        #expect(NewestFirstPosition(notes: try kept(position.notes)) == position)
        position.walk = NewestFirstWalk(news: .test, floor: .test, isFirst: false)
        #expect(NewestFirstPosition(notes: try kept(position.notes)) == position)
    }

    @Test func `supermetrics`() throws {
        var walk = ConnectorWalk(
            connector: "c", floor: .test - 5, isFirst: true, began: .test - 1)
        (walk.before, walk.highest, walk.recent) = (.test - 2, .test - 3, times)
        (walk.edge, walk.passed) = (["e": .test - 6], 41)
        walk.twins = TwinCount(notes: try json(#"{"counts":{"x":2},"doubtful":["y",""]}"#))
        (walk.isWide, walk.sharesIDs) = (true, true)
        var position = SupermetricsPosition()
        position.connectors = [
            "c": .init(watermark: .test - 7, recent: times, sharesIDs: true),
            "d": .init(watermark: .test - 8, recent: [:]),
        ]
        #expect(SupermetricsPosition(notes: try kept(position.notes)) == position)
        let plain = ConnectorWalk(connector: "d", floor: .test, isFirst: false, began: .test)
        for hasRead in [true, false] {
            position.walk = SupermetricsWalk(queue: [walk, plain], hasRead: hasRead)
            #expect(SupermetricsPosition(notes: try kept(position.notes)) == position)
        }
        #expect(walk.twins.counts == ["x": 2])
    }

    @Test(arguments: [true, false])
    func `elastic path`(flag: Bool) throws {
        var walk = LogWalk(since: .test - 5, began: .test - 1, isFirst: flag)
        walk.go(.forward, to: 480)
        walk.pages.previous = ["p"]
        (walk.ends.head, walk.ends.tail) = (["h", "i"], ["t"])
        (walk.pages.repeats, walk.joint.previousOffset, walk.moved) = (1, 95, -3)
        (walk.ends.headTimes, walk.lastTime) = ([.test - 8, .at(ms: -9_001)], .test - 10)
        (walk.order, walk.total, walk.pages.blankPages) = (.oldestFirst, 900, 4)
        (walk.reach, walk.newsCount) = (580, 17)
        (walk.joint.overlap, walk.joint.patience) = (15, 7)
        (walk.hasTurned, walk.hasMet, walk.ends.hasTail) = (flag, !flag, flag)
        var list = LogList()
        (list.order, list.head, list.tail) = (.newestFirst, ["a", "b"], ["y", "z"])
        (list.count, list.isRead) = (12, flag)
        var position = ElasticPathPosition()
        (position.since, position.storeFailed, position.skipped) = (.test - 6, .test - 7, .test)
        (position.hasPolled, position.hasAnswer) = (flag, !flag)
        position.lists = [.store: list, .integration("p"): LogList()]
        position.queue = [.integration("p"), .store]
        #expect(ElasticPathPosition(notes: try kept(position.notes)) == position)
        position.walk = walk
        #expect(ElasticPathPosition(notes: try kept(position.notes)) == position)
        walk.go(.up, to: 480)
        walk.place.end = 490
        position.walk = walk
        #expect(ElasticPathPosition(notes: try kept(position.notes)) == position)
    }

    @Test(arguments: [true, false])
    func `leadlex`(flag: Bool) throws {
        var workflow = LeadLexWorkflow(id: "w", name: "W", triggered: "2026-06-07T11:00:00Z")
        workflow.isListed = flag
        var problem = APIProblem(status: 403)
        (problem.code, problem.message) = ("c", "m")
        problem.supportIDs = [SupportID(.request, "r")]
        var position = LeadLexPosition()
        position.since = .test - 3
        position.marks = [
            "w": LeadLexPosition.Mark(
                triggered: "t", watermark: .test - 1, read: .test - 2, recent: times,
                refusal: flag ? LeadLexPosition.Refusal(problem) : nil, longest: 77,
                deep: flag ? .test - 4 : nil),
            "v": LeadLexPosition.Mark(read: .test),
        ]
        var walk = LeadLexWalk(began: .test - 5, since: .test - 6)
        (walk.listPage, walk.listSize, walk.hasAnswer) = (3, 50, flag)
        (walk.listed, walk.met) = ([workflow], ["w", "x"])
        position.walk = walk
        #expect(LeadLexPosition(notes: try kept(position.notes)) == position)

        var reading = LeadLexReading(workflow, floor: .test - 7)
        (reading.place.page, reading.place.size, reading.round) = (3, 50, 2)
        (reading.place.pageSize, reading.place.reportsPageSize) = (49, flag)
        (reading.total, reading.lastTotal, reading.pages.repeats) = (500, 499, 1)
        (reading.patience, reading.pages.blankPages, reading.hasShortPage) = (7, 2, flag)
        (reading.top, reading.pages.previous) = (["a", "b"], ["c"])
        (reading.highest, reading.lowest) = (.test - 8, .test - 9)
        (reading.recent, reading.longest, reading.isDeep) = (times, 88, !flag)
        (walk.listPage, walk.reading) = (nil, reading)
        walk.queue = [LeadLexWorkflow(id: "v", name: nil, triggered: nil)]
        position.walk = walk
        #expect(LeadLexPosition(notes: try kept(position.notes)) == position)
    }

    @Test(arguments: [SyncReference.Kind.model, .bulk])
    func `polytomic`(kind: SyncReference.Kind) throws {
        let sync = SyncReference(id: PipelineID("s"), kind: kind)
        var scope = EventScope(types: ["t", "u"], until: .test - 1)
        (scope.reach, scope.step) = (.test - 2, 7_200_000)
        var walk = EventWalk(after: .test - 3, began: .test - 4)
        walk.windows = [
            EventWindow(after: .test - 5, before: nil),
            EventWindow(after: .test - 6, before: .test - 7, known: .test - 8),
        ]
        (walk.token, walk.ignoresTokens, walk.refusals) = ("k", kind == .bulk, 2)
        (walk.loop, walk.pages.previous) = (loop, ["a", "b"])
        (walk.pages.blankPages, walk.pages.repeats) = (3, 4)
        (walk.highest, walk.recent, walk.scope) = (.test - 9, times, scope)
        var awaited = ExecutionWatch.Awaited(sync: sync, began: .test - 10)
        (awaited.asked, awaited.next) = (2, .test - 11)
        (awaited.sign, awaited.unchanged) = ("sign\n", 1)
        var position = PolytomicPosition()
        (position.watermark, position.lastRead) = (.test - 12, .test - 13)
        position.recent = ["r": .test - 14]
        position.executions.awaited = ["x": awaited]
        position.executions.ended = times
        position.executions.closed = ["z", "y"]
        position.executions.durations = [sync: [5, 3]]
        var question = ExecutionQuestion(sync: sync, executions: ["x", "w"])
        (question.token, question.pages) = ("q", 1)
        position.inquiry = Inquiry(planned: .test - 15, questions: [question])
        #expect(PolytomicPosition(notes: try kept(position.notes)) == position)
        position.walk = walk
        #expect(PolytomicPosition(notes: try kept(position.notes)) == position)
    }

    @Test func `what earlier programs noted is read, down to walks under way`() throws {
        let well = NewestFirstPosition(
            notes: try json(
                """
                {"watermark":1,"open":{"a":{"created":2,"seen":3}},"walk":{"news":4,"floor":5,
                 "first":true,"cursor":"c","highest":6,"lowest":null,
                 "open":{"b":{"created":7,"seen":8}},"loop":{"anchor":"z","steps":3},
                 "blank_pages":9,"restarted":true}}
                """))
        #expect(well.open["a"]?.seen == Timestamp(milliseconds: 3))
        #expect(well.walk?.open["b"]?.created == Timestamp(milliseconds: 7))
        #expect(well.walk?.blankPages == 9 && well.walk?.hasRestarted == true)
        let supermetrics = SupermetricsPosition(
            notes: try json(
                """
                {"connectors":{"c":{"watermark":1,"recent":{"a":2},"shares_ids":true}},
                 "walk":{"queue":[{"connector":"c","floor":3,"first":true,"began":4,"before":5,
                 "highest":null,"recent":{"a":6},"edge":{"e":7},"passed":8,
                 "twins":{"counts":{"x":2},"doubtful":["y"]},"wide":true,"shares_ids":true}],
                 "read":true}}
                """))
        #expect(supermetrics.connectors["c"]?.sharesIDs == true)
        #expect(supermetrics.walk?.queue.first?.twins.counts == ["x": 2])
        #expect(supermetrics.walk?.queue.first?.isWide == true)
        let polytomic = PolytomicPosition(
            notes: try json(
                """
                {"watermark":1,"last_read":2,"recent":{"r":3},"walk":{"after":4,"began":5,
                 "windows":[{"after":6,"before":null,"known":7}],"token":"k",
                 "ignores_tokens":true,"refusals":2,"loop":{"anchor":null,"steps":0},
                 "last_page":["a"],"blank_pages":3,"repeats":4,"highest":8,"recent":{},
                 "scope":{"types":["t"],"until":9,"reach":null,"step":7200000}},
                 "executions":{"awaited":{"x":{"sync":"s","kind":"bulk","began":10,"asked":2,
                 "next":11,"sign":"g","unchanged":1}},"ended":{"z":12},"closed":["y"],
                 "durations":[{"sync":"s","kind":"bulk","ms":[5]}]},
                 "inquiry":{"planned":13,"questions":[{"sync":"s","kind":"bulk",
                 "executions":["x"],"token":null,"pages":1}]}}
                """))
        #expect(polytomic.lastRead == Timestamp(milliseconds: 2))
        #expect(polytomic.walk?.window.known == Timestamp(milliseconds: 7))
        #expect(polytomic.walk?.scope?.step == 7_200_000)
        #expect(polytomic.executions.awaited["x"]?.sync.kind == .bulk)
        #expect(polytomic.executions.closed == ["y"])
        #expect(polytomic.inquiry?.questions.first?.executions == ["x"])
    }

    @Test func `of earlier programs a walk through lists of logs begins anew`() throws {
        let elasticPath = ElasticPathPosition(
            notes: try json(
                """
                {"since":1,"store_failed":2,"polled":true,"lists":{"":{"order":"oldestFirst",
                 "head":["h"],"tail":["t"],"count":3,"read":true},"p":{}},"queue":["p",""],
                 "walk":{"since":4,"began":5,"first":true,"step":"down","offset":6},
                 "answered":true,"skipped":null}
                """))
        #expect(elasticPath.lists[.store]?.order == .oldestFirst)
        #expect(elasticPath.lists[.store]?.isRead == true)
        #expect(elasticPath.queue == [.integration("p"), .store])
        #expect(elasticPath.hasPolled && elasticPath.hasAnswer && elasticPath.walk == nil)
        let leadLex = LeadLexPosition(
            notes: try json(
                """
                {"workflows":{"w":{"triggered":"t","watermark":1,"read":2,"recent":{"a":3},
                 "refusal":{"status":403,"code":"c","message":"m","request_id":"r"},
                 "longest":4,"deep":5}},"since":6,"walk":{"began":7,"since":8,"list_page":null,
                 "list_size":100,"listed":[],"met":[],"queue":[{"id":"v","name":null,
                 "triggered":null,"listed":true}],"reading":{"workflow":{"id":"w"},"floor":9,
                 "page":3,"size":100},"answered":true}}
                """))
        #expect(leadLex.marks["w"]?.recent == ["a": Timestamp(milliseconds: 3)])
        #expect(leadLex.marks["w"]?.refusal?.problem.message == "m")
        #expect(leadLex.walk == nil)
    }

    @Test(
        arguments: [(-1, 0), (0, 0), (1_000, 1_000), (1_001, 1_000)] as [(Int, Int)])
    func `counts of notes are believed within bounds`(written: Int, read: Int) throws {
        let well = try json(#"{"walk":{"news":1,"floor":1,"blank_pages":\#(written)}}"#)
        #expect(NewestFirstPosition(notes: well).walk?.blankPages == read)
        let leadLex = try json(
            """
            {"walk":{"began":1,"since":1,"reading":{"workflow":{"id":"w"},"floor":1,
             "place":{"page":1,"size":\(written)},
             "pages":{"blank_pages":\(written),"repeats":\(written)}}}}
            """)
        let reading = LeadLexPosition(notes: leadLex).walk?.reading
        #expect(reading?.pages.blankPages == read)
        #expect(reading?.pages.repeats == read)
        #expect(reading?.place.size == (written < 1 ? 1 : 100))
        let polytomic = try json(
            """
            {"walk":{"after":1,"began":1,"windows":[{"after":1}],"refusals":\(written),
             "pages":{"blank_pages":\(written),"repeats":\(written)}}}
            """)
        let walk = PolytomicPosition(notes: polytomic).walk
        #expect(walk?.pages.blankPages == read)
        #expect(walk?.pages.repeats == read)
        #expect(walk?.refusals == read)
        let elasticPath = try json(
            """
            {"walk":{"since":1,"began":1,"place":{"step":"down","offset":\(written)},
             "joint":{"overlap":\(written),"patience":\(written)}}}
            """)
        let logs = ElasticPathPosition(notes: elasticPath).walk
        #expect(logs?.place.offset == max(written, 0))
        #expect(logs?.joint.overlap == max(written, 5))
        #expect(logs?.joint.patience == min(read, 20))
    }
}
