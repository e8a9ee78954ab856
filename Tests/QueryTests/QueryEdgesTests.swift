import Runs
import Testing
import TestSupport

@testable import Query

/// What the filter language reads and tells at its edges.
struct QueryEdgesTests {
    @Test(
        arguments: [
            (#"("a b")"#, #""a b""#), (#""a","b""#, "a,b"), ("fn((x)(y))", #""fn((x)(y))""#),
            ("(a fn(x) b)", #"a "fn(x)" b"#), ("(a or (b c))", "a or (b c)"),
            (#"\-a"#, #""-a""#), (#"\(a\)"#, #""(a)""#), (#"\/a/"#, #""/a/""#),
            (#"a\<b\>c"#, #""a<b>c""#), (#"\"a\""#, #""\"a\"""#), (#"a\*b"#, #""a*b""#),
            (#"a\\\,b"#, #""a\,b""#), (#"\x"#, #""\\x""#), ("//", #""//""#), ("a-b", #""a-b""#),
            ("x\ty\n z", "x y z"), ("id:a:b", #"id:"a:b""#), ("has:META", "has:metadata"),
            ("META.a:1", "meta.a:1"),
        ] as [(String, String)])
    func `what is written in two ways is read alike`(text: String, plain: String) throws {
        #expect(try Query.parse(text).root == Query.parse(plain).root)
    }

    @Test(arguments: [
        (#"error:/a\/ b/"#, #"a\/ b"#), ("error:/a b/", "a b"), ("error:/a,b/", "a,b"),
        ("error:/a/b/", "a/b"), ("error:///", "/"),
    ])
    func `a regular expression ends with the slash that something else follows`(
        text: String, pattern: String
    ) throws {
        let term = QueryTerm(subject: .field(.error), tests: [.text(.regex(pattern))])
        #expect(try Query.parse(text).root == .term(term))
    }

    @Test(arguments: [("(", ")"), ("-", ""), ("!", "")])
    func `parts stand within each other sixty-three deep`(open: String, close: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "a" + String(repeating: close, count: depth)
        }
        #expect(try Query.parse(nested(63)).root != nil)
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(nested(64)) }
        #expect(mistake?.problem == .tooDeep && mistake?.column == 64)
    }

    @Test(
        arguments: [
            ("stauts:x", "status"), ("status:faild", "failed"), ("has:eror", "error"),
            ("has:re", "related"), ("has:req", "request"), ("http:5xx", nil), ("zzz:x", nil),
        ] as [(String, String?)])
    func `what was meant is offered, the nearest first`(text: String, mend: String?) {
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(text) }
        #expect(mistake?.correction == mend)
    }

    @Test(
        arguments: [
            ("has:req", 4, #"no field "req" to have; did you mean "request" or "request_id"?"#),
            (
                "has:re", 4,
                #"no field "re" to have; did you mean "related", "request" or "request_id"?"#
            ),
            ("has:meta.", 4, #""meta" needs the path of a value, as in meta.records_synced:0"#),
            ("x,meta.", 2, #""meta" needs the path of a value, as in meta.records_synced:0"#),
            ("fn(x))", 5, "there is no opening parenthesis for this one"),
            ("a (b) )", 6, "there is no opening parenthesis for this one"),
            ("a ,b", 2, "a value is missing after the comma"),
        ] as [(String, Int, String)])
    func `a mistake is told in a sentence`(text: String, column: Int, sentence: String) {
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(text) }
        #expect(mistake?.column == column)
        #expect(mistake?.sentence == sentence)
    }

    @Test(arguments: ["\"meta.\"", "error:meta.", "meta.a", "x.y", "metadata."])
    func `what only looks like a path is text`(text: String) throws {
        #expect(try Query.parse(text).root != nil)
    }

    @Test func `not within a list of words is one of them`() throws {
        #expect(try Query.parse("not,x").remark == nil)
        #expect(try Query.parse("x,not y").remark == nil)
        #expect(try Query.parse("not,x").settingStatuses([.failed]) == "not,x status:failed")
    }

    @Test func `a day ends where the next one begins, also when clocks are set`() throws {
        // An hour east of UTC, and two from the next midnight on.
        let offset: (Timestamp) -> Int = { $0 >= moment(24) ? 7_200 : 3_600 }
        let question = RunQuestion(
            try Query.parse("since:2026-06-07 until:2026-06-07", localOffset: offset),
            from: moment(12), to: moment(12))
        #expect(question.since == moment(-1))
        #expect(question.until == moment(22).advanced(byMilliseconds: -1))
    }

    @Test(arguments: [
        ("0x10", false), ("inf", false), ("nan", false), ("1e400", false), ("", false),
        ("1,5", false), ("1e3", true), ("-2", true), ("+2", true), ("0.5", true),
        ("9223372036854775807", true),
    ])
    func `a number is read as it is written in metadata`(text: String, isNumber: Bool) {
        #expect((QueryNumber(text) != nil) == isNumber)
    }

    @Test func `numbers in other notations are equal, and whole ones exact`() throws {
        let thousand = QueryNumber(1_000)
        #expect(QueryNumber("1e3") == thousand && QueryNumber("1000.0") == thousand)
        #expect(QueryNumber("5e-1") == QueryNumber("0.5"))
        let half = try #require(QueryNumber("1000.5"))
        #expect(thousand < half && !(half < thousand) && half != thousand)
        let great = QueryNumber(9_007_199_254_740_993)
        #expect(QueryNumber(9_007_199_254_740_992) < great)
        #expect(!(great < great) && great != QueryNumber(9_007_199_254_740_992))
    }

    private static let findings: [(TextFinding, TextFinding, TextFinding, TextFinding)] = [
        // Two findings, either of them, both of them.
        (.match, .match, .match, .match), (.match, .noMatch, .match, .noMatch),
        (.match, .tooHard, .match, .tooHard), (.match, .cut, .match, .cut),
        (.noMatch, .noMatch, .noMatch, .noMatch), (.noMatch, .tooHard, .tooHard, .noMatch),
        (.noMatch, .cut, .cut, .noMatch), (.tooHard, .tooHard, .tooHard, .tooHard),
        (.cut, .cut, .cut, .cut),
    ]

    @Test(arguments: findings.indices)
    func `what is not known of a part is known of the whole where the rest decides`(number: Int) {
        let (left, right, either, both) = Self.findings[number]
        let found: [TextFinding] = [left || right, right || left, left && right, right && left]
        #expect(found == [either, either, both, both])
        let opposite: [TextFinding: TextFinding] = [.match: .noMatch, .noMatch: .match]
        let (negated, expected): (TextFinding, TextFinding) = (!left, opposite[left] ?? left)
        #expect(negated == expected)
    }

    @Test(arguments: [
        ("\u{2001}", "\u{2003}"), ("\u{2329}", "\u{3008}"), ("\u{374}", "\u{2B9}"),
        ("\u{387}", "\u{B7}"), ("A\u{30A}Z", "\u{E5}z"),
    ])
    func `signs that are the same fold to the same bytes`(left: String, right: String) {
        #expect(CaseFold.bytes(of: left) == CaseFold.bytes(of: right))
    }

    // MARK: Edits

    @Test func `another value takes the place of the one before`() throws {
        #expect(try Query.parse("since:1d x").setting(.since, to: "2h") == "since:2h x")
        #expect(try Query.parse("since:1d x").setting(.since, to: nil) == "x")
        #expect(
            try Query.parse("-since:1h x").setting(.since, to: "2h") == "-since:1h x since:2h")
        #expect(try Query.parse("a or b").setting(.since, to: "2h") == "(a or b) since:2h")
        #expect(
            try Query.parse("-status:failed,info a").settingStatuses([.info]) == "status:info a")
        #expect(
            try Query.parse("-status:failed,info a").settingStatuses([.queued])
                == "-status:failed,info a status:queued")
        #expect(try Query.parse("a or b").adding("c") == "(a or b) c")
        #expect(try Query.parse("a  b ").adding("c") == "a  b c")
    }

    @Test func `limits disregard case, and hold together`() throws {
        let both = try Query.parse("source:Prod,x source:prod,y")
        #expect(both.sources == [SourceName("Prod")])
        #expect(try Query.parse("provider:Well,WELL").providers == [.well])
        #expect(try Query.parse("provider:none").providers == [ProviderKind(rawValue: "none")])
        #expect(try Query.parse("status:failed status:info").statuses == [])
        #expect(
            try Query.parse("a source:a,b -source:a").sources == [SourceName("a"), SourceName("b")])
    }

    // MARK: Completion

    private func candidates(_ text: String, at cursor: Int? = nil) -> [String] {
        let values = QueryValues(
            sources: ["my-well", "well-a"], pipelines: ["Bank", "a > b", "> 5"], events: ["e"])
        return Query.completions(for: text, cursor: cursor ?? text.count, values: values).candidates
    }

    @Test(
        arguments: [
            ("source:well", ["well-a", "my-well"]), ("source:WELL", ["well-a", "my-well"]),
            ("source:", ["my-well", "well-a"]), ("\"x y\" sta", ["status:"]), ("\"sta\"", []),
            ("(status:failed)so", ["source:"]), ("status:failed so", ["source:"]),
            ("nothing:x sta", ["status:"]), ("nothing:sta", []), ("meta.a:fa", []),
            ("meta.a=fa", []), ("a-sta", []), ("a!sta", []), ("fn(sta", []), ("a,sta", []),
            ("a=sta", []), ("!sta", ["status:"]), ("-(-sta", ["status:"]), ("id:a:sta", []),
            ("pipeline:ban", ["Bank"]), ("pipeline:\"a >", ["\"a > b\""]),
            ("event:x,", ["e"]), ("source:\"my-well\",we", ["well-a", "my-well"]),
        ] as [(String, [String])])
    func `what can stand at the end is offered`(text: String, expected: [String]) {
        #expect(candidates(text) == expected)
    }

    @Test(arguments: [
        "> 5", ">5", "<a>", "=x", "!x", "~x", "(a)", "a)b", "a,b", "\"a\" b", "a b", "-a", "a\\",
        "*", "a*b", "/a/", "or", "NOT", "a:b", "#1", "'a'", "", "plain",
    ])
    func `a completed value is read as the text that it stands for`(name: String) throws {
        let values = QueryValues(
            sources: [name], pipelines: [name], triggers: [name], events: [name])
        for (field, isWhole) in [
            (QueryField.source, true), (.pipeline, false), (.trigger, false), (.event, false),
        ] {
            let found = Query.completions(
                for: field.prefix, cursor: field.prefix.count, values: values)
            let candidate = try #require(found.candidates.first)
            let term = QueryTerm(
                subject: .field(field), tests: [.text(isWhole ? .equals(name) : .contains(name))])
            #expect(
                try Query.parse(field.prefix + candidate + " x").root == .all([.term(term), x]))
            // What was completed is completed again, from any of its characters on.
            for count in 0..<candidate.count where candidate.prefix(count).last != "\\" {
                let typed = field.prefix + candidate.prefix(count)
                let again = Query.completions(for: typed, cursor: typed.count, values: values)
                #expect(again.candidates == [candidate], "\(typed)")
            }
        }
    }

    private var x: QueryNode {
        .term(QueryTerm(subject: .anything, tests: [.text(.contains("x"))]))
    }

    @Test func `a cursor outside of the text stands at its nearest end`() {
        for (cursor, range) in [(-1, 0..<0), (0, 0..<0), (2, 0..<2), (3, 3..<3), (99, 3..<4)] {
            let found = Query.completions(for: "st x", cursor: cursor, values: QueryValues())
            #expect(found.replacing == range)
        }
        #expect(candidates("status:fa so", at: 9) == ["failed"])
        #expect(candidates("status:fa so", at: -3).count == QueryField.allCases.count)
    }
}
