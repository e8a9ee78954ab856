import Runs
import Testing

@testable import Providers

/// Which workflows a walk reads, how far down, and what is remembered of them.
struct LeadLexPositionTests {
    private typealias Mark = LeadLexPosition.Mark

    private func workflow(_ id: String, _ triggered: Timestamp?) -> LeadLexWorkflow {
        LeadLexWorkflow(id: id, name: nil, triggered: triggered?.rfc3339)
    }

    /// A workflow that was read at some time, when this was what triggered it last.
    private func mark(read: Timestamp, triggered: Timestamp? = nil) -> Mark {
        var mark = Mark(read: read)
        mark.triggered = triggered?.rfc3339
        return mark
    }

    /// The ids of the workflows that a walk reads, in their order.
    private func plan(
        _ listed: [LeadLexWorkflow], _ marks: [String: Mark], at now: Timestamp,
        configured: [String] = []
    ) -> [String] {
        var position = LeadLexPosition()
        position.marks = marks
        var walk = LeadLexWalk(began: now, since: .test - 86_400)
        walk.listed = listed
        position.plan(&walk, configured: configured)
        #expect(position.walk?.listPage == nil)
        let first = position.walk?.reading.map { [$0.workflow.id] } ?? []
        return first + (position.walk?.queue ?? []).map(\.id)
    }

    @Test(
        arguments: [
            (80, 0, true), (81, 0, false), (81, 899_999, false), (81, 900_000, true),
            (81, -900_000, true), (81, nil, true),
        ] as [(Int, Int64?, Bool)])
    func `where it leads over more than a page, late runs are looked for now and then`(
        count: Int, age: Int64?, isDeep: Bool
    ) {
        var mark = Mark(read: .test)
        for index in 0..<count { mark.recent["r\(index)"] = .test }
        mark.deep = age.map { .at(ms: -$0) }
        #expect(mark.isDeepTurn(at: .test) == isDeep)
    }

    @Test(
        arguments: [
            (600_000, 1, 1, false), (600_001, 1, 1, true), (600_001, 2, 1, false),
            (600_001, 1, 2, false), (600_001, nil, 1, true), (-600_001, 1, 1, true),
        ] as [(Int64, Int?, Int, Bool)])
    func `a walk that was interrupted for long begins anew, unless it is within a workflow`(
        age: Int64, page: Int?, round: Int, isAnew: Bool
    ) {
        var walk = LeadLexWalk(began: .at(ms: -age), since: .test - 900)
        if let page {
            var reading = LeadLexReading(workflow("w", nil), floor: .test - 900)
            (reading.place.page, reading.round) = (page, round)
            walk.reading = reading
        }
        var position = LeadLexPosition()
        (position.walk, position.since) = (walk, .test - 900)
        let next = position.beginWalk(since: .test - 600, now: .test)
        #expect((next != walk) == isAnew)
        #expect(next.since == .test - 900)
    }

    @Test(arguments: [(0, "a c b"), (1, "c b a")] as [(Int64, String)])
    func `workflows triggered last come first, and in turns the one that waited longest`(
        seconds: Int64, order: String
    ) {
        let listed = [
            workflow("a", .test - 100), workflow("b", .test - 50), workflow("c", .test - 10),
        ]
        let marks = ["a": mark(read: .test - 500), "b": mark(read: .test - 300)]
        let read = plan(listed, marks, at: .test + seconds)
        #expect(read.joined(separator: " ") == order)
    }

    @Test(
        arguments: [
            (900_000, 10, true), (899_999, 10, false), (-900_000, 10, true), (5_000, 20, true),
            (5_000, nil, false),
        ] as [(Int64, Int64?, Bool)])
    func `a workflow is read where it was triggered anew, or not looked at for a quarter hour`(
        age: Int64, triggered: Int64?, isRead: Bool
    ) {
        let known = mark(read: .at(ms: -age), triggered: .test - 10)
        let listed = [workflow("w", triggered.map { .test - $0 })]
        #expect(plan(listed, ["w": known], at: .test) == (isRead ? ["w"] : []))
    }

