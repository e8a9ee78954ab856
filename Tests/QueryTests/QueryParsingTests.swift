import Runs
import Testing
import TestSupport

@testable import Query
@testable import RunTable

struct QueryParsingTests {
    private func term(_ field: QueryField, _ tests: QueryTest...) -> QueryNode {
        .term(QueryTerm(subject: .field(field), tests: tests))
    }

    private func word(_ text: String) -> QueryNode {
        .term(QueryTerm(subject: .anything, tests: [.text(.contains(text))]))
    }

    @Test(arguments: ["", "   ", "\t"])
    func `an empty text asks for everything`(text: String) throws {
        #expect(try Query.parse(text).root == nil)
        #expect(try Query.parse(text).text == text)
    }

    @Test func `terms side by side must all hold, and or binds weaker`() throws {
        let expected = QueryNode.any([
            .all([word("a"), word("b")]), .all([.not(word("c")), word("d")]),
        ])
        #expect(try Query.parse("a b or -c d").root == expected)
        #expect(try Query.parse("a AND b OR -c and d").root == expected)
        #expect(try Query.parse("  (a b) or ((-c d)) ").root == expected)
    }

    @Test func `parentheses and dashes nest`() throws {
        #expect(
            try Query.parse("-(a or --b)c").root
                == .all([.not(.any([word("a"), .not(.not(word("b")))])), word("c")]))
    }

    @Test func `quotes and escapes give literal text`() throws {
        #expect(try Query.parse(#""a \"b\" \\ or (c) *""#).root == word(#"a "b" \ or (c) *"#))
        #expect(try Query.parse(#"a\,c\:d"#).root == word("a,c:d"))
        #expect(try Query.parse(#"C\:\dir"#).root == word(#"C:\dir"#))
        #expect(try Query.parse("fn(x)").root == word("fn(x)"))
        #expect(try Query.parse("12:30").root == word("12:30"))
        #expect(try Query.parse("\"or\"").root == word("or"))
        #expect(
            try Query.parse("/v2/reports /a/b").root == .all([word("/v2/reports"), word("/a/b")]))
        #expect(
            try Query.parse(#"request:/a/v\d/"#).root == term(.request, .text(.regex(#"a/v\d"#))))
        #expect(try Query.parse("request:/v2/a").root == term(.request, .text(.contains("/v2/a"))))
    }

    @Test func `values follow their field`() throws {
        #expect(
            try Query.parse("Status:failed,RUNNING").root
                == term(.status, .status(.failed), .status(.running)))
        #expect(
            try Query.parse("status:fail*").root == term(.status, .text(.wildcard(["fail", ""]))))
        #expect(try Query.parse("source:prod").root == term(.source, .text(.equals("prod"))))
        #expect(
            try Query.parse(#"pipeline:"Mercury bank",x"#).root
                == term(.pipeline, .text(.contains("Mercury bank")), .text(.contains("x"))))
        #expect(
            try Query.parse(#"pipeline:"Mercury b*""#).root
                == term(.pipeline, .text(.wildcard(["Mercury b", ""]))))
        #expect(
            try Query.parse(#"pipeline:"a\*b""#).root == term(.pipeline, .text(.contains("a*b"))))
        #expect(
            try Query.parse("error:/time(d )?out/").root
                == term(.error, .text(.regex("time(d )?out"))))
        #expect(
            try Query.parse("http:>=500,404").root
                == term(
                    .http, .number(.atLeast, QueryNumber(500)), .number(.equal, QueryNumber(404))))
        #expect(
            try Query.parse("duration:>1h30m").root
                == term(.duration, .duration(.greater, milliseconds: 5_400_000, unit: 60_000)))
        #expect(
            try Query.parse("has:error,meta.a.b").root
                == term(.has, .presence(.error), .metadata(path: ["a", "b"])))
        #expect(
            try Query.parse("meta.a.b:<=2").root
                == .term(
                    QueryTerm(
                        subject: .metadata(path: ["a", "b"]),
                        tests: [.number(.atMost, QueryNumber(2))])))
    }

    @Test func `times are ages, or moments in the given zone`() throws {
        let east: (Timestamp) -> Int = { _ in 3_600 }
        func root(_ text: String) throws -> QueryNode? {
            try Query.parse(text, localOffset: east).root
        }
        #expect(try root("since:1h30m") == term(.since, .since(.ago(milliseconds: 5_400_000))))
        #expect(try root("until:2026-06-07T10:00Z") == term(.until, .until(.at(moment(10)))))
        #expect(try root("since:2026-06-07T10:00") == term(.since, .since(.at(moment(9)))))
        #expect(try root(#"since:"2026-06-07 10:00""#) == term(.since, .since(.at(moment(9)))))
        #expect(try root("since:2026-06-07") == term(.since, .since(.at(moment(-1)))))
        let endOfDay = moment(23).advanced(byMilliseconds: -1)
        #expect(try root("until:2026-06-07") == term(.until, .until(.at(endOfDay))))
    }

    @Test(arguments: [
        ("since:2h", true), ("until:2h", true), ("a or -(duration:>5s b)", true),
        ("since:2026-06-07", false), ("status:failed", false), ("", false),
    ])
    func `a query knows whether its answer depends on the moment`(text: String, depends: Bool)
        throws
    {
        #expect(try Query.parse(text).isTimeDependent == depends)
    }

    @Test func `every field's example is read`() throws {
        for field in QueryField.allCases {
            #expect(try Query.parse(field.row.example).root != nil)
            #expect(!field.row.help.isEmpty)
        }
    }

    @Test func `the expressions of the product page are read`() throws {
        let page = """
            status:failed,running  provider:well  source:prod*  pipeline:"Mercury bank" \
            trigger:manual  event:auth.* error:timeout  error:/time(d )?out/  http:>=500 \
            duration:>60s  attempt:>1  since:2h  until:2026-11-20T10:00Z id:5c6d* \
            request:"POST /api"  meta.records_synced:0  has:error   -status:skipped \
            (provider:well or provider:leadlex) timeout
            """
        guard case .all(let parts) = try Query.parse(page).root else {
            Issue.record("the terms are not joined")
            return
        }
        #expect(parts.count == 20)
    }
}

