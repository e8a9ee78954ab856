import Runs
import Testing

@testable import Engine

/// Whose turn it is, what is open, what is told of, and what is still to be kept.
struct LeaseRotationEdgeTests {
    private let a = SourceName("a")
    private let b = SourceName("b")

    // MARK: Leases

    @Test(arguments: [(-1, true), (0, false), (9_999, false), (10_000, true)] as [(Int64, Bool)])
    func `a lease is renewed when twenty seconds are left, or a clock was set back`(
        now: Int64, isDue: Bool
    ) {
        var turns = LeaseRotation([a])
        _ = turns.granted([a], of: [a], until: .at(30))
        #expect((turns.due(at: .ms(now)) == [a]) == isDue)
    }

    @Test func `only what was held is lost`() {
        var turns = LeaseRotation([a, b])
        #expect(turns.due(at: .start) == [a, b])
        let none = turns.granted([a], of: [a, b], until: .at(30))
        #expect(none == [])
        #expect(turns.followed(at: .start) == [b])
        let lost = turns.granted([b], of: [a, b], until: .at(31))
        #expect(lost == [a])
        #expect(turns.followed(at: .start) == [a])
        #expect(turns.due(at: .at(5)) == [a])
        turns.lapse()
        #expect(turns.followed(at: .start) == [a, b])
    }

    @Test func `a source that goes takes its lease and its turn along`() {
        var turns = LeaseRotation([a, b])
        _ = turns.granted([a, b], of: [a, b], until: .at(30))
        turns.begins(a)
        #expect(turns.idle(at: .start) == [b])
        turns.remove(a)
        #expect(turns.polled == [])
        #expect(turns.idle(at: .start) == [b])
        turns.add(a)
        #expect(turns.idle(at: .start) == [b])
        #expect(turns.followed(at: .start) == [a])
        turns.begins(b)
        turns.ends(b)
        #expect(turns.idle(at: .start) == [b])
    }

    @Test(
        arguments: [(100, 105, 125), (100, 115, 130), (-100, -80, -70), (-100, -95, -75)]
            as [(Double, Double, Double)])
    func `after a step of the clock a lease is due at once, and no longer than before`(
        step: Double, now: Double, end: Double
    ) {
        var turns = LeaseRotation([a])
        _ = turns.granted([a], of: [a], until: .at(30))
        turns.carry(by: Int64(step * 1_000), to: .at(now))
        #expect(turns.isHeld(a, at: .at(end - 0.5)))
        #expect(!turns.isHeld(a, at: .at(end)))
        #expect(turns.due(at: .at(now)) == [a])
    }

    // MARK: What is open

    private func run(
        _ status: RunStatus, _ id: String = "r", of source: String = "a",
        at moment: Timestamp = .start
    ) -> Run {
        Run(
            source: SourceName(source), provider: .well, id: RunID(id), status: status,
            firstSeen: moment)
    }

    @Test(
        arguments: [
            (.queued, true), (.running, true), (.succeeded, false), (.warning, false),
            (.failed, false), (.skipped, false), (.cancelled, false), (.info, false),
            (.unknown, false),
        ] as [(RunStatus, Bool)])
    func `a run that is not at its end quickens the polls of its source for an hour`(
        status: RunStatus, isOpen: Bool
    ) {
        var open = OpenRunIndex()
        open.note(run(.running))
        open.note(run(status))
        #expect((open.pace(of: a, at: .ms(3_599_999)) == .quick) == isOpen)
        #expect(open.pace(of: a, at: .ms(3_600_000)) == .usual)
        #expect(open.pace(of: b, at: .start) == .usual)
    }

    @Test func `runs before a moment are forgotten, or all of a source`() {
        var open = OpenRunIndex()
        open.note(run(.running, at: .at(10)))
        open.note(run(.running, of: "b", at: .at(20)))
        open.remove(before: .at(10))
        #expect(open.pace(of: a, at: .at(30)) == .quick)
        open.remove(before: .ms(10_001))
        #expect(open.pace(of: a, at: .at(30)) == .usual)
        #expect(open.pace(of: b, at: .at(30)) == .quick)
        open.remove(a)
        #expect(open.pace(of: b, at: .at(30)) == .quick)
        open.remove(b)
        #expect(open.pace(of: b, at: .at(30)) == .usual)
    }

    // MARK: What is told

    @Test func `changes of one run are joined until they are taken, and then begin anew`() {
        var news = RunNews(number: 1)
        news.add([
            RunChange(before: nil, after: run(.queued)),
            RunChange(before: nil, after: run(.queued, "s")),
        ])
        news.add([RunChange(before: run(.queued), after: run(.running))])
        let first = news.take()
        #expect(first.map(\.after.id.text) == ["r", "s"])
        #expect(first.map(\.after.status) == [.running, .queued])
        #expect(first.map(\.before?.status) == [nil, nil])
        #expect(news.take() == [])
        news.add([RunChange(before: run(.running), after: run(.failed))])
        let second = news.take()
        #expect(second.map(\.before?.status) == [.running])
        #expect(second.map(\.after.status) == [.failed])
    }

    @Test func `a snapshot waits for thirty milliseconds after the last one`() {
        var pacer = SnapshotPacer()
        let first = pacer.changed(at: .start)
        #expect(first == .publish)
        for (later, decision) in [
            (-1, .publish), (0, .wait(until: .ms(30))), (29, .wait(until: .ms(30))),
            (30, .publish),
        ] as [(Int64, SnapshotPacer.Decision)] {
            pacer.published(at: .start)
            let made = pacer.changed(at: .ms(later))
            #expect(made == decision)
        }
        pacer.published(at: .start)
        _ = pacer.changed(at: .ms(1))
        let joined = pacer.changed(at: .ms(99))
        #expect(joined == .joinPlanned)
        pacer.published(at: .ms(99))
        let after = pacer.changed(at: .ms(100))
        #expect(after == .wait(until: .ms(129)))
    }

    // MARK: What is to be kept

    private func record(_ id: String, _ status: RunStatus, second: Int64) -> RunRecord {
        RunRecord(
            RunObservation(id, status, second: second), source: a, provider: .well,
            seenAt: .start)
    }

    @Test func `what waits to be kept is joined by run, and by pipeline with the latest name`() {
        let (p, q) = (PipelineID("p"), PipelineID("q"))
        var older = UnsavedWork()
        #expect(older.isEmpty)
        older.add([], [Pipeline(id: q)])
        #expect(older.isEmpty)
        older.add([record("r", .running, second: 1)], [Pipeline(id: p, name: "Before")])
        #expect(!older.isEmpty)
        var later = UnsavedWork()
        later.add(
            [record("r", .failed, second: 2), record("s", .succeeded, second: 2)],
            [Pipeline(id: p, name: "After")])
        let batch = older.followed(by: later).batch(of: a, by: LeaseOwner("me"))
        #expect(batch.source == a)
        #expect(batch.owner == LeaseOwner("me"))
        #expect(batch.pipelines == [Pipeline(id: p, name: "After")])
        let runs = batch.records.map { $0.run(pipelineName: nil) }.sorted { $0.key < $1.key }
        #expect(runs.map(\.id.text) == ["r", "s"])
        #expect(runs.map(\.status) == [.failed, .succeeded])
        var named = UnsavedWork()
        named.add([], [Pipeline(id: p, name: "P")])
        #expect(!named.isEmpty)
        var checkpoint = UnsavedWork()
        checkpoint.checkpoint = SourceCheckpoint()
        #expect(!checkpoint.isEmpty)
    }
}
