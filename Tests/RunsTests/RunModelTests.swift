import Runs
import Testing
import TestSupport

struct RunModelTests {
    @Test func `a run is sorted by its start, else its end, else its first sight`() {
        var run = sample(firstSeen: moment(12)) {
            $0.startedAt = moment(8)
            $0.finishedAt = moment(9)
        }
        #expect(run.sortTime == moment(8))
        run.startedAt = nil
        #expect(run.sortTime == moment(9))
        run.finishedAt = nil
        #expect(run.sortTime == moment(12))
        let seen = record("a", .succeeded, seenAt: moment(12)) {
            $0.startedAt = .value(moment(8))
            $0.finishedAt = .value(moment(9))
        }
        #expect(seen.sortTime == moment(8))
        let ended = record("a", .succeeded) { $0.finishedAt = .value(moment(9)) }
        #expect(ended.sortTime == moment(9))
        #expect(record("a", .succeeded, seenAt: moment(11)).sortTime == moment(11))
    }

    private static let calls: [(RunStatus, Int?, Bool)] = [
        (.succeeded, 399, false), (.succeeded, 400, true), (.succeeded, 503, true),
        (.succeeded, nil, false), (.failed, 503, false), (.warning, 400, false),
    ]

    @Test(arguments: calls)
    func `a success with the status of an error contradicts itself`(
        status: RunStatus, http: Int?, isContradictory: Bool
    ) {
        #expect(sample("a", status) { $0.httpStatus = http }.isContradictory == isContradictory)
        let error = RunError(message: "no")
        #expect(sample("a", status) { $0.error = error }.isContradictory == (status == .succeeded))
    }

    @Test func `the job is the first that is named`() {
        let run = sample {
            $0.related = [
                RelatedID(key: "a", value: "1"), RelatedID(key: "job_id", value: "2"),
                RelatedID(key: "job_id", value: "3"),
            ]
        }
        #expect(run.job == "2")
        #expect(sample().job == nil)
    }

    @Test func `an error without words leaves the reason to the call, and comes before a skip`() {
        let failed = sample("a", .failed) {
            $0.error = RunError(code: nil, message: nil)
            $0.httpStatus = 500
        }
        #expect(failed.reason == "HTTP 500")
        let skipped = sample("a", .skipped) {
            $0.error = RunError(message: "no")
            $0.metadata = .object([.init("skip_reason", .string("paused"))])
        }
        #expect(skipped.reason == "no")
    }

    @Test(arguments: [
        (RunError(code: "", message: "m"), "m"), (RunError(code: "c", message: ""), "c"),
        (RunError(code: "", message: ""), "HTTP 500"), (RunError(message: ""), "HTTP 500"),
    ])
    func `an empty text is no part of a reason`(error: RunError, reason: String) {
        let run = sample("a", .failed) {
            $0.error = error
            $0.httpStatus = 500
            $0.request = ""
            $0.metadata = .object([.init("skip_reason", .string(""))])
        }
        #expect(run.reason == reason)
    }

    @Test(arguments: [("Mercury", "Mercury"), (" M ", " M "), ("", "p"), (" \t", "p"), (nil, "p")])
    func `a pipeline without a name to see is called by its identifier`(
        name: String?, label: String
    ) {
        #expect(Pipeline(id: PipelineID("p"), name: name).label == label)
    }

    @Test func `statuses are sorted as they are declared, and six of them are ends`() {
        let reversed = Array(RunStatus.allCases.reversed())
        #expect(reversed.sorted() == RunStatus.allCases)
        let ends: [RunStatus] = [.succeeded, .warning, .failed, .skipped, .cancelled, .info]
        #expect(RunStatus.allCases.filter(\.isTerminal) == ends)
    }

    @Test func `keys are sorted by source, then by identifier`() {
        func key(_ source: String, _ id: String) -> RunKey {
            RunKey(source: SourceName(source), id: RunID(id))
        }
        #expect(key("a", "z") < key("b", "a"))
        #expect(!(key("b", "a") < key("a", "z")))
        #expect(key("a", "a") < key("a", "b"))
    }
}

struct RunRecordEdgeTests {
    @Test func `a run was first seen with its list or its page, whichever came first`() {
        func seen(_ listed: Timestamp) -> RunRecord {
            record("a", .succeeded, seenAt: moment(12)) {
                $0.listPlace = ListPlace(arrival: .later, listed: listed, rank: 0)
            }
        }
        #expect(seen(moment(9)).firstSeen == moment(9))
        #expect(seen(moment(13)).firstSeen == moment(12))
        let (early, late) = (
            record("a", .running, seenAt: moment(10)), record("a", .running, seenAt: moment(11))
        )
        #expect(early.merged(with: late).firstSeen == moment(10))
        #expect(late.merged(with: early).firstSeen == moment(10))
    }

