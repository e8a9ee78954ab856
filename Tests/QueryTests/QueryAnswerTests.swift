import Runs
import RunTable
import Testing
import TestSupport

@testable import Query

/// Filters asked of runs one by one and of a table, which must say the same.
struct QueryAnswerTests {
    /// The runs that answer, by both ways.
    private func answers(_ text: String, among records: [RunRecord]) throws -> [String] {
        var table = RunTable()
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        let query = try Query.parse(text)
        let order = RunOrder(key: .id, descending: false)
        let listing = try #require(
            table.listing(RunListing.Request(query: query, order: order), now: moment(12)))
        let matcher = QueryMatcher(query, now: moment(12))
        let single = table.rows.map { table[$0] }.filter(matcher.matches).map(\.id.text)
        let listed = (0..<listing.count).map { listing.key(at: $0).id.text }
        #expect(listed == single.sorted(), "\(text)")
        return listed
    }

    /// For each word of `has:` a run that has nothing else.
    private static let bare: [RunRecord] = RunPresence.allCases.map { presence in
        record(presence.rawValue, .succeeded) {
            switch presence {
            case .error: $0.error = .value(RunError(message: "no"))
            case .metadata: $0.metadata = .value(.object([.init("a", .null)]))
            case .related: $0.related = [RelatedID(key: "k", value: "v")]
            case .duration: $0.duration = .value(0)
            case .started: $0.startedAt = .value(moment(9))
            case .finished: $0.finishedAt = .value(moment(10))
            case .pipeline: $0.pipeline = .value(PipelineID("p"))
            case .trigger: $0.trigger = .value("t")
            case .event: $0.event = .value("e")
            case .request: $0.request = .value("GET /r")
            case .requestID: $0.requestID = .value("q")
            case .attempt: $0.attempt = .value(0)
            case .http: $0.httpStatus = .value(200)
            }
        }
    }

    @Test(arguments: RunPresence.allCases)
    func `a run has what it was told with, and nothing else`(presence: RunPresence) throws {
        #expect(
            try answers("has:\(presence.rawValue)", among: Self.bare) == [presence.rawValue])
        let others = RunPresence.allCases.filter { $0 != presence }.map(\.rawValue)
        #expect(
            try answers("-has:\(presence.rawValue)", among: Self.bare) == others.sorted())
    }

    @Test func `metadata that is null is none`() throws {
        let null = record("a", .failed) { $0.metadata = .value(.null) }
        #expect(try answers("has:metadata", among: [null]) == [])
    }

    @Test(
        arguments: [
            ("since:2h", ["b", "c"]), ("until:2h", ["a", "b"]), ("-since:2h", ["a"]),
            ("-until:2h", ["c"]), ("since:2026-06-07T10:00Z until:2026-06-07T10:00Z", ["b"]),
            ("since:2h1ms", ["a", "b", "c"]), ("since:7199999ms", ["c"]),
            ("until:7200001ms", ["a"]), ("until:7199999ms", ["a", "b", "c"]),
        ] as [(String, [String])])
    func `a run began then, or a millisecond earlier or later`(text: String, ids: [String]) throws {
        let records = [("a", -1), ("b", 0), ("c", 1)].map { id, offset in
            record(id, .failed) {
                $0.startedAt = .value(moment(10).advanced(byMilliseconds: Int64(offset)))
            }
        }
        #expect(try answers(text, among: records) == ids)
    }

    @Test(
        arguments: [
            ("attempt:2", ["2"]), ("attempt:<2", ["1"]), ("attempt:<=2", ["1", "2"]),
            ("attempt:>2", ["3"]), ("attempt:>=2", ["2", "3"]), ("http:2", ["2"]),
            ("http:<2", ["1"]), ("http:<=2", ["1", "2"]), ("http:>2", ["3"]),
            ("http:>=2", ["2", "3"]), ("-http:>=2", ["1"]), ("attempt:1,3", ["1", "3"]),
            ("meta.n:<2", ["1"]), ("meta.n:<=2", ["1", "2"]), ("meta.n:>2", ["3"]),
            ("meta.n:>=2", ["2", "3"]), ("meta.n:2", ["2"]), ("meta.n:=2", ["2"]),
            ("meta.n:2.0", ["2"]), ("meta.t:2.0", []), ("meta.t:=2.0", ["2"]),
        ] as [(String, [String])])
    func `a number is less, equal or greater`(text: String, ids: [String]) throws {
        let records = (1...3).map { number in
            record("\(number)", .succeeded) {
                $0.attempt = .value(number)
                $0.httpStatus = .value(number)
                $0.metadata = .value(
                    .object([.init("n", .integer(number)), .init("t", .string("\(number)"))]))
            }
        }
        #expect(try answers(text, among: records) == ids)
    }

    @Test(
        arguments: [
            ("source:well-*-prod", []), ("id:ab*bc", []), ("id:ab*c", ["abc"]),
            ("id:*b*c", ["abc"]), ("id:*b*bc", []), ("id:*b*b*", ["abab"]),
            ("id:a*", ["abab", "abc"]),
            ("id:abc*", ["abc"]), ("id:*abc", ["abc"]), ("id:abc", ["abc"]), ("id:ab", []),
            ("id:*", ["abab", "abc"]), ("id:abcd*", []), ("id:ABC", ["abc"]),
            ("id:/^AB.B$/", ["abab"]),
            ("ba", ["abab"]), ("bc", ["abc"]), ("abcd", []),
        ] as [(String, [String])])
    func `the pieces of a pattern follow one another`(text: String, ids: [String]) throws {
        let records = [record("abc", .failed), record("abab", .failed)]
        #expect(try answers(text, among: records) == ids)
    }

    @Test(
        arguments: [
            ("meta.key:3", true), ("meta.KEY:3", false), ("meta.Other:2", true),
            ("meta.oTHER:2", true), ("meta.oTHER:1", false), ("meta.a.b.c:4", true),
            ("has:meta.a.b.c", true), ("has:meta.a.b.d", false), ("has:meta.a.x", true),
            ("meta.tags:new", true), ("meta.tags:ne", false), ("meta.tags:>6", true),
            ("has:meta.tags", true), ("has:meta.empty", true), ("has:meta.nulls", true),
            ("has:meta.list.v", true), ("has:meta.list.w", false), ("meta.a:1", false),
            ("meta.list.v:5", true), ("meta.list.v.z:5", false),
        ] as [(String, Bool)])
    func `a path leads to a value, the last one of equal keys`(text: String, isFound: Bool) throws {
        let only = record("a", .failed) {
            $0.metadata = .value(
                .object([
                    .init("KEY", .number("2")), .init("key", .number("3")),
                    .init("OTHER", .number("1")), .init("other", .number("2")),
                    .init("a", .object([.init("x", .number("1"))])),
                    .init("a.b", .object([.init("c", .number("4"))])),
                    .init("tags", .array([.string("new"), .number("7")])),
                    .init("empty", .array([])), .init("nulls", .array([.null])),
                    .init(
                        "list",
                        .array([
                            .object([.init("v", .null), .init("w", .null)]),
                            .object([.init("v", .number("5"))]),
                        ])),
                ]))
        }
        #expect(try answers(text, among: [only]) == (isFound ? ["a"] : []))
    }

    @Test func `a run that will only begin has run for no time`() throws {
        let early = record("a", .running) { $0.startedAt = .value(moment(13)) }
        let unknown = record("b", .running)
        #expect(try answers("duration:0s", among: [early, unknown]) == ["a"])
        #expect(try answers("duration:<0ms", among: [early, unknown]) == [])
        #expect(try answers("-duration:>=0ms", among: [early, unknown]) == ["b"])
    }

    // MARK: Questions to providers

    @Test(
        arguments: [
            ("pipeline:x", [.pipeline]), ("request:x", [.request]), ("attempt:1", [.attempt]),
            ("has:request_id", [.requestID]), ("has:error,error", []), ("error:x", []),
            ("duration:1s", []), ("meta.a:1", [.metadata]), ("-attempt:1", []),
            ("attempt:1 or http:1", []), ("x", []), ("http:1,2", [.http]),
        ] as [(String, Set<RunPresence>)])
    func `what a filter needs a run to have`(text: String, needs: Set<RunPresence>) throws {
        let question = RunQuestion(try Query.parse(text), from: moment(12), to: moment(12))
        #expect(question.needs == needs)
    }

    @Test(
        arguments: [
            ("duration:>=1s duration:>=5s", 5_000, nil), ("duration:<9s duration:<5s", nil, 5_000),
            ("duration:<5s duration:<9s", nil, 5_000), ("duration:<5s,<9s", nil, 9_000),
            ("duration:>5s,9s", 5_000, nil), ("duration:1m,2s", 2_000, 120_000),
            ("duration:<=3s", nil, 3_000), ("duration:>5s duration:>1s", 5_000, nil),
        ] as [(String, Int64?, Int64?)])
    func `durations are bounded by every term`(
        text: String, shortest: Int64?, longest: Int64?
    ) throws {
        let question = RunQuestion(try Query.parse(text), from: moment(12), to: moment(12))
        #expect(question.shortest == shortest)
        #expect(question.longest == longest)
    }
}
