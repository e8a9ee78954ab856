import Query
import Runs
import Testing
import TestSupport

struct QueryEditsTests {
    @Test(
        arguments: [
            ("", nil), ("status:failed", [.failed]),
            ("a status:failed,running b", [.failed, .running]),
            ("status:failed,running status:running,info", [.running]), ("-status:failed", nil),
            ("(status:failed)", [.failed]), ("(status:failed a)", nil), ("status:failed or a", nil),
            ("status:fail*", nil),
            ("status:failed,run*", nil), ("STATUS:Failed", [.failed]),
        ] as [(String, Set<RunStatus>?)])
    func `statuses are what the top level limits runs to`(
        text: String, statuses: Set<RunStatus>?
    ) throws {
        #expect(try Query.parse(text).statuses == statuses)
    }

    @Test(
        arguments: [
            ("", [.failed], "status:failed"),
            ("", nil, ""),
            ("timeout", [.failed, .running], "timeout status:running,failed"),
            ("status:failed", nil, ""),
            ("status:failed", [], ""),
            ("a  status:failed   b", [.running], "a  status:running   b"),
            ("a  status:failed   b", nil, "a   b"),
            ("status:failed b", nil, "b"),
            ("  status:failed  b ", nil, "b"),
            ("a status:failed", nil, "a"),
            ("a and status:failed and b", nil, "a and b"),
            ("status:failed and b", nil, "b"),
            ("status:failed a status:info", [.queued], "status:queued a"),
            (
                "-status:skipped status:fail* a", [.failed],
                "-status:skipped status:failed a"
            ),
            ("-status:failed a", [.failed], "status:failed a"),
            ("status:fail*", nil, ""),
            ("-status:skipped", nil, "-status:skipped"),
            ("a status!=skipped b", [.failed], "a status!=skipped b status:failed"),
            ("a status!=failed b", [.failed], "a status:failed b"),
            ("status!=failed status:info", nil, "status!=failed"),
            ("source!=a", [.failed], "source!=a status:failed"),
            ("a or b", [.failed], "(a or b) status:failed"),
            (" a or b ", [.failed], "(a or b) status:failed"),
            ("a or b", nil, "a or b"),
            ("(a or b) status:failed", nil, "(a or b)"),
            (#"pipeline:"a  b" STATUS:info"#, [.failed], #"pipeline:"a  b" status:failed"#),
            ("日本 status:failed é", nil, "日本 é"),
            ("(status:failed) a", [.info], "status:info a"),
            ("(status:failed or a) b", [.info], "(status:failed or a) b status:info"),
            ("a or fn(x", [.info], "(a or fn(x ) status:info"),
            (#"a or b\"#, [.info], #"(a or b\ ) status:info"#),
        ] as [(String, Set<RunStatus>?, String)])
    func `setting statuses changes their term and nothing else`(
        text: String, statuses: Set<RunStatus>?, expected: String
    ) throws {
        let edited = try Query.parse(text).settingStatuses(statuses)
        #expect(edited == expected)
        let again = try Query.parse(edited)
        #expect(again.statuses == statuses.flatMap { $0.isEmpty ? nil : $0 })
        #expect(again.settingStatuses(statuses) == edited)
    }

    @Test func `sources and providers are edited alike`() throws {
        let query = try Query.parse("source:prod provider:well x")
        #expect(query.sources == [SourceName("prod")])
        #expect(query.providers == [.well])
        #expect(
            query.settingSources([SourceName("b"), SourceName("a")])
                == "source:a,b provider:well x")
        #expect(
            query.settingProviders([.polytomic, .well]) == "source:prod provider:well,polytomic x")
        #expect(query.settingProviders(nil) == "source:prod x")
        let pattern = try Query.parse("source:prod*")
        #expect(pattern.sources == nil)
        #expect(pattern.settingSources([SourceName("a")]) == "source:a")
    }

    @Test(arguments: [
        "plain", "two words", "a,b", #"quo"te"#, #"back\slash"#, "st*r", "(paren)", "/x/", "-dash",
        ">5", "or", "a:b", "日本", "", "tab\there",
    ])
    func `any name is read back as it is`(name: String) throws {
        let names: Set<SourceName> = [SourceName(name), SourceName("other")]
        let edited = try Query.parse("status:failed").settingSources(names)
        let query = try Query.parse(edited)
        #expect(query.sources == names)
        let run = sample("a", .failed, source: name)
        #expect(QueryMatcher(query, now: moment(0)).matches(run))
        #expect(!QueryMatcher(query, now: moment(0)).matches(sample("a", .failed, source: "third")))
    }
}

struct QueryCompletionTests {
    private let values = QueryValues(
        providers: ["well", "leadlex"], sources: ["well-prod", "warehouse"],
        pipelines: ["Mercury bank", "Stripe"],
        triggers: ["manual"], events: ["sync.failed", "auth.login"])

    private func candidates(_ text: String, at cursor: Int? = nil) -> [String] {
        Query.completions(for: text, cursor: cursor ?? text.count, values: values).candidates
    }

    @Test func `a field's name is completed`() {
        #expect(candidates("sta") == ["status:"])
        #expect(candidates("a -(STA") == ["status:"])
        #expect(candidates("s") == ["status:", "source:", "since:"])
        #expect(candidates("me") == ["meta."])
        #expect(candidates("") == QueryField.allCases.map(\.prefix))
        #expect(candidates("zzz").isEmpty)
        #expect(candidates("\"sta").isEmpty)
    }

    @Test func `a value is completed`() {
        #expect(candidates("status:fa") == ["failed"])
        #expect(candidates("status:failed,ru") == ["running"])
        #expect(candidates("provider:") == ["well", "leadlex"])
        #expect(candidates("source:w") == ["well-prod", "warehouse"])
        #expect(candidates("source:prod") == ["well-prod"])
        #expect(candidates("pipeline:merc") == ["\"Mercury bank\""])
        #expect(candidates("pipeline:\"mercury b") == ["\"Mercury bank\""])
        #expect(candidates("event:sync") == ["sync.failed"])
        #expect(candidates("trigger:") == ["manual"])
        #expect(candidates("has:dur") == ["duration"])
        #expect(candidates("duration:>") == [">10s", ">60s", ">10m"])
        #expect(candidates("nothing:x").isEmpty)
    }

    @Test func `the characters before the cursor are replaced`() {
        func range(_ text: String, _ cursor: Int) -> Range<Int> {
            Query.completions(for: text, cursor: cursor, values: values).replacing
        }
        #expect(range("a sta b", 5) == 2..<5)
        #expect(range("status:failed,ru", 16) == 14..<16)
        #expect(range("pipeline:\"mercury b", 19) == 9..<19)
        #expect(range("-(so", 4) == 2..<4)
        #expect(range("日本 so", 5) == 3..<5)
        #expect(range("abc", 99) == 0..<3)
    }

    @Test func `every candidate makes an expression that is read`() throws {
        let withoutValues: Set<QueryField> = [.error, .request, .id]
        for field in QueryField.allCases where field != .meta {
            #expect(candidates(field.prefix).isEmpty == withoutValues.contains(field), "\(field)")
            for value in candidates(field.prefix) {
                #expect(try Query.parse(field.prefix + value).root != nil)
            }
        }
    }
}
