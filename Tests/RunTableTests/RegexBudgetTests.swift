import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

struct RegexBudgetTests {
    /// A text that backtracks without end under `/(a+)+$/`.
    private static let hard = String(repeating: "a", count: 5_000) + "!"

    private func find(_ pattern: String, _ text: String) -> TextFinding? {
        RegexMatcher(pattern)?.find(in: text)
    }

    @Test(
        arguments: [
            ("zzz", .match), ("[xyz]+z", .match), ("b.*?z", .match), ("^abc", .match),
            ("zzz$", .match),
            ("zzy", .noMatch), ("^zzz", .noMatch), ("(?x) z z # two", .match),
            ("(a)bc.*\\\\1", .match),
            ("(?<=b)c", .match), ("\\\\bdef\\\\b", .match), ("ZZZ", .match), ("a|b", .match),
            ("(?i)ZZZ", .match), ("(?-i)ZZZ", .noMatch), (".*.*zzz", .match),
        ] as [(String, TextFinding)])
    func `a long text is searched to its end`(pattern: String, finding: TextFinding) {
        let text = String(repeating: "abc def ", count: 1_250) + "zzz"
        let pattern = pattern.replacing("\\\\", with: "\\")
        #expect(find(pattern, text) == finding)
    }

    @Test func `reading a long text once costs none of the budget, however many there are`() throws
    {
        let text = String(repeating: "abc def ", count: 125_000)
        for pattern in ["zzz", "time(d )?out", "[xyz]+z", "defabc|z"] {
            let budget = RegexBudget()
            let matcher = try #require(RegexMatcher(pattern, budget: budget))
            #expect(matcher.find(in: text) == .noMatch)
            #expect(matcher.find(in: text + "timeout zzz") != .tooHard)
            #expect(budget.reportsForNextText == RegexBudget.reportsPerText)
        }
    }

    @Test(arguments: ["a)(b", "(", "[", "*", "a{2,1}", "(?<x", "\\"])
    func `what is no expression is none`(pattern: String) {
        #expect(RegexMatcher(pattern) == nil)
    }

    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(.*a){25}$", "(a*)*b", "^(a?){40}a{40}$"])
    func `a search without end is given up`(pattern: String) {
        #expect(find(pattern, Self.hard) == .tooHard)
    }

    @Test func `texts share one budget, and once it is spent a hard one costs one report`() throws {
        let budget = RegexBudget()
        let matcher = try #require(RegexMatcher("(a+)+$", budget: budget))
        let hardest = RegexBudget.reports / RegexBudget.reportsPerText
        for _ in 0..<hardest { #expect(matcher.find(in: Self.hard) == .tooHard) }
        #expect(budget.reportsForNextText == 1)
        #expect(matcher.find(in: "ba") == .match)
        #expect(matcher.find(in: "ab") == .noMatch)
        while budget.reportsForNextText > 0 { _ = matcher.find(in: Self.hard) }
        #expect(matcher.find(in: "ba") == .tooHard)
        #expect(budget.givenUp == hardest + RegexBudget.mostReports - RegexBudget.reports + 1)
        budget.renew()
        #expect(matcher.find(in: "ba") == .match)
    }

    /// Failures with hard texts, and one with an easy one.
    private func table(hard count: Int) -> RunTable {
        let records = (0..<count).map { failure("hard \($0)", "\($0) " + Self.hard) }
        return table(records + [failure("easy", "no letters of that kind")])
    }

    private func table(_ records: [RunRecord]) -> RunTable {
        var table = RunTable()
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        return table
    }

    private func failure(
        _ id: String, _ message: String, _ change: (inout RunObservation) -> Void = { _ in }
    ) -> RunRecord {
        record(id, .failed) {
            $0.error = .value(RunError(message: message))
            change(&$0)
        }
    }

    private func listing(of table: RunTable, _ text: String) throws -> RunListing {
        try #require(
            table.listing(RunListing.Request(query: try Query.parse(text)), now: moment(12)))
    }

    @Test(arguments: [
        "error:/(a+)+$/", "-error:/(a+)+$/", "-(-error:/(a+)+$/)", "/(a+)+$/",
        "error:/(a+)+$/ or id:none", "status:failed error:/(a+)+$/",
    ])
    func `a text that was given up is listed by neither a filter nor its opposite`(
        text: String
    ) throws {
        let table = table(hard: 3)
        let query = try Query.parse(text)
        let listing = try listing(of: table, text)
        let expected = text.hasPrefix("-error") ? ["easy"] : []
        #expect((0..<listing.count).map { listing.key(at: $0).id.text } == expected)
        #expect(listing.hardCount == 3)
        let matcher = QueryMatcher(query, now: moment(12))
        let found = (0..<table.rowCount).filter { matcher.matches(table[$0]) }
        #expect(found.map { table.key(in: $0).id.text } == expected)
        #expect(matcher.hardCount > 0)
    }

    @Test func `what is certain by other terms does not depend on a hard text`() throws {
        let table = table(hard: 1)
        for text in ["status:failed or error:/(a+)+$/", "-(status:queued error:/(a+)+$/)"] {
            #expect(try listing(of: table, text).count == 2)
        }
    }

    @Test func `a metadata text that was given up is counted too`() throws {
        let table = table([
            failure("one", "x") {
                $0.metadata = .value(.object([.init("text", .string(Self.hard))]))
            }
        ])
        for text in ["meta.text:/(a+)+$/", "-meta.text:/(a+)+$/"] {
            let listing = try listing(of: table, text)
            #expect(listing.count == 0)
            #expect(listing.hardCount == 1)
        }
    }

    @Test func `a request that was cancelled gives up no text for the next one`() async throws {
        let lister = ListingWorker()
        let table = table(hard: 2)
        let request = RunListing.Request(query: try Query.parse("-error:/(a+)+$/"))
        let cancelled = Task { () -> RunListing? in
            withUnsafeCurrentTask { $0?.cancel() }
            return await lister.listing(of: table, request, now: moment(12))
        }
        #expect(await cancelled.value == nil)
        let listing = await lister.listing(of: table, request, now: moment(12))
        #expect(listing?.count == 1)
        #expect(listing?.hardCount == 2)
    }

    @Test func `a question to a provider lets hard texts through`() throws {
        let query = try Query.parse("error:/(a+)+$/")
        let question = RunQuestion(query, from: moment(12), to: moment(12))
        func run(_ message: String) -> Run {
            sample("one", .failed) { $0.error = RunError(message: message) }
        }
        #expect(question.admits(run(Self.hard)))
        #expect(!question.admits(run("b")))
    }
}