    @Test(arguments: [
        (20, ["w19"]), (21, ["w20", "w19"]), (1, ["w0"]), (41, ["w40", "w39", "w38"]),
    ])
    func `of workflows not looked at for long one in twenty is read, those read first`(
        count: Int, read: [String]
    ) {
        let listed = (0..<count).map { workflow("w\($0)", nil) }
        let marks = Dictionary(
            uniqueKeysWithValues: (0..<count).map {
                ("w\($0)", mark(read: .test - 900 - Int64($0)))
            })
        #expect(plan(listed, marks, at: .test) == read)
    }

    @Test func `configured workflows alone are read, listed or not`() {
        let listed = [workflow("a", .test - 10), workflow("b", .test - 5)]
        #expect(plan(listed, [:], at: .test + 1, configured: ["a", "x"]) == ["a", "x"])
        #expect(plan(listed, [:], at: .test + 1) == ["b", "a"])
        var position = LeadLexPosition()
        position.marks = ["gone": mark(read: .test), "a": mark(read: .test)]
        var walk = LeadLexWalk(began: .test, since: .test)
        walk.listed = listed
        position.plan(&walk, configured: ["a", "x"])
        #expect(position.marks.keys.sorted() == ["a"])
        #expect(walk.queue.map(\.isListed) == [false])
        #expect(walk.reading?.workflow.isListed == true)
    }

    @Test(
        arguments: [
            (nil, 0, 0, -86_400_000), (-60_000, 2_400_000, 0, -3_120_000),
            (-60_000, 0, 0, -660_000), (-60_000, 2_400_000, 81, -660_000),
        ] as [(Int64?, Int64, Int, Int64)])
    func `a workflow is read down to where runs may still come late`(
        watermark: Int64?, longest: Int64, known: Int, floor: Int64
    ) {
        var mark = Mark(read: .test - 30)
        mark.watermark = watermark.map { .at(ms: $0) }
        (mark.longest, mark.deep) = (longest, .test)
        for index in 0..<known { mark.recent["r\(index)"] = .test }
        var position = LeadLexPosition()
        position.marks = ["w": mark]
        var walk = LeadLexWalk(began: .test, since: .test - 86_400)
        walk.queue = [workflow("w", nil)]
        position.proceed(&walk)
        #expect(position.walk?.reading?.floor == .at(ms: floor))
        #expect(position.walk?.reading?.isDeep == (known <= 80))
        #expect(position.walk?.reading?.longest == (watermark == nil ? 0 : longest))
        position.proceed(&walk)
        #expect(position.walk == nil)
    }

    @Test(
        arguments: [
            (-60_000, -61_000, true), (-60_000, -61_001, false), (-60_000, -59_000, true),
            (-60_000, nil, false), (-600_000, nil, false), (-600_001, nil, true),
        ] as [(Int64, Int64?, Bool)])
    func `a trigger is done with once its run was met, or did not come for ten minutes`(
        triggered: Int64, newest: Int64?, isDone: Bool
    ) {
        var reading = LeadLexReading(workflow("w", .at(ms: triggered)), floor: .test - 900)
        reading.highest = newest.map { .at(ms: $0) }
        var position = LeadLexPosition()
        position.finish(reading, began: .test)
        #expect((position.marks["w"]?.triggered != nil) == isDone)
        #expect(position.marks["w"]?.read == .test)
    }

