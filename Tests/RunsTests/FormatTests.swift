import Runs
import Testing
import TestSupport

struct RunJSONTests {
    @Test func `a run is written as the product page shows it`() {
        let run = sample("5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b") {
            $0.pipeline = Pipeline(
                id: PipelineID("00000000-0000-4000-8000-000000000001"), name: "Mercury")
            $0.rawStatus = "success"
            $0.trigger = "cloud_task"
            $0.startedAt = moment(8)
            $0.finishedAt = moment(8, 0, 42)
            $0.duration = 42_000
            $0.metadata = .object([.init("records_synced", .number("128"))])
            $0.related = [RelatedID(key: "cloud_task_id", value: "task_mercury_0607_0800")]
        }
        let expected = [
            #"{"source":"well-prod","provider":"well","id":"5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b","#,
            #""pipeline":{"id":"00000000-0000-4000-8000-000000000001","name":"Mercury"},"#,
            #""status":"succeeded","raw_status":"success","trigger":"cloud_task","#,
            #""started_at":"2026-06-07T08:00:00.000Z","finished_at":"2026-06-07T08:00:42.000Z","#,
            #""duration_ms":42000,"attempt":null,"http_status":null,"request":null,"#,
            #""request_id":null,"event":null,"error":null,"metadata":{"records_synced":128},"#,
            #""related":{"cloud_task_id":"task_mercury_0607_0800"},"time_source":"provider"}"#,
        ]
        #expect(RunJSON.text(of: run) == expected.joined())
    }

    @Test func `a bare run has every key`() {
        let expected = [
            #"{"source":"well-prod","provider":"well","id":"a","pipeline":null,"status":"running","#,
            #""raw_status":null,"trigger":null,"started_at":null,"finished_at":null,"#,
            #""duration_ms":null,"attempt":null,"http_status":null,"request":null,"#,
            #""request_id":null,"event":null,"error":null,"metadata":null,"related":{},"#,
            #""time_source":"provider"}"#,
        ]
        #expect(RunJSON.text(of: sample("a", .running)) == expected.joined())
    }

    @Test func `where the provider gave no time, the first sight stands in`() {
        let run = sample(firstSeen: moment(9)) { $0.timeSource = .firstSeen }
        let value = RunJSON.value(of: run)
        #expect(value["started_at"] == .string("2026-06-07T09:00:00.000Z"))
        #expect(value["time_source"] == .string("first_seen"))
    }

    @Test func `a pipeline without a name goes by its id, an error without a code has null`() {
        let run = sample {
            $0.pipeline = Pipeline(id: PipelineID("p"))
            $0.error = RunError(message: "no")
        }
        let value = RunJSON.value(of: run)
        #expect(JSONWriter.text(of: value["pipeline"] ?? .null) == #"{"id":"p","name":"p"}"#)
        #expect(JSONWriter.text(of: value["error"] ?? .null) == #"{"code":null,"message":"no"}"#)
    }

    @Test func `a stranger's text is whole and harmless`() throws {
        let message = "\u{1B}[2J\u{1B}]52;c;AAAA\u{07}\r\u{202E}\u{200B}"
        let text = RunJSON.text(of: sample { $0.error = RunError(message: message) })
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let read = try JSONParser.parse(bytes(text))
        #expect(read[path: ["error", "message"]] == .string(message))
    }
}

struct RunCSVTests {
    private func cells(_ change: (inout Run) -> Void) -> String {
        RunCSV.row(of: sample("a", .failed, change))
    }