    @Test func `a record is as large as the texts in it`() {
        #expect(record("ab", .failed).size == 2)
        let full = record("ab", .failed) {
            $0.pipeline = .value(PipelineID("p"))
            $0.request = .value("GET /")
            $0.event = .value("ev")
            $0.trigger = .value("t")
            $0.error = .value(RunError(code: "c", message: "mm"))
            $0.metadata = .value(.string("xyz"))
        }
        #expect(full.size == 17)
    }

    @Test func `a run has all that was said of it, each in its place`() {
        let record = record("a", .failed, seenAt: moment(12)) {
            $0.rawStatus = .value("raw")
            $0.pipeline = .value(PipelineID("p"))
            $0.trigger = .value("trig")
            $0.startedAt = .value(moment(8))
            $0.finishedAt = .value(moment(9))
            $0.duration = .value(7)
            $0.attempt = .value(2)
            $0.httpStatus = .value(503)
            $0.request = .value("GET /")
            $0.requestID = .value("req")
            $0.event = .value("ev")
            $0.error = .value(RunError(code: "c", message: "m"))
            $0.metadata = .value(.number("5"))
            $0.related = [RelatedID(key: "k", value: "v")]
            $0.timeSource = .date
        }
        let expected = sample("a", .failed, firstSeen: moment(12)) {
            $0.rawStatus = "raw"
            $0.pipeline = Pipeline(id: PipelineID("p"), name: "P")
            $0.trigger = "trig"
            $0.startedAt = moment(8)
            $0.finishedAt = moment(9)
            $0.duration = 7
            $0.attempt = 2
            $0.httpStatus = 503
            $0.request = "GET /"
            $0.requestID = "req"
            $0.event = "ev"
            $0.error = RunError(code: "c", message: "m")
            $0.metadata = .number("5")
            $0.related = [RelatedID(key: "k", value: "v")]
            $0.timeSource = .date
        }
        #expect(record.run(pipelineName: "P") == expected)
        #expect(record.run(pipelineName: nil).pipeline?.label == "p")
    }

    private static let spans: [(RunStatus, Int64?, Int, Int64?)] = [
        (.succeeded, nil, 1, 60_000), (.succeeded, nil, 0, 0), (.succeeded, nil, -1, nil),
        (.succeeded, 5, 1, 5), (.succeeded, 5, -1, 5), (.unknown, nil, 1, 60_000),
        (.queued, 5, 1, nil), (.running, nil, 1, nil), (.info, nil, 1, 60_000),
    ]

    @Test(arguments: spans)
    func `a duration is the given one, else it follows from start and end`(
        status: RunStatus, given: Int64?, minutes: Int, duration: Int64?
    ) {
        let record = record("a", status) {
            $0.startedAt = .value(moment(8))
            $0.finishedAt = .value(moment(8, minutes))
            $0.duration = Observed(orUnsaid: given)
        }
        #expect(record.run(pipelineName: nil).duration == duration)
    }

    @Test func `only a run without a time has a place in a list`() {
        let place = ListPlace(arrival: .later, listed: moment(9), rank: 3)
        for source in [TimeSource.provider, .date, .firstSeen] {
            let record = record("a", .succeeded) {
                $0.listPlace = place
                $0.timeSource = source
            }
            let expected = source == .firstSeen ? place : nil
            #expect(record.run(pipelineName: nil).listPlace == expected)
        }
    }

    /// Two statements, the one that counts first.
    private static let pairs: [(RunRecord, RunRecord)] = [
        // A value before a null of the same moment.
        (said(.value("x"), .running, moment(8)), said(.null, .running, moment(8))),
        // A value before nothing said, however late.
        (said(.value("x"), .running, moment(8)), said(.unsaid, .failed, moment(9))),
        // What got further within one moment.
        (said(.value("x"), .running, moment(8)), said(.value("y"), .queued, moment(8))),
        // Any moment before none.
        (said(.value("x"), .queued, moment(8)), said(.value("y"), .running, nil)),
        // The later of two, whatever came with it.
        (said(.value("x"), .queued, moment(9)), said(.value("y"), .running, moment(8))),
        // An end before all else.
        (said(.value("x"), .failed, nil), said(.value("y"), .running, moment(9))),
    ]

    private static func said(
        _ trigger: Observed<String>, _ status: RunStatus, _ asOf: Timestamp?
    ) -> RunRecord {
        record("a", status, asOf: asOf) { $0.trigger = trigger }
    }

    @Test(arguments: pairs)
    func `of two statements the one of the higher standing counts, in either order`(
        strong: RunRecord, weak: RunRecord
    ) {
        let trigger = strong.run(pipelineName: nil).trigger
        #expect(strong.merged(with: weak).run(pipelineName: nil).trigger == trigger)
        #expect(weak.merged(with: strong).run(pipelineName: nil).trigger == trigger)
    }
}