    @Test func `what was known of a workflow goes together with what was read`() {
        var mark = Mark(read: .test - 90)
        (mark.watermark, mark.longest, mark.deep) = (.test - 60, 900, .test - 95)
        mark.refusal = LeadLexPosition.Refusal(APIProblem(status: 403))
        mark.recent = ["a": .test - 100, "b": .test - 660, "c": .test - 700]
        var reading = LeadLexReading(workflow("w", nil), floor: .test - 900)
        reading.recent = ["a": .test - 90, "d": .test - 5]
        (reading.highest, reading.longest, reading.isDeep) = (.test - 200, 500, false)
        var position = LeadLexPosition()
        position.marks = ["w": mark]
        position.finish(reading, began: .test)
        let known = position.marks["w"]
        #expect(known?.watermark == .test - 60)
        #expect(known?.longest == 900)
        #expect(known?.deep == .test - 95)
        #expect(known?.refusal == nil)
        #expect(known?.recent == ["a": .test - 90, "b": .test - 660, "d": .test - 5])

        (reading.highest, reading.longest, reading.isDeep) = (.test + 900, 950, true)
        position.finish(reading, began: .test)
        #expect(position.marks["w"]?.watermark == .test)
        #expect(position.marks["w"]?.longest == 950)
        #expect(position.marks["w"]?.deep == .test)
    }

    @Test func `a page of logs tells what is not known, and where a run without a time stands`()
        throws
    {
        func row(_ id: String, _ start: Timestamp?, _ status: String = "success") -> JSONValue {
            .object([
                .init("id", .string(id)), .init("status", .string(status)),
                .init("triggered_at", start.map { .string($0.rfc3339) } ?? .null),
                .init("duration_ms", .integer(id.utf8.count * 1_000)),
            ])
        }
        let floor = Timestamp.test - 300
        let rows = [
            row("edge", floor), row("below", floor.advanced(byMilliseconds: -1)),
            row("none", nil), row("goes on", .test - 5, "paused"),
        ]
        for isKnown in [false, true] {
            var position = LeadLexPosition()
            if isKnown { position.marks = ["w": Mark(read: .test - 90)] }
            var reading = LeadLexReading(workflow("w", nil), floor: floor)
            (reading.place.page, reading.place.pageSize, reading.total) = (3, 100, 204)
            let walk = LeadLexWalk(began: .test, since: floor)
            let page = position.take(
                logs: rows, LeadLexPaging(total: 204), reading, walk: walk)
            #expect(page.observations.map(\.id.text) == ["edge", "none", "goes on"])
            let place = ListPlace(
                arrival: isKnown ? .later : .backlog, listed: .test, rank: -302)
            #expect(page.observations.map(\.listPlace) == [nil, place, nil])
            #expect(position.marks["w"]?.longest == 7_000)
            // A run that may change is told again.
            #expect(position.marks["w"]?.recent.keys.sorted() == ["below", "edge", "none"])
            #expect(position.marks["w"]?.watermark == .test - 5)
            #expect(!page.hasMore)
        }
    }

    @Test(
        arguments: [
            ([.failed], "failed"), ([.failed, .running], "failed"), ([.failed, .skipped], nil),
            ([.failed, .unknown], nil), ([.running], nil), (nil, nil), ([.succeeded], "success"),
            ([.skipped], "skipped"),
        ] as [(Set<RunStatus>?, String?)])
    func `one status is asked for where no other is wanted`(
        statuses: Set<RunStatus>?, word: String?
    ) {
        var question = RunQuestion()
        question.statuses = statuses
        #expect(question.leadLexStatus == word)
    }

    @Test(
        arguments: [
            ([.failed], -600_000, true), ([.failed], -600_001, false), ([.failed], nil, true),
            (nil, -600_001, true), ([.failed, .skipped], -600_001, true),
            ([.unknown], -600_001, true),
        ] as [(Set<RunStatus>?, Int64?, Bool)])
    func `a workflow that nothing triggered since has no run that is wanted, but skipped ones`(
        statuses: Set<RunStatus>?, triggered: Int64?, isAsked: Bool
    ) {
        var question = RunQuestion()
        question.statuses = statuses
        let workflow = workflow("w", triggered.map { .at(ms: $0) })
        #expect(question.admits(workflow, since: .test) == isAsked)
    }
}
