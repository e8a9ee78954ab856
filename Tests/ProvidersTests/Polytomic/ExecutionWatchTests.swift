import Runs
import Testing

@testable import Providers

/// When executions are asked for, and what is remembered of them.
struct ExecutionWatchTests {
    private let sync = SyncReference(id: PipelineID("s"), kind: .model)

    private func event(
        _ id: String, _ status: RunStatus, at moment: Timestamp, sync: String = "s"
    ) -> PolytomicEvent {
        PolytomicEvent(
            id: "e-" + id, created: moment,
            observation: RunObservation(id: RunID(id), asOf: moment, status: status),
            pipeline: nil, sync: SyncReference(id: PipelineID(sync), kind: .model))
    }

    /// A watch that awaits one execution.
    private func watch(asked: Int = 0, durations: [Int64] = []) -> ExecutionWatch {
        var watch = ExecutionWatch()
        watch.note(event("x", .running, at: .test))
        watch.awaited["x"]?.asked = asked
        if !durations.isEmpty { watch.durations[sync] = durations }
        return watch
    }

    @Test(
        arguments: [
            ([], 3_600_000), ([10], 300_000), ([75_000], 300_000), ([75_001], 300_004),
            ([900_000, 100_000, 200_000], 800_000), ([900_000, 100_000], 3_600_000),
            ([21_600_000], 86_400_000), ([21_600_001], 86_400_000), ([.max], 86_400_000),
            ([-5], 300_000),
        ] as [([Int64], Int64)])
    func `an execution is asked for after four times what is usual, within bounds`(
        durations: [Int64], delay: Int64
    ) {
        var early = watch(durations: durations)
        let none = early.plan(at: .at(ms: delay - 1), atMost: 2)
        #expect(none.isEmpty)
        var due = watch(durations: durations)
        let asked = due.plan(at: .at(ms: delay), atMost: 2)
        #expect(asked == [ExecutionQuestion(sync: sync, executions: ["x"])])
        #expect(due.awaited["x"]?.asked == 1)
        #expect(due.awaited["x"]?.next == .at(ms: 2 * delay))
    }

    @Test(
        arguments: [
            (0, 3_600_000), (1, 7_200_000), (4, 57_600_000), (5, 86_400_000), (40, 86_400_000),
        ] as [(Int, Int64)])
    func `questions are asked at pauses that double, up to a day`(asked: Int, pause: Int64) {
        var watch = watch(asked: asked)
        watch.awaited["x"]?.next = .test + 9
        let early = watch.plan(at: .at(ms: 8_999), atMost: 2)
        #expect(early.isEmpty)
        let due = watch.plan(at: .test + 9, atMost: 2)
        #expect(due.count == 1)
        #expect(watch.awaited["x"]?.next == .at(ms: 9_000 + pause))
        #expect(watch.awaited["x"]?.asked == asked + 1)
    }

    @Test func `syncs that wait longest are asked first, each for all that is overdue`() {
        var watch = ExecutionWatch()
        for (id, sync, began) in [
            ("a", "s1", 30), ("b", "s2", 10), ("c", "s3", 20), ("d", "s3", 5), ("e", "s2", 40),
            ("f", "s2", 9_999),
        ] as [(String, String, Int64)] {
            watch.note(event(id, .running, at: .test + began, sync: sync))
        }
        let questions = watch.plan(at: .test + 3_640, atMost: 2)
        #expect(questions.map(\.sync.id.text) == ["s3", "s2"])
        #expect(questions.map(\.executions) == [["d", "c"], ["b", "e"]])
        #expect(watch.awaited["a"]?.asked == 0)
        #expect(watch.awaited["f"]?.next == nil)
        let rest = watch.plan(at: .test + 3_640, atMost: 2)
        #expect(rest.map(\.executions) == [["a"]])
    }

    @Test(
        arguments: [
            (-1, nil), (0, [0]), (86_400_000, [86_400_000]), (86_400_001, nil),
        ] as [(Int64, [Int64]?)])
    func `durations of a day at most are believed, whichever event comes first`(
        duration: Int64, known: [Int64]?
    ) {
        var watch = watch()
        watch.note(event("x", .failed, at: .at(ms: duration)))
        #expect(watch.durations[sync] == known)
        #expect(watch.awaited.isEmpty)
        #expect(watch.ended.isEmpty)
        var other = ExecutionWatch()
        other.note(event("x", .failed, at: .at(ms: duration)))
        #expect(other.ended == ["x": .at(ms: duration)])
        other.note(event("x", .running, at: .test))
        #expect(other.durations[sync] == known)
        #expect(other.awaited.isEmpty)
        #expect(other.ended.isEmpty)
    }

