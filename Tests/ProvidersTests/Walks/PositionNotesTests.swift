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
        var walk = WellWalk(news: .test - 5, floor: .test - 7, isFirst: true)
        walk.cursor = "c"
        (walk.highest, walk.lowest) = (.test - 1, .at(ms: -6_001))
        walk.open = ["b": WellPosition.OpenRun(created: .test - 4, seen: .test - 3)]
        walk.loop = loop
        (walk.blankPages, walk.hasRestarted) = (7, true)
        var position = WellPosition()
        position.watermark = .test - 11
        position.open = ["a": WellPosition.OpenRun(created: .test - 9, seen: .test - 8)]
        #expect(WellPosition(notes: try kept(position.notes)) == position)
        position.walk = walk
        #expect(WellPosition(notes: try kept(position.notes)) == position)
        position.walk = WellWalk(news: .test, floor: .test, isFirst: false)
        #expect(WellPosition(notes: try kept(position.notes)) == position)
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
        (walk.previous, walk.head, walk.tail) = (["p"], ["h", "i"], ["t"])
        (walk.repeats, walk.previousOffset, walk.moved) = (1, 95, -3)
        (walk.headTimes, walk.lastTime) = ([.test - 8, .at(ms: -9_001)], .test - 10)
        (walk.order, walk.total, walk.blankPages) = (.oldestFirst, 900, 4)
        (walk.reach, walk.newsCount, walk.overlap, walk.patience) = (580, 17, 15, 7)
        (walk.hasTurned, walk.hasMet, walk.hasTail) = (flag, !flag, flag)
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
        walk.end = 490
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
                refusal: flag ? problem : nil, longest: 77, deep: flag ? .test - 4 : nil),
            "v": LeadLexPosition.Mark(read: .test),
        ]
        var walk = LeadLexWalk(began: .test - 5, since: .test - 6)
        (walk.listPage, walk.listSize, walk.hasAnswer) = (3, 50, flag)
        (walk.listed, walk.met) = ([workflow], ["w", "x"])
        position.walk = walk
        #expect(LeadLexPosition(notes: try kept(position.notes)) == position)

        var reading = LeadLexReading(workflow, floor: .test - 7)
        (reading.page, reading.size, reading.round, reading.pageSize) = (3, 50, 2, 49)
        (reading.total, reading.lastTotal, reading.repeats) = (500, 499, 1)
        (reading.patience, reading.blankPages, reading.hasShortPage) = (7, 2, flag)
        (reading.top, reading.lastPage) = (["a", "b"], ["c"])
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
        (walk.loop, walk.lastPage, walk.blankPages, walk.repeats) = (loop, ["a", "b"], 3, 4)
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

    @Test(
        arguments: [(-1, 0), (0, 0), (1_000, 1_000), (1_001, 1_000)] as [(Int, Int)])
    func `counts of notes are believed within bounds`(written: Int, read: Int) throws {
        let well = try json(#"{"walk":{"news":1,"floor":1,"blank_pages":\#(written)}}"#)
        #expect(WellPosition(notes: well).walk?.blankPages == read)
        let leadLex = try json(
            """
            {"walk":{"began":1,"since":1,"reading":{"workflow":{"id":"w"},"floor":1,"page":1,
             "blank_pages":\(written),"repeats":\(written),"size":\(written)}}}
            """)
        let reading = LeadLexPosition(notes: leadLex).walk?.reading
        #expect(reading?.blankPages == read)
        #expect(reading?.repeats == read)
        #expect(reading?.size == (written < 1 ? 1 : 100))
        let polytomic = try json(
            """
            {"walk":{"after":1,"began":1,"windows":[{"after":1}],"blank_pages":\(written),
             "repeats":\(written),"refusals":\(written)}}
            """)
        let walk = PolytomicPosition(notes: polytomic).walk
        #expect(walk?.blankPages == read)
        #expect(walk?.repeats == read)
        #expect(walk?.refusals == read)
        let elasticPath = try json(
            """
            {"walk":{"since":1,"began":1,"step":"down","offset":\(written),"overlap":\(written),
             "patience":\(written)}}
            """)
        let logs = ElasticPathPosition(notes: elasticPath).walk
        #expect(logs?.offset == max(written, 0))
        #expect(logs?.overlap == max(written, 5))
        #expect(logs?.patience == min(read, 20))
    }
}
