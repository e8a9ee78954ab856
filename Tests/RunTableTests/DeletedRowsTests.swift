import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

struct DeletedRowsTests {
    private let source = SourceName("well-prod")

    @Test func `what is held stays small however many runs come and go`() {
        var table = RunTable()
        table.spareRows = 100
        let pipeline = Pipeline(id: PipelineID("p"), name: "Nightly")
        table.merge(RunBatch(source: source, records: [], pipelines: [pipeline]))
        for turn in 0..<50 {
            table.merge(
                RunBatch(
                    source: source,
                    records: (0..<40).map { number in
                        record("\(turn)-\(number)", .failed, asOf: moment(8, turn)) {
                            $0.pipeline = .value(pipeline.id)
                            $0.startedAt = .value(moment(8, turn))
                            $0.request = .value("POST /\(turn)/\(number)")
                            $0.error = .value(RunError(message: "lost \(turn)-\(number)"))
                            $0.related = [.job("\(turn)-\(number)")]
                        }
                    }))
            _ = table.delete(before: moment(6, 30), keeping: 80)
        }
        #expect(table.count == 80)
        #expect(table.rowCount <= 2 * 80 + 100 + 40)
        #expect(table.texts.lines.last <= table.rowCount)
        #expect(table.texts.requests.last <= table.rowCount)
        #expect(table.texts.jobs.last <= table.rowCount)
        #expect(table.counts[.failed] == 80)
        let held = table.rows.map { table[$0] }
        #expect(held.map(\.id.text) == (48...49).flatMap { t in (0..<40).map { "\(t)-\($0)" } })
        #expect(held.last?.pipeline == pipeline)
        #expect(held.last?.request == "POST /49/39")
        #expect(held.last?.error?.message == "lost 49-39")
        #expect(held.last?.job == "49-39")
        #expect(
            table.row(of: RunKey(source: source, id: RunID("48-0"))).map { table[$0] } == held.first
        )
        #expect(table.row(of: RunKey(source: source, id: RunID("47-39"))) == nil)
    }

    @Test func `what is deleted is no attempt, no relative and no failure any more`() throws {
        var table = RunTable()
        let pipeline = Pipeline(id: PipelineID("p"), name: "Nightly")
        let records = (1...3).map { hour in
            record("\(hour)", .failed) {
                $0.startedAt = .value(moment(hour))
                $0.pipeline = .value(pipeline.id)
                $0.attempt = .value(hour)
                $0.error = .value(RunError(message: "disk full"))
                $0.related = [.job("j")]
            }
        }
        table.merge(RunBatch(source: source, records: records, pipelines: [pipeline]))
        let count = table.delete(before: moment(2), keeping: 10)
        #expect(count == 1)
        let relatedRuns = try #require(table.relatedRuns(of: records[1].key))
        #expect(relatedRuns.attempts.map(\.id.text) == ["2", "3"])
        #expect(relatedRuns.history.map(\.id.text) == ["3", "2"])
        #expect(relatedRuns.counts.total == 2)
        #expect(relatedRuns.sameError?.count == 2)
        #expect(relatedRuns.sameError?.first == moment(2))
        var memory = ListingCache()
        let groups = memory.errors(of: table, answering: .everything, now: moment(12))
        #expect(groups?.map(\.count) == [2])
        let digests = memory.pipelines(of: table, answering: .everything, now: moment(12))
        #expect(digests?.map(\.counts.total) == [2])
        #expect(digests?.first?.streak?.since == moment(2))
        let timeline = memory.listing(of: table, RunListing.Request(), now: moment(12))?.timeline
        #expect(timeline?.folded(into: 5).map(\.counts.total).reduce(0, +) == 2)
    }

    @Test func `what began too long ago is deleted, and of too many the oldest`() {
        var table = RunTable()
        table.merge(
            RunBatch(
                source: source,
                records: (0..<6).map { hour in
                    record("\(hour)", .succeeded) { $0.startedAt = .value(moment(hour)) }
                }))
        let count = table.delete(before: moment(1), keeping: 10)
        #expect(count == 1)
        #expect(table.rows.map { table.key(in: $0).id.text } == ["1", "2", "3", "4", "5"])
        let both = table.delete(before: moment(2), keeping: 2)
        #expect(both == 3)
        #expect(table.rows.map { table.key(in: $0).id.text } == ["4", "5"])
        let generation = table.generation
        let none = table.delete(before: moment(1), keeping: 10)
        #expect(none == 0)
        #expect(table.generation == generation)
    }
}