    @Test func `the header names every column`() {
        #expect(
            RunCSV.header
                == "source,provider,id,pipeline_id,pipeline_name,status,raw_status,trigger,"
                + "started_at,finished_at,duration_ms,attempt,http_status,request,request_id,"
                + "event,error_code,error_message,metadata,related,time_source\r\n")
    }

    @Test func `a run is one record`() {
        let row = cells {
            $0.pipeline = Pipeline(id: PipelineID("p"), name: "Bank, main")
            $0.rawStatus = "error"
            $0.startedAt = moment(8)
            $0.duration = 42_000
            $0.attempt = 1
            $0.httpStatus = 503
            $0.request = "GET /"
            $0.error = RunError(code: "E1", message: "said \"no\"")
            $0.metadata = .object([.init("n", .number("1.50"))])
        }
        #expect(
            row
                == "well-prod,well,a,p,\"Bank, main\",failed,error,,2026-06-07T08:00:00.000Z,,42000,"
                + "1,503,GET /,,,E1,\"said \"\"no\"\"\",\"{\"\"n\"\":1.50}\",{},provider\r\n")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠x", "'＠x"),
        ("\t=1", "'^I=1"), ("\tx", "'^Ix"), ("\rx", "'^Mx"), ("  =1", "'  =1"),
        ("\u{1B}[0m=1", "'=1"), ("a=1", "a=1"), ("two\nlines", "two^Jlines"),
        ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        // Where the comma is for decimals, cells end at semicolons, whatever quotes there are.
        ("a;b", "\"a;b\""), ("a;=1", "\"a;'=1\""), ("a; +1;;-2", "\"a;' +1;;'-2\""),
        ("a;\"=1\"", "\"a;'\"\"=1\"\"\""), ("=1;@x", "\"'=1;'@x\""), ("a;\t=1", "\"a;^I=1\""),
        ("a;\u{1B}[0m=1", "\"a;'=1\""), ("\"=1", "\"\"\"=1\""),
        ("e\u{301};=1;\u{301}", "\"e\u{301};'=1;\u{301}\""),
        ("\u{1B}[2J\u{1B}]52;c;AAAA\u{07}\r\u{202E}\u{200B}", "^M<U+202E><U+200B>"),
    ])
    func `a cell is safe and never a formula`(message: String, cell: String) {
        let row = cells { $0.error = RunError(message: message) }
        #expect(row.contains(",failed,,,,,,,,,,,,\(cell),,{},provider"))
    }

    @Test func `a negative duration of ours is a number`() {
        #expect(cells { $0.duration = -5 }.contains(",-5,"))
    }
}

struct RunDurationTests {
    @Test(arguments: [
        (0, "0 ms"), (850, "850 ms"), (999, "999 ms"), (1_000, "1.0 s"), (9_149, "9.1 s"),
        (42_000, "42.0 s"), (59_999, "59.9 s"), (60_000, "1 m 00 s"), (72_000, "1 m 12 s"),
        (3_599_999, "59 m 59 s"), (3_600_000, "1 h 00 m"), (11_100_000, "3 h 05 m"),
        (86_399_999, "23 h 59 m"), (86_400_000, "1 d 00 h"), (8_639_999_999, "99 d 23 h"),
        (8_640_000_000, "100 d"), (Int64.max, "9999999 d"), (-1, "< 0 ms"),
    ])
    func `a duration is short`(milliseconds: Int64, text: String) {
        #expect(RunDuration.text(milliseconds) == text)
        #expect(text.count <= 9)
    }

    @Test(arguments: [
        (0, "0 ms"), (999, "999 ms"), (1_049, "1.0 s"), (1_050, "1.1 s"), (59_950, "1 m 00 s"),
        (72_499, "1 m 12 s"), (72_500, "1 m 13 s"), (3_599_500, "1 h 00 m"),
        (86_369_999, "23 h 59 m"), (86_370_000, "1 d 00 h"), (86_398_700, "1 d 00 h"),
        (86_401_300, "1 d 00 h"), (88_199_999, "1 d 00 h"), (88_200_000, "1 d 01 h"),
        (8_638_200_000, "100 d"), (Int64.max, "9999999 d"), (-1, "< 0 ms"),
    ])
    func `a duration is rounded to what is shown of it`(milliseconds: Int64, text: String) {
        #expect(RunDuration.rounded(milliseconds) == text)
    }

    @Test(
        arguments: [
            ("500ms", 500, 1), ("60s", 60_000, 1_000), ("2m", 120_000, 60_000),
            ("1h30m", 5_400_000, 60_000), ("1.5h", 5_400_000, 3_600_000), ("0s", 0, 1_000),
            ("2D", 172_800_000, 86_400_000), ("1w", 604_800_000, 604_800_000),
        ] as [(String, Int64, Int64)])
    func `a duration is read`(text: String, milliseconds: Int64, unit: Int64) {
        #expect(RunDuration.parse(text)?.milliseconds == milliseconds)
        #expect(RunDuration.parse(text)?.smallestUnit == unit)
    }

    @Test(arguments: [
        "", "5", "s", "1h30", "1 h", "-1s", ".5s", "1.s", "1.2.3s", "1y", "999999999999999w",
        "9999999999999999s", "１s", "2026-06-07",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(RunDuration.parse(text) == nil)
    }
}

struct EditDistanceTests {
    @Test func `a mistyped word finds its neighbours`() {
        let known = ["status", "source", "since", "started"]
        #expect(EditDistance.nearest(to: "stauts", among: known) == ["status"])
        #expect(EditDistance.nearest(to: "sta", among: known) == ["status", "started"])
        #expect(EditDistance.nearest(to: "SOURCES", among: known) == ["source"])
        #expect(EditDistance.nearest(to: "zebra", among: known).isEmpty)
        #expect(EditDistance.nearest(to: "", among: known).isEmpty)
    }
}
