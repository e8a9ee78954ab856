import Query
import Runs
import Testing
import TestSupport

struct RunRecordTests {
    @Test func `a run seen running is later seen failed`() {
        var merged = record("a", .running, asOf: moment(8)) {
            $0.startedAt = .value(moment(8))
            $0.trigger = .value("manual")
        }
        merged.merge(
            record("a", .failed, asOf: moment(8, 1)) {
                $0.finishedAt = .value(moment(8, 1))
                $0.error = .value(RunError(message: "no"))
            })
        let run = merged.run(pipelineName: nil)
        #expect(run.status == .failed)
        #expect(run.startedAt == moment(8))
        #expect(run.trigger == "manual")
        #expect(run.duration == 60_000)
        #expect(run.error == RunError(message: "no"))
    }

    @Test func `an end beats a later word of running`() {
        var merged = record("a", .succeeded, asOf: moment(8))
        merged.merge(record("a", .running, asOf: moment(9)))
        #expect(merged.run(pipelineName: nil).status == .succeeded)
    }

    @Test func `of two ends the later one counts`() {
        var merged = record("a", .failed, asOf: moment(9)) { $0.rawStatus = .value("error") }
        merged.merge(record("a", .succeeded, asOf: moment(8)) { $0.rawStatus = .value("success") })
        #expect(merged.run(pipelineName: nil).status == .failed)
        #expect(merged.run(pipelineName: nil).rawStatus == "error")
        merged.merge(record("a", .succeeded, asOf: moment(10)) { $0.rawStatus = .value("success") })
        #expect(merged.run(pipelineName: nil).status == .succeeded)
        #expect(merged.run(pipelineName: nil).rawStatus == "success")
    }

    @Test func `a known word replaces an unknown one`() {
        var merged = record("a", .unknown, asOf: moment(8))
        merged.merge(record("a", .succeeded, asOf: moment(7)))
        #expect(merged.run(pipelineName: nil).status == .succeeded)
    }

    @Test func `what is not said erases nothing, and a later null does`() {
        var merged = record("a", .running, asOf: moment(8)) { $0.trigger = .value("manual") }
        merged.merge(record("a", .running, asOf: moment(9)))
        #expect(merged.run(pipelineName: nil).trigger == "manual")
        merged.merge(record("a", .running, asOf: moment(7)) { $0.trigger = .null })
        #expect(merged.run(pipelineName: nil).trigger == "manual")
        merged.merge(record("a", .running, asOf: moment(10)) { $0.trigger = .null })
        #expect(merged.run(pipelineName: nil).trigger == nil)
    }

    @Test func `of several places in a list the first that was seen counts`() {
        let places = [
            ListPlace(arrival: .backlog, listed: moment(8), rank: -3),
            ListPlace(arrival: .backlog, listed: moment(8), rank: -2),
            ListPlace(arrival: .backlog, listed: moment(9), rank: -9),
            ListPlace(arrival: .later, listed: moment(7), rank: -9), nil,
        ]
        for order in [places, places.reversed()] {
            let records = order.map { place in
                record("a", .succeeded) {
                    $0.timeSource = .firstSeen
                    $0.listPlace = place
                }
            }
            let merged = records.dropFirst().reduce(records[0]) { $0.merged(with: $1) }
            #expect(merged.run(pipelineName: nil).listPlace == places[0])
        }
    }

