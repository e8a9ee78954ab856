import Commands
import Runs
import Testing
import TUI

/// What `synctop check` says of many things, and to programs.
struct CheckReportEdgeTests {
    private func finding(
        _ outcome: SourceFinding.Outcome, _ provider: ProviderKind = .well,
        lead: Int64? = nil
    ) -> SourceFinding {
        SourceFinding(
            source: SourceName("a"), provider: provider, outcome: outcome, clockLead: lead)
    }

    private func words(_ outcome: SourceFinding.Outcome) -> String? {
        CheckReport([finding(outcome)]).lines(.table, glyphs: .ascii).first
    }

    private func json(_ finding: SourceFinding) throws -> JSONValue {
        let lines = CheckReport([finding], now: now).lines(.json, glyphs: .ascii)
        let list = try JSONParser.parse(Array(lines.joined().utf8)).elements
        return try #require(list?.first)
    }

    private func pipelines(_ count: Int) -> [Pipeline] {
        (0..<count).map { Pipeline(id: PipelineID("p\($0)"), name: nil) }
    }

    private static let ten = "p0, p1, p2, p3, p4, p5, p6, p7, p8, p9"

    @Test(arguments: [(10, ""), (11, " and 1 more"), (30, " and 20 more")])
    func `of many pipelines ten are named`(count: Int, rest: String) {
        let missing = MissingPipelines(
            key: "integrations", ids: ["i"], known: pipelines(count))
        #expect(
            words(.lacks(missing))
                == "x  a  well  no integration \"i\" in this account; there are: \(Self.ten)\(rest)"
        )
        let refusals = pipelines(count).map { PipelineRefusal(pipeline: $0.id, problem: nil) }
        #expect(
            words(.refuses(refusals))
                == "x  a  well  runs can be read, but not those of \(Self.ten)\(rest): the account "
                + "does not list it; check the ids in the source's settings")
    }

    @Test func `of several rows and times the last is named`() {
        let times = ["r", "s"].map { UnreadableTime(id: RunID($0), field: "log_time") }
        #expect(
            words(.lacksTimes(times))
                == "x  a  well  runs can be read, but 2 time fields are unreadable, "
                + "such as log_time of run s")
        #expect(
            words(.rejects([RejectedRow(id: "6", field: "status")]))
                == "x  a  well  runs can be read, but not the row 6 for its status")
    }

    @Test(
        arguments: [
            (119_999, false), (120_000, true), (-119_999, false), (-120_000, true),
        ] as [(Int64, Bool)])
    func `a clock is off from two minutes on, either way`(lead: Int64, isOff: Bool) throws {
        let works = SourceFinding.Outcome.works(pipelines: 3, namesRefused: nil)
        let off = finding(works, lead: lead)
        let line = CheckReport([off]).lines(.table, glyphs: .ascii).first
        #expect(line?.contains("this machine's clock") == isOff)
        let reported = try json(off)
        #expect(reported["ok"] == .bool(true))
        #expect(reported["problem"]?["kind"]?.string == (isOff ? "clock" : nil))
        #expect(CheckReport([off]).status == .fine)
    }

    @Test func `a period that the provider no longer serves is told, whatever else is`() throws {
        let gaps = [0, 60_000, 120_000].map {
            ReadGap(from: Timestamp(milliseconds: $0), until: Timestamp(milliseconds: $0 + 1_000))
        }
        let first =
            "runs from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:01.000Z can no longer be read"
        let rejects = SourceFinding.Outcome.rejects([RejectedRow(id: "6", field: "status")])
        for (count, rest) in [
            (1, ""), (2, "; 1 other period is lost too"),
            (3, "; 2 other periods are lost too"),
        ] {
            for (outcome, sign) in [
                (SourceFinding.Outcome.works(pipelines: 3, namesRefused: nil), "!"), (rejects, "x"),
            ] {
                var finding = finding(outcome)
                finding.gaps = Array(gaps.prefix(count))
                let report = CheckReport([finding])
                let line = report.lines(.table, glyphs: .ascii).first
                #expect(line?.hasPrefix("\(sign)  a  well  ") == true)
                #expect(line?.hasSuffix("; \(first)\(rest)") == true, "\(line ?? "")")
                #expect(report.status == (sign == "!" ? .fine : .matched))
                let reported = try json(finding)
                #expect(reported["ok"] == .bool(sign == "!"))
                #expect(reported["problem"]?["kind"]?.string == (sign == "!" ? "gap" : "rejected"))
            }
        }
    }

    private static let problems: [(SourceFinding.Outcome, String?, Bool)] = [
        (.works(pipelines: 0, namesRefused: nil), nil, true),
        (.works(pipelines: 0, namesRefused: .refused(APIProblem(status: 403))), "refused", true),
        (.lacks(MissingPipelines(key: "workflows", ids: ["w"], known: [])), "missing", false),
        (.rejects([RejectedRow(id: "6", field: nil)]), "rejected", false),
        (.lacksTimes([UnreadableTime(id: RunID("r"), field: "t")]), "rejected", false),
        (.refuses([PipelineRefusal(pipeline: PipelineID("p"), problem: nil)]), "refused", false),
        (.fails(.unreachable(.timedOut)), "unreachable", false),
        (.fails(.unreadable(.notJSON(mediaType: nil))), "unreadable", false),
        (.fails(.secret(.variableUnset(nil))), "secret", false),
        (.fails(.cancelled), "cancelled", false),
        (.fails(.held(.retryAfter(until: now))), "held", false),
    ]

    @Test(arguments: problems)
    func `programs are told the kind of each problem`(
        outcome: SourceFinding.Outcome, kind: String?, isFine: Bool
    ) throws {
        let reported = try json(finding(outcome))
        #expect(reported["problem"]?["kind"]?.string == kind)
        #expect(reported["ok"] == .bool(isFine))
        #expect(CheckReport([finding(outcome)]).status == (isFine ? .fine : .matched))
    }

    @Test func `of several pipelines that are refused, the first one's answer is told`() throws {
        let refusals = [403, 500].map {
            PipelineRefusal(pipeline: PipelineID("p\($0)"), problem: APIProblem(status: $0))
        }
        let problem = try json(finding(.refuses(refusals)))["problem"]
        #expect(problem?["kind"]?.string == "refused")
        #expect(problem?["http_status"]?.integer == 403)
    }

    @Test func `an answer's title stands in for a message, and its wait is told`() throws {
        var limited = APIProblem(status: 429)
        limited.title = "Too Many Requests"
        limited.retryAfter = 42_000
        let problem = try json(finding(.fails(.refused(limited))))["problem"]
        #expect(problem?["message"]?.string == "Too Many Requests")
        #expect(problem?["title"]?.string == "Too Many Requests")
        #expect(problem?["retry_after_ms"]?.integer == 42_000)
        #expect(problem?["support_id"] == .null)
    }

    @Test(
        arguments: [
            (.well, "workspace connectors (GET /v1/workspace-connectors)"),
            (
                .supermetrics,
                "connectors (GET /v1/teams/{team}/connector_builder/connectors)"
            ),
            (.elasticPath, "integrations (GET /v2/integrations)"),
            (.leadlex, "workflows (GET /v1/workflows)"),
            (.polytomic, "syncs (GET /api/syncs)"),
        ] as [(ProviderKind, String)])
    func `the right that names need is told by the provider's own path`(
        provider: ProviderKind, list: String
    ) {
        let refusal = ProviderError.refused(APIProblem(status: 403))
        let nameless = finding(.works(pipelines: 0, namesRefused: refusal), provider)
        let line = CheckReport([nameless]).lines(.table, glyphs: .ascii).first ?? ""
        #expect(line.contains("the token lacks the right to read \(list); grant it"))
        let noun = list.prefix { $0 != "(" }.dropLast()
        #expect(line.contains("but not the list of \(noun), so they have no names"))
    }

    @Test func `names and providers of any width stand in columns`() {
        let findings = [("顧客", ProviderKind.elasticPath), ("abc", .well)].map { name, provider in
            SourceFinding(
                source: SourceName(name), provider: provider,
                outcome: .works(pipelines: 2, namesRefused: nil))
        }
        #expect(
            CheckReport(findings).lines(.table, glyphs: .ascii) == [
                "+  顧客  elastic-path  2 pipelines", "+  abc   well          2 pipelines",
            ])
        #expect(CheckReport([]).lines(.json, glyphs: .ascii) == ["[", "]"])
    }
}
