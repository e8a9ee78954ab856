import Query
import Runs
import RunTable
import Testing
import TestSupport

/// Each value of a run in its own column and under its own key.
struct RunColumnsTests {
    /// A run in which no two values are alike.
    private let full = sample("id1", .failed, source: "s1", provider: .polytomic) {
        $0.pipeline = Pipeline(id: PipelineID("p1"), name: "P")
        $0.rawStatus = "raw"
        $0.trigger = "trig"
        $0.startedAt = moment(8)
        $0.finishedAt = moment(9)
        $0.duration = 7
        $0.attempt = 2
        $0.httpStatus = 503
        $0.request = "GET /a"
        $0.requestID = "req"
        $0.event = "ev"
        $0.error = RunError(code: "c", message: "m")
        $0.metadata = .number("5")
        $0.related = [RelatedID(key: "k", value: "v")]
        $0.timeSource = .date
    }

    @Test func `a full run has every value in its column`() {
        #expect(
            RunCSV.row(of: full)
                == "s1,polytomic,id1,p1,P,failed,raw,trig,2026-06-07T08:00:00.000Z,"
                + "2026-06-07T09:00:00.000Z,7,2,503,GET /a,req,ev,c,m,5,"
                + "\"{\"\"k\"\":\"\"v\"\"}\",date\r\n")
    }

    @Test func `a full run has every value under its key`() {
        let expected = [
            #"{"source":"s1","provider":"polytomic","id":"id1","pipeline":{"id":"p1","name":"P"},"#,
            #""status":"failed","raw_status":"raw","trigger":"trig","#,
            #""started_at":"2026-06-07T08:00:00.000Z","finished_at":"2026-06-07T09:00:00.000Z","#,
            #""duration_ms":7,"attempt":2,"http_status":503,"request":"GET /a","#,
            #""request_id":"req","event":"ev","error":{"code":"c","message":"m"},"metadata":5,"#,
            #""related":{"k":"v"},"time_source":"date"}"#,
        ]
        #expect(RunJSON.text(of: full) == expected.joined())
    }

    @Test
    func `the start that is shown is the provider's, and else the first sight if that is told`() {
        let start = moment(8)
        #expect(sample { $0.startedAt = start }.shownStart == start)
        #expect(sample { $0.timeSource = .provider }.shownStart == nil)
        #expect(sample { $0.timeSource = .date }.shownStart == nil)
        #expect(sample(firstSeen: moment(9)) { $0.timeSource = .firstSeen }.shownStart == moment(9))
        let both = sample(firstSeen: moment(9)) {
            $0.timeSource = .firstSeen
            $0.startedAt = start
        }
        #expect(both.shownStart == start)
        #expect(RunCSV.row(of: both).contains(",2026-06-07T08:00:00.000Z,"))
    }

    @Test(arguments: [(" a", "\" a\""), ("a ", "\"a \""), ("a b", "a b"), ("a\"", "\"a\"\"\"")])
    func `spaces at an end of a cell stand in quotes`(message: String, cell: String) {
        let row = RunCSV.row(of: sample("a", .failed) { $0.error = RunError(message: message) })
        #expect(row.contains(",failed,,,,,,,,,,,,\(cell),,{},provider"))
    }

    @Test func `a cell is cut to what spreadsheets take`() {
        func row(_ message: String) -> String {
            RunCSV.row(of: sample("a", .failed) { $0.error = RunError(message: message) })
        }
        let most = String(repeating: "x", count: 32_000)
        #expect(row(most).contains(",\(most),,{},"))
        #expect(row(most + "x").contains(",\(most.dropLast())…,,{},"))
    }
}
