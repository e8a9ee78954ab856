import Commands
import Runs
import Testing
import TUI

struct CheckReportTests {
    private let good = SourceFinding(
        source: SourceName("well-prod"), provider: .well,
        outcome: .works(pipelines: 12, namesRefused: nil), latency: 34)

    private var refused: SourceFinding {
        var problem = APIProblem(status: 401)
        problem.code = "invalid_key"
        problem.message = "no\u{1B}[2J such key"
        problem.supportIDs = [SupportID(.request, "r-1")]
        return SourceFinding(
            source: SourceName("crm"), provider: .polytomic, outcome: .fails(.refused(problem)),
            latency: 8)
    }

    private func finding(_ outcome: SourceFinding.Outcome) -> SourceFinding {
        SourceFinding(source: SourceName("a"), provider: .well, outcome: outcome, latency: 5)
    }

    private func words(_ outcome: SourceFinding.Outcome) -> String? {
        CheckReport([finding(outcome)]).lines(.table, glyphs: .ascii).first
    }

    @Test func `the table has a line for each source, aligned and harmless`() {
        #expect(
            CheckReport([good, refused]).lines(.table, glyphs: .unicode) == [
                "✔  well-prod  well       12 pipelines; 34 ms",
                "✖  crm        polytomic  HTTP 401 invalid_key: no such key; check the token"
                    + " (request id r-1)",
            ])
    }

    @Test func `the JSON has every key for what works and for what does not`() throws {
        let lines = CheckReport([good, refused]).lines(.json, glyphs: .unicode)
        #expect(
            lines == [
                "[",
                #"{"source":"well-prod","provider":"well","ok":true,"pipelines":12,"#
                    + #""latency_ms":34,"clock_lead_ms":null,"problem":null,"summary":"12 pipelines; 34 ms"},"#,
                #"{"source":"crm","provider":"polytomic","ok":false,"pipelines":null,"#
                    + #""latency_ms":8,"clock_lead_ms":null,"problem":{"kind":"refused","http_status":401,"#
                    + #""code":"invalid_key","title":null,"message":"no\u001B[2J such key","#
                    + #""support_id":"r-1","retry_after_ms":null,"request_id":"r-1","#
                    + #""trace_id":null,"log_id":null},"#
                    + #""summary":"HTTP 401 invalid_key: no such key; check the token"#
                    + #" (request id r-1)"}"#,
                "]",
            ])
        let text = lines.joined(separator: "\n")
        #expect(try JSONParser.parse(Array(text.utf8)).elements?.count == 2)
    }

    @Test func `the program ends well where every source can be read`() {
        let nameless = finding(
            .works(pipelines: 0, namesRefused: .refused(APIProblem(status: 403))))
        #expect(CheckReport([good, nameless]).status == .fine)
        #expect(CheckReport([good, refused]).status == .matched)
    }

    @Test func `what can be read without names says so`() {
        #expect(
            words(.works(pipelines: 0, namesRefused: .refused(APIProblem(status: 403))))
                == "!  a  well  runs can be read, but not the list of workspace connectors, so"
                + " they have no names: HTTP 403; the token lacks the right to read workspace"
                + " connectors (GET /v1/workspace-connectors); grant it, or use one that has it")
        #expect(
            words(.works(pipelines: 0, namesRefused: nil))
                == "!  a  well  runs can be read, there is no pipeline yet; 5 ms")
        #expect(words(.works(pipelines: 1, namesRefused: nil)) == "+  a  well  1 pipeline; 5 ms")
    }

    @Test func `what is missing is told with what there is`() throws {
        let known = [
            Pipeline(id: PipelineID("C1"), name: "Ads"), Pipeline(id: PipelineID("C2"), name: nil),
        ]
        let missing = MissingPipelines(key: "connectors", ids: ["TYPO"], known: known)
        #expect(
            words(.lacks(missing))
                == "x  a  well  no connector \"TYPO\" in this account; there are: C1 (Ads), C2")
        #expect(CheckReport([good, finding(.lacks(missing))]).status == .matched)
        let many = MissingPipelines(
            key: "workflows", ids: ["a", "b"],
            known: (1...12).map { Pipeline(id: PipelineID("w\($0)"), name: nil) })
        #expect(
            words(.lacks(many))
                == "x  a  well  no workflows \"a\", \"b\" in this account; there are: "
                + "w1, w2, w3, w4, w5, w6, w7, w8, w9, w10 and 2 more")
        let blind = MissingPipelines(key: "integrations", ids: ["i"], known: [])
        #expect(
            words(.lacks(blind))
                == "x  a  well  no integration \"i\" in this account; check integrations")
        let json = CheckReport([finding(.lacks(blind))]).lines(.json, glyphs: .ascii)
        let parsed = try JSONParser.parse(Array(json.joined().utf8)).elements?.first
        #expect(parsed?["ok"] == .bool(false))
        #expect(parsed?["pipelines"] == .null)
        #expect(parsed?["problem"]?["kind"] == .string("missing"))
        #expect(parsed?["problem"]?["http_status"] == .null)
    }

    @Test func `what is refused is told with the pipelines, and ends with 1`() {
        var problem = APIProblem(status: 403)
        problem.code = "FORBIDDEN"
        let refusals = ["a", "b"].map {
            PipelineRefusal(pipeline: PipelineID($0), problem: problem)
        }
        #expect(
            words(.refuses(refusals)) == "x  a  well  runs can be read, but not those of a, b: "
                + "HTTP 403 FORBIDDEN; the token lacks a right that reading runs needs")
        #expect(
            words(.refuses([PipelineRefusal(pipeline: PipelineID("c"), problem: nil)]))
                == "x  a  well  runs can be read, but not those of c: the account does not list "
                + "it; check the ids in the source's settings")
        #expect(CheckReport([good, finding(.refuses(refusals))]).status == .matched)
    }

    @Test func `rows that cannot be read are told, and end with 1`() {
        let rows = [
            RejectedRow(id: "6", field: "status"), RejectedRow(id: "7", field: "created_at"),
        ]
        #expect(
            words(.rejects(rows)) == "x  a  well  runs can be read, but not the 2 rows, "
                + "the last of them 7 for its created_at")
        #expect(
            words(.rejects([RejectedRow(id: nil, field: "id")]))
                == "x  a  well  runs can be read, but not the row for its id")
        #expect(
            words(.rejects([RejectedRow(id: "6", field: nil)]))
                == "x  a  well  runs can be read, but not the row 6, which is not a valid JSON "
                + "object, is too large or is nested too deeply")
        for id in [nil, "", "\u{1B}[0m"] {
            let row = RejectedRow(id: id, field: "id")
            #expect(
                words(.rejects([row, row])) == "x  a  well  runs can be read, but not the 2 rows, "
                    + "the last of them for its id")
        }
        #expect(CheckReport([good, finding(.rejects(rows))]).status == .matched)
    }

    @Test func `times that cannot be read are told, and end with 1`() {
        let times = [UnreadableTime(id: RunID("r"), field: "log_time")]
        #expect(
            words(.lacksTimes(times))
                == "x  a  well  runs can be read, but 1 time field is unreadable: "
                + "log_time of run r")
        #expect(CheckReport([good, finding(.lacksTimes(times))]).status == .matched)
    }

    @Test func `what passes by itself is to be tried again`() {
        var limited = APIProblem(status: 429)
        limited.retryAfter = 42_000
        let place = SecretPlace(file: "config.toml", line: 7, key: "token")
        #expect(words(.fails(.refused(limited))) == "x  a  well  HTTP 429; try again in 42s")
        // Without a wait, the end of the budget's window tells it.
        limited.retryAfter = nil
        let now = Timestamp(milliseconds: 1_765_000_000_000)
        for (wait, words) in [(5_400, " in 6s"), (90_000, " in 2m"), (-3_000, "")] {
            limited.budget = RateBudget(
                limit: 10, remaining: 0, resetsAt: now.advanced(byMilliseconds: Int64(wait)))
            let report = CheckReport([finding(.fails(.refused(limited)))], now: now)
            #expect(
                report.lines(.table, glyphs: .ascii)
                    == ["x  a  well  HTTP 429; try again\(words)"])
        }
        limited.budget = nil
        #expect(words(.fails(.refused(limited))) == "x  a  well  HTTP 429; try again in 1m")
        #expect(
            words(.fails(.refused(APIProblem(status: 503))))
                == "x  a  well  HTTP 503; the provider has a problem, try again later")
        #expect(
            words(.fails(.secret(.variableUnset(place))))
                == "x  a  well  config.toml:7: token names an environment variable that is not set;"
                + " set it where synctop is started")
    }

    @Test(
        arguments: [
            (ProviderError.refused(APIProblem(status: 401)), [], "check the token"),
            (
                .refused(APIProblem(status: 403)), [],
                "the token lacks a right that reading runs needs"
            ),
            (
                .refused(APIProblem(status: 403)), ["team"],
                "lacks a right that reading runs needs, or may not read this team"
            ),
            (
                .refused(APIProblem(status: 404)), ["org-id", "store-id"],
                "check base-url, org-id and store-id and the other ids in the source's settings"
            ),
            (
                .refused(APIProblem(status: 404)), [],
                "check base-url and the ids in the source's settings"
            ),
            (
                .unreachable(.unknownHost("api.example")), [],
                "no address for api.example; check base-url and the network"
            ),
            (.unreachable(.connectionRefused), [], "the connection was refused; check base-url"),
            (.unreachable(.connectTimedOut), [], "no connection in time; check the network"),
            (
                .unreachable(.tls("error:1000007d:CERTIFICATE_VERIFY_FAILED at x.cc:1")), [],
                "untrusted, expired or not yet valid certificate; "
                    + "check ca-file and this machine's clock"
            ),
            (
                .unreachable(.tls("NIOSSLExtraError.failedToValidateHostname: Couldn't find a")),
                [],
                "the certificate is for another host; check base-url"
            ),
            (
                .unreachable(.tls("WRONG_VERSION_NUMBER")), [],
                "does not speak TLS; check the port of base-url and HTTPS_PROXY"
            ),
            (
                .unreachable(.tls("anything")), [],
                "no trusted connection: anything; check base-url, ca-file and this machine's clock"
            ),
            (
                .unreachable(.proxy(.unreachable, server: "p:1")), [],
                "the proxy p:1 cannot be reached; check HTTPS_PROXY and NO_PROXY"
            ),
            (
                .unreachable(.proxy(.wantsCredentials, server: "p:1")), [],
                "the proxy p:1 rejects the user or password; check HTTPS_PROXY"
            ),
            (
                .unreachable(.proxy(.refused, server: "p:1")), [],
                "the proxy p:1 does not connect to the provider; check HTTPS_PROXY and NO_PROXY"
            ),
            (
                .unreachable(.proxy(.brokeOff, server: "p:1")), [],
                "the connection through the proxy p:1 broke off; check HTTPS_PROXY and NO_PROXY"
            ),
            (
                .unreadable(.notJSON(mediaType: "text/html")), [],
                "not JSON but text/html; check base-url"
            ),
            (
                .secret(.fileExposed(path: "/key")), [], "/key can be read by others; chmod 600 it"
            ),
            (
                .secret(.commandFailed(name: "op", exitCode: 2)), [],
                "op ended with status 2; run it by hand to see why"
            ),
        ] as [(ProviderError, [String], String)])
    func `every failure names its cause and what to do about it`(
        _ error: ProviderError, _ scope: [String], _ words: String
    ) {
        var finding = finding(.fails(error))
        finding.scope = scope
        let line = CheckReport([finding]).lines(.table, glyphs: .ascii).first ?? ""
        #expect(line.contains(words))
        #expect(CheckReport([finding]).status == .matched)
    }

    @Test(
        arguments: [
            (119_000, nil), (-119_000, nil),
            (420_000, "is 7 m 00 s ahead of the provider's: set it"),
            (-7_500_000, "is 2 h 05 m behind the provider's: set it"),
            (-86_398_700, "is 1 d 00 h behind the provider's: set it"),
        ] as [(Int64, String?)])
    func `a clock that is off by minutes is told, of what works too`(
        _ lead: Int64, _ words: String?
    ) throws {
        for outcome in [
            SourceFinding.Outcome.works(pipelines: 3, namesRefused: nil),
            .fails(.refused(APIProblem(status: 401))),
        ] {
            var finding = finding(outcome)
            finding.clockLead = lead
            let report = CheckReport([finding])
            let line = try #require(report.lines(.table, glyphs: .ascii).first)
            #expect(line.contains("this machine's clock") == (words != nil))
            if let words { #expect(line.contains(words)) }
            let json = report.lines(.json, glyphs: .ascii).joined()
            let parsed = try JSONParser.parse(Array(json.utf8)).elements?.first
            #expect(parsed?["clock_lead_ms"] == .integer(lead))
        }
        var works = finding(.works(pipelines: 3, namesRefused: nil))
        works.clockLead = lead
        #expect(
            CheckReport([works]).lines(.table, glyphs: .ascii).first?.hasPrefix("!")
                == (words != nil))
    }

    @Test func `an empty account whose part is named by a key says so`() {
        var empty = finding(.works(pipelines: 0, namesRefused: nil))
        empty.scope = ["workspace"]
        #expect(
            CheckReport([empty]).lines(.table, glyphs: .ascii)
                == [
                    "!  a  well  runs can be read, there is no pipeline yet (check workspace); 5 ms"
                ])
    }

    @Test func `a source that may not be called now is told with the time`() {
        let until = Timestamp(milliseconds: 1_765_000_000_000)
        let held = finding(.fails(.held(.retryAfter(until: until))))
        let report = CheckReport([held], clock: .utc, now: until.advanced(by: .seconds(-60)))
        let line = report.lines(.table, glyphs: .unicode).first ?? ""
        #expect(!line.hasPrefix("✖"))
        #expect(line.hasSuffix("not called: the provider asked to wait until 05:46:40"))
        #expect(report.status == .matched)
    }
}