    @Test func `five durations of a sync are remembered, the latest`() {
        var watch = ExecutionWatch()
        for length in 1...7 {
            watch.note(event("x\(length)", .running, at: .test))
            watch.note(event("x\(length)", .succeeded, at: .at(ms: Int64(length))))
        }
        #expect(watch.durations[sync] == [3, 4, 5, 6, 7])
        #expect(watch.closed == (1...7).map { "x\($0)" })
    }

    @Test func `durations of five hundred syncs, and as many ended executions, are remembered`() {
        var watch = ExecutionWatch()
        for number in 0..<502 {
            watch.note(event("x\(number)", .running, at: .test, sync: "s\(number)"))
            watch.note(event("x\(number)", .succeeded, at: .test + 1, sync: "s\(number)"))
        }
        #expect(watch.durations.count == 500)
        #expect(watch.durations.keys.contains { $0.id.text == "s499" })
        #expect(!watch.durations.keys.contains { $0.id.text == "s500" })
        #expect(watch.closed == (2..<502).map { "x\($0)" })
        // A sync that is known goes on being measured.
        watch.note(event("y", .running, at: .test, sync: "s7"))
        watch.note(event("y", .failed, at: .test + 2, sync: "s7"))
        let known = watch.durations.first { $0.key.id.text == "s7" }
        #expect(known?.value == [1_000, 2_000])
    }

    @Test func `an execution that is known or closed does not begin again`() {
        var watch = watch()
        watch.note(event("x", .running, at: .test + 60))
        #expect(watch.awaited["x"]?.began == .test)
        watch.note(event("x", .succeeded, at: .test + 90))
        watch.note(event("x", .running, at: .test))
        watch.note(event("x", .succeeded, at: .test + 90))
        #expect(watch.awaited.isEmpty)
        #expect(watch.ended.isEmpty)
        #expect(watch.durations[sync] == [90_000])
        watch.note(event("z", .unknown, at: .test))
        #expect(watch.awaited.isEmpty && watch.ended.isEmpty)
    }

    @Test func `executions that began after a moment are forgotten, those of the moment are not`() {
        var watch = watch()
        watch.note(event("y", .running, at: .at(ms: 1)))
        watch.remove(after: .test)
        #expect(watch.awaited.keys.sorted() == ["x"])
        var ends = ExecutionWatch()
        ends.ended = ["a": .test, "b": .at(ms: -1)]
        ends.removeEnds(before: .test)
        #expect(ends.ended.keys.sorted() == ["a"])
    }

    @Test(
        arguments: [(60_000, false), (59_999, true), (-600_000, true)] as [(Int64, Bool)])
    func `the next page is asked for until rows lie a minute before what is sought`(
        before: Int64, goesOn: Bool
    ) throws {
        var watch = watch()
        watch.note(event("young", .running, at: .test + 900))
        let question = ExecutionQuestion(sync: sync, executions: ["x", "young"])
        let row = try json(
            #"{"id":"y","status":"completed","created_at":"\#(Timestamp.at(ms: -before).rfc3339)"}"#
        )
        let taken = watch.take(
            .page([row], next: "t"), to: question, at: .test + 3_600)
        #expect(taken.rest?.token == (goesOn ? "t" : nil))
        #expect(taken.rest?.pages == (goesOn ? 1 : nil))
        #expect(taken.observations.map(\.status) == (goesOn ? [] : [.unknown, .unknown]))
        let again = watch.take(.page([row], next: nil), to: question, at: .test + 3_600)
        #expect(again.rest == nil)
        var same = question
        same.token = "t"
        let circle = watch.take(.page([row], next: "t"), to: same, at: .test + 3_600)
        #expect(circle.rest == nil)
    }

    @Test(arguments: [("failed", -60), ("interrupted", 0)] as [(String, Int64)])
    func `what was asked counts less than an event that tells the end`(
        word: String, asOf: Int64
    ) throws {
        var watch = ExecutionWatch()
        watch.note(event("x", .running, at: .test - 60))
        let row = try json(
            #"{"id":"x","status":"\#(word)","completed_at":"2026-06-07T11:59:50Z"}"#)
        let taken = watch.take(
            .page([row], next: nil), to: ExecutionQuestion(sync: sync, executions: ["x"]),
            at: .test)
        #expect(taken.observations.map(\.asOf) == [.test + asOf])
        #expect(watch.awaited.isEmpty)
    }

    @Test(
        arguments: [(0, true), (59_999, true), (60_000, false), (-1, false)] as [(Int64, Bool)])
    func `an inquiry is worth asking for a minute`(age: Int64, isFresh: Bool) {
        let inquiry = Inquiry(
            planned: .at(ms: -age),
            questions: [ExecutionQuestion(sync: sync, executions: ["x"])])
        #expect(inquiry.isFresh(at: .test) == isFresh)
        var position = PolytomicPosition()
        position.inquiry = inquiry
        #expect((position.question(at: .test) != nil) == isFresh)
    }
}