struct QueryMistakeTests {
    @Test(
        arguments: [
            ("a stauts:failed", 2, 6, #"unknown field "stauts"; did you mean "status"?"#),
            (
                "AUTH_EXPIRED:x", 0, 12,
                #"unknown field "AUTH_EXPIRED"; put text that has a colon in quotes"#
            ),
            ("status:", 7, 0, #""status:" needs a value"#),
            ("status: failed", 7, 0, #""status:" needs a value"#),
            ("status:failed,", 14, 0, #""status:" needs a value"#),
            ("http:>", 6, 0, #""http:" needs a value"#),
            ("a, b", 2, 0, "a value is missing after the comma"),
            ("status:faild", 7, 5, #"unknown status "faild"; did you mean "failed"?"#),
            (
                "status:failed,canceled", 14, 8,
                #"unknown status "canceled"; did you mean "cancelled"?"#
            ),
            (
                "status:zzz", 7, 3,
                "unknown status \"zzz\"; one of queued, running, succeeded, warning, failed, skipped, "
                    + "cancelled, info, unknown"
            ),
            ("status:zz*", 7, 3, nil),
            (
                "status:>failed", 7, 7,
                #""status" takes no comparison; for example status:failed,running"#
            ),
            ("error:>5", 6, 2, #""error" takes no comparison; for example error:/time(d )?out/"#),
            ("since:>2h", 6, 3, #""since" takes no comparison; for example since:2h"#),
            ("http:/5../", 5, 5, #""http" takes no regular expression; for example http:>=500"#),
            ("http:5xx", 5, 3, #""5xx" is not a whole number; for example http:>=500"#),
            ("attempt:>1.5", 8, 4, #""1.5" is not a whole number; for example attempt:>1"#),
            (
                "duration:>60", 9, 3,
                #""60" is not a duration such as 500ms, 60s or 1h30m; for example duration:>60s"#
            ),
            (
                "since:soon", 6, 4,
                #""soon" is neither an age such as 2h nor a time such as 2026-11-20T10:00Z"#
            ),
            ("until:2026-02-30", 6, 10, nil),
            ("has:eror", 4, 4, #"no field "eror" to have; did you mean "error"?"#),
            ("meta.a:>x", 7, 2, #""x" is not a number to compare with"#),
            (
                "meta:x", 0, 4,
                #""meta" needs the path of a value, as in meta.records_synced:0"#
            ),
            ("meta.a..b:1", 0, 9, nil),
            (
                "a Meta.", 2, 5,
                #""meta" needs the path of a value, as in meta.records_synced:0"#
            ),
            ("a \"b c", 2, 4, "the closing quotation mark is missing"),
            (#"pipeline:"a"b"#, 12, 0, "a space is missing after the closing quotation mark"),
            ("(a b", 0, 1, "the closing parenthesis is missing"),
            ("a (", 2, 1, "the closing parenthesis is missing"),
            ("a) b", 1, 1, "there is no opening parenthesis for this one"),
            (")", 0, 1, "there is no opening parenthesis for this one"),
            ("a ()", 3, 1, "there is nothing between the parentheses"),
            ("or a", 0, 2, #"something is missing before "or""#),
            ("a or", 4, 0, #"something is missing after "or""#),
            ("a or or b", 5, 0, #"something is missing after "or""#),
            ("(a or) b", 5, 0, #"something is missing after "or""#),
            ("and a", 0, 3, #"something is missing before "and""#),
            ("a and", 5, 0, #"something is missing after "and""#),
            ("a -", 3, 0, #"something is missing after "-""#),
            ("- or a", 2, 0, #"something is missing after "-""#),
            (
                "error:/time", 6, 5,
                #"the regular expression's closing "/" is missing; "#
                    + #"put text that begins with "/" in quotes"#
            ),
            ("x /time", 2, 5, nil),
            ("x error:/ti(me/", 8, 7, "the regular expression /ti(me/ cannot be read"),
            ("日本 stauts:x", 3, 6, #"unknown field "stauts"; did you mean "status"?"#),
        ] as [(String, Int, Int, String?)])
    func `a mistake is told at its column`(
        text: String, column: Int, length: Int, sentence: String?
    ) {
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(text) }
        #expect(mistake?.column == column)
        #expect(mistake?.length == length)
        if let sentence { #expect(mistake?.sentence == sentence) }
    }

    @Test(
        arguments: [
            ("NOT status:failed", "-status:failed"), ("NOT  a b", "-a b"), ("NOT (a b)", "-(a b)"),
            ("!a", "-a"), ("!status:failed", "-status:failed"), ("!(a or b)", "-(a or b)"),
            ("not status:failed", "-status:failed"), ("Not (a or b)", "-(a or b)"),
            ("not meta.x:0", "-meta.x:0"), ("not error=x", "-error:x"), ("NOT NOT a", "--a"),
            ("!-a", "--a"), ("x NOT y", "x -y"), ("a or NOT b", "a or -b"),
            ("NOT not", "-\"not\""), ("not", "\"not\""), ("not found", "\"not\" found"),
            ("x not", "x \"not\""), ("is not found", "is \"not\" found"),
            ("not 12:30", "\"not\" 12:30".replacing("12:30", with: "\"12:30\"")),
            ("\"NOT\" a", "\"NOT\" a"), ("NOTE", "\"NOTE\""), ("nothing", "\"nothing\""),
            ("status=failed", "status:failed"), ("status=failed,running", "status:failed,running"),
            ("duration>60s", "duration:>60s"), ("http>=500", "http:>=500"),
            ("http<500", "http:<500"),
            ("http=503", "http:503"), ("meta.rows>5", "meta.rows:>5"),
            ("meta.rows=5", "meta.rows:5"),
            ("Attempt>1", "attempt:>1"), ("pipeline=\"Mercury bank\"", "pipeline:\"Mercury bank\""),
            ("error=/a b/", "error:/a b/"), ("-status=failed", "-status:failed"),
            ("status!=failed", "-status:failed"),
            ("a STATUS!=failed,info b", "a -status:failed,info b"),
            ("-status!=failed", "--status:failed"), ("not status!=failed", "--status:failed"),
            ("pipeline!=\"Mercury bank\"", "-pipeline:\"Mercury bank\""),
            ("error!=/a b/ or http!=>=500", "-error:/a b/ or -http:>=500"),
            ("(meta.rows!=5)", "-meta.rows:5"), ("has!=error", "-has:error"),
            ("a!=b", "\"a!=b\""), ("\"status!=failed\"", "\"status!=failed\""),
            ("status\\!=failed", "\"status!=failed\""), ("error:a!=b", "error:\"a!=b\""),
            ("a=b", "\"a=b\""), ("rows>5", "\"rows>5\""), ("status\\=failed", "\"status=failed\""),
            ("\\!a", "\"!a\""), ("a!", "\"a!\""), ("\"status=failed\"", "\"status=failed\""),
        ])
    func `negation and comparison are written as people write them`(
        text: String, plain: String
    ) throws {
        #expect(try Query.parse(text).root == Query.parse(plain).root)
    }

    @Test(arguments: [
        ("NOT", "something is missing after \"NOT\""),
        ("NOT or a", "something is missing after \"NOT\""),
        ("!", "something is missing after \"-\""), ("status=", "\"status:\" needs a value"),
        ("status!=", "\"status:\" needs a value"),
        ("pipeline>5", "\"pipeline\" takes no comparison; for example pipeline:\"Mercury bank\""),
        ("not status:", "\"status:\" needs a value"),
    ])
    func `a mistake in negation or comparison is told`(text: String, sentence: String) {
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(text) }
        #expect(mistake?.sentence == sentence)
    }

    @Test(
        arguments: [
            ("not found", "\"not\" found"), ("NOT status:failed", "\"NOT\" status:failed"),
            ("a or not (b)", "a or \"not\" (b)"), ("-not", "-\"not\""), ("!x", "\\!x"),
            ("status=failed", "status\\=failed"), ("duration>60s x", "duration\\>60s x"),
            ("status!=failed", "status\\!=failed"), ("a!=b", "a!=b"),
            ("meta.x=1", "meta.x\\=1"), ("a=b", "a=b"), ("error:/a not b/", "error:/a not b/"),
            ("\"not\" x", "\"not\" x"), ("error:not", "error:not"), ("status:", "status:"),
            ("", ""), ("  not  ", "  \"not\"  "), ("pipeline:\"a not b\"", "pipeline:\"a not b\""),
        ])
    func `a filter from before is rewritten to mean what it meant`(
        former: String, present: String
    ) throws {
        let rewritten = Query.quotingFormerWords(former)
        #expect(rewritten == present)
        guard let query = try? Query.parse(rewritten) else { return }
        #expect(query.bareNegations.isEmpty)
    }

    @Test func `what is put behind a bare not is not negated by it`() throws {
        let query = try Query.parse("is not")
        #expect(query.settingStatuses([.failed]) == "is \"not\" status:failed")
        #expect(query.adding("error:x") == "is \"not\" error:x")
        #expect(try Query.parse("not x").settingStatuses([.failed]) == "\"not\" x status:failed")
        #expect(
            try Query.parse("NOT status:failed x").settingStatuses([.failed]) == "status:failed x")
        #expect(try Query.parse("  ").adding("x") == "x")
    }

    @Test func `a filter of a thousand words is read, and of more refused with its place`() throws {
        let most = Array(repeating: "id:a", count: Query.mostValues - 2).joined(separator: " ")
        #expect(try Query.parse(most + " id:b,c").root != nil)
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(most + " id:b,c,d") }
        #expect(mistake?.sentence == "a filter takes 1000 words and values at most")
        #expect(mistake?.column == most.count + 1)
        let plan = QueryPlan(try Query.parse(most))
        #expect(plan.leaves.count == 1)
    }

    @Test func `a field's values are completed behind an equals sign and a negation too`() {
        for text in ["status=fa", "status!=fa", "!status:fa", "NOT status:fa"] {
            let found = Query.completions(for: text, cursor: text.count, values: QueryValues())
            #expect(found.candidates == ["failed"], "\(text)")
        }
    }

    @Test func `endless nesting is refused`() {
        for text in [
            String(repeating: "(", count: 10_000), String(repeating: "-", count: 10_000) + "a",
        ] {
            let mistake = #expect(throws: QueryMistake.self) { try Query.parse(text) }
            #expect(mistake?.problem == .tooDeep)
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `no text whatever breaks the parser, and every mistake lies within it`(seed: UInt64) {
        let pieces = [
            "status:", "failed", "(", ")", "-", "or", "and", " ", "  ", "\"", "/", "*", ",", ":",
            "\\", "meta.", "since:2h", ">", "<=", "é", "日", "http:", "500", "has:", "NOT", "not",
            "!", "=", "status",
        ]
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces[Int.random(in: pieces.indices, using: &random)] }.joined()
            do {
                let query = try Query.parse(text)
                #expect(try Query.parse(query.settingStatuses([.failed])).statuses == [.failed])
            } catch {
                #expect((0...text.count).contains(error.column))
                #expect(error.column + error.length <= text.count)
                #expect(!error.sentence.isEmpty)
            }
            for cursor in 0...text.count {
                let completion = Query.completions(for: text, cursor: cursor, values: QueryValues())
                #expect(completion.replacing.upperBound == cursor)
            }
        }
    }
}