    @Test func `related identifiers are merged one by one and listed by key`() {
        var merged = record("a", .running, asOf: moment(8)) {
            $0.related = [RelatedID(key: "job_id", value: "1"), RelatedID(key: "b", value: "2")]
        }
        merged.merge(
            record("a", .running, asOf: moment(9)) {
                $0.related = [
                    RelatedID(key: "job_id", value: "3"), RelatedID(key: "a", value: "4"),
                ]
            })
        #expect(
            merged.run(pipelineName: nil).related == [
                RelatedID(key: "a", value: "4"), RelatedID(key: "b", value: "2"),
                RelatedID(key: "job_id", value: "3"),
            ])
    }

    @Test func `another run's record is left out of account`() {
        var merged = record("a", .running)
        merged.merge(record("b", .failed))
        #expect(merged == record("a", .running))
    }

    @Test func `an open run has no duration, whatever is said of it`() {
        let running = record("a", .running) {
            $0.duration = .value(5)
            $0.startedAt = .value(moment(8))
            $0.finishedAt = .value(moment(9))
        }
        #expect(running.run(pipelineName: nil).duration == nil)
    }

    @Test(arguments: UInt64(0)..<100)
    func `the order of observations does not matter, nor does hearing them twice`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let records = (0..<Int.random(in: 2...8, using: &random)).map { _ in
            Self.observation(&random)
        }
        let expected = Self.merged(records)
        for _ in 0..<10 {
            let again = records.shuffled(using: &random) + records.shuffled(using: &random)
            #expect(Self.merged(again) == expected)
        }
        let middle = records.count / 2
        var pairs = Self.merged(Array(records[middle...]))
        pairs.merge(Self.merged(Array(records[..<middle])))
        #expect(pairs == expected)
        #expect(pairs.run(pipelineName: "P") == expected.run(pipelineName: "P"))
    }

    private static func merged(_ records: [RunRecord]) -> RunRecord {
        var merged = records[0]
        for record in records.dropFirst() { merged.merge(record) }
        return merged
    }

    /// An observation out of few values, so that ties and repetitions are common.
    private static func observation(_ random: inout SeededRandom) -> RunRecord {
        var seen = RunObservation(
            id: RunID("a"), asOf: pick([nil, moment(8), moment(9)], &random),
            status: pick(RunStatus.allCases, &random))
        seen.rawStatus = said(["x", "y"], &random)
        seen.pipeline = said([PipelineID("p"), PipelineID("q")], &random)
        seen.trigger = said(["manual", "cron"], &random)
        seen.startedAt = said([moment(7), moment(8)], &random)
        seen.finishedAt = said([moment(9), moment(10)], &random)
        seen.duration = said([1, 22], &random)
        seen.attempt = said([1, 2], &random)
        seen.httpStatus = said([200, 503], &random)
        seen.request = said(["GET /a", "GET /b"], &random)
        seen.requestID = said(["1", "2"], &random)
        seen.event = said(["sync.running", "sync.failed"], &random)
        seen.error = said([RunError(message: "no"), RunError(code: "A", message: "no")], &random)
        seen.metadata = said([.number("1"), .string("1"), .object([])], &random)
        seen.related = [
            RelatedID(key: pick(["a", "b"], &random), value: pick(["1", "2"], &random)),
            RelatedID(key: "a", value: pick(["1", "2"], &random)),
        ]
        seen.timeSource = pick([.provider, .date, .firstSeen], &random)
        let place = ListPlace(
            arrival: pick([.backlog, .later], &random),
            listed: pick([moment(9), moment(10)], &random), rank: pick([1, 2], &random))
        seen.listPlace = pick([nil, place], &random)
        return RunRecord(
            seen, source: SourceName("s"), provider: .well,
            seenAt: pick([moment(10), moment(11)], &random))
    }

    private static func said<Value: Hashable & Sendable>(
        _ values: [Value], _ random: inout SeededRandom
    ) -> Observed<Value> {
        pick([.unsaid, .null] + values.map(Observed.value), &random)
    }

    private static func pick<Value>(_ values: [Value], _ random: inout SeededRandom) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }
}

struct RunReasonTests {
    @Test func `the reason is the error, else the skip reason, else the call that failed`() {
        #expect(
            sample { $0.error = RunError(code: "AUTH", message: "revoked") }.reason
                == "AUTH: revoked")
        #expect(sample { $0.error = RunError(message: "revoked") }.reason == "revoked")
        #expect(sample { $0.error = RunError(code: "AUTH", message: nil) }.reason == "AUTH")
        let skip = JSONValue.object([.init("skip_reason", .string("paused"))])
        #expect(sample("a", .skipped) { $0.metadata = skip }.reason == "paused")
        #expect(sample("a", .succeeded) { $0.metadata = skip }.reason == nil)
        let call: (inout Run) -> Void = {
            $0.httpStatus = 503
            $0.request = "GET /v2/reports"
        }
        #expect(sample("a", .failed, call).reason == "HTTP 503 GET /v2/reports")
        #expect(sample("a", .failed) { $0.httpStatus = 500 }.reason == "HTTP 500")
        #expect(sample("a", .succeeded, call).reason == nil)
    }

    @Test(arguments: ["", " ", "\n", "\r\n\n", " \t\u{A0}\u{2028}"])
    func `a blank error leaves the reason to what else is known, and the filter finds none`(
        blank: String
    ) throws {
        let error = RunError(code: blank, message: blank)
        let call = sample("a", .failed) {
            $0.error = error
            $0.httpStatus = 503
        }
        #expect(call.reason == "HTTP 503")
        let bare = sample("a", .failed) { $0.error = error }
        #expect(bare.reason == nil)
        #expect(sample { $0.error = RunError(code: "E", message: blank) }.reason == "E")
        #expect(sample { $0.error = RunError(code: blank, message: "no") }.reason == "no")
        // What the vendor sent stays as it is.
        #expect(bare.error == error)
        #expect(QueryMatcher(try Query.parse("-error:*"), now: moment(12)).matches(bare))
        #expect(QueryMatcher(try Query.parse("error:503"), now: moment(12)).matches(call))
    }

    @Test func `a running run's time goes on, an ended one's stands`() {
        let running = sample("a", .running) { $0.startedAt = moment(8) }
        #expect(running.elapsed(at: moment(8, 1)) == 60_000)
        #expect(running.elapsed(at: moment(7)) == 0)
        let ended = sample {
            $0.startedAt = moment(8)
            $0.duration = 42
        }
        #expect(ended.elapsed(at: moment(9)) == 42)
        #expect(sample("a", .running).elapsed(at: moment(9)) == nil)
    }
}
