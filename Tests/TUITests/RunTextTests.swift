import Terminal
import Testing

@testable import Runs
@testable import RunTable
@testable import TUI

/// The lines of the details: how much of an error, which words, which widths.
struct RunTextTests {
    private static let now = RunFixtures.now

    private static func run(
        _ id: String = "r1", _ status: RunStatus = .failed, took duration: Int64? = nil,
        _ message: String? = nil
    ) -> Run {
        var run = Run(
            source: RunFixtures.wellSource, provider: .well, id: RunID(id), status: status,
            firstSeen: now)
        run.startedAt = now.advanced(byMilliseconds: -5_000)
        run.duration = duration
        run.error = message.map { RunError(message: $0) }
        return run
    }

    private static func relatedRuns(
        history: [Run] = [], usual: Int64? = nil, same: RelatedRuns.SameError? = nil
    ) -> RelatedRuns {
        var counts = StatusCounts()
        for run in history { counts[run.status] += 1 }
        return RelatedRuns(
            key: run().key, attempts: [], history: history, counts: counts, usualDuration: usual,
            sameError: same)
    }

    private func content(_ run: Run, _ relatedRuns: RelatedRuns? = nil, width: Int = 100)
        -> DetailsContent
    {
        DetailsContent(
            run: run, relatedRuns: relatedRuns, details: OpenDetails(), now: Self.now,
            times: ShownTimes(.utc),
            glyphs: .unicode, width: width, page: nil)
    }

    private func text(_ lines: [StyledLine]) -> [String] {
        lines.map { $0.map(\.text).joined() }
    }

    // MARK: - The overview

    @Test(arguments: [(3, 0), (4, 1), (1_003, 1_000)])
    func `an overview has three lines of an error, and says how many more there are`(
        count: Int, more: Int
    ) {
        let message = (1...count).map { "l\($0)" }.joined(separator: "\n")
        let lines = text(OverviewFields(content: content(Self.failed(message))).lines)
        #expect(lines.contains { $0.hasSuffix(" l3") })
        #expect(!lines.contains { $0.hasSuffix(" l4") })
        let words = "… \(ShortText.count(more)) more on the tab Error"
        #expect(lines.contains { $0.hasSuffix(words) } == (more > 0))
    }

    private static func failed(_ message: String) -> Run { run("r1", .failed, message) }

    @Test func `an overview tells the provider's own word where it is another, and a day as one`() {
        func lines(_ change: (inout Run) -> Void) -> [String] {
            var run = Self.run("r1", .succeeded, took: 2_000)
            change(&run)
            return text(OverviewFields(content: content(run, Self.relatedRuns(usual: 3_000))).lines)
        }
        #expect(lines { $0.rawStatus = "succeeded" }.first?.hasSuffix("✔ succeeded") == true)
        #expect(lines { $0.rawStatus = " " }.first?.hasSuffix("✔ succeeded") == true)
        #expect(lines { $0.rawStatus = "done" }.first?.hasSuffix("✔ succeeded (done)") == true)
        #expect(lines { _ in }.contains { $0.hasSuffix(" 2026-06-07 14:32:02 UTC · 5s ago") })
        #expect(
            lines { $0.timeSource = .date }.contains { $0.hasSuffix("2026-06-07 (a day only)") })
        #expect(lines { _ in }.contains { $0.hasSuffix(" 2.0 s · usually 3.0 s") })
        #expect(!lines { _ in }.contains { $0.hasPrefix("First seen") })
        #expect(lines { $0.timeSource = .firstSeen }.contains { $0.hasPrefix("First seen") })
        let named = lines { $0.pipeline = Pipeline(id: PipelineID("p7"), name: "Feed") }
        #expect(named.contains { $0.hasPrefix("Pipeline id") && $0.hasSuffix(" p7") })
        let bare = lines { $0.pipeline = Pipeline(id: PipelineID("p7"), name: nil) }
        #expect(!bare.contains { $0.hasPrefix("Pipeline id") })
    }

    // MARK: - The error

    private static let absences: [(RunStatus, String)] = [
        (.running, "still running, no error so far"), (.queued, "not started, no error so far"),
        (.failed, "the provider gives no reason"), (.succeeded, "no error"),
        (.unknown, "no error"),
    ]

    @Test(arguments: absences)
    func `where there is no error the words say why`(status: RunStatus, words: String) {
        #expect(text(ErrorLines(content: content(Self.run("r1", status))).lines) == [words])
        let blank = Self.run("r1", status, "\n \n")
        #expect(text(ErrorLines(content: content(blank)).lines) == [words])
    }

    private static let others: [(Int, Int, String)] = [
        (1, 1, "no other run kept here has this error"),
        (2, 1, "1 more run has this error: 1 pipeline of"), (2, 0, "1 more run has this error:"),
        (3, 2, "2 more runs have this error: 2 pipelines of"),
    ]

    @Test(arguments: others)
    func `how many others have an error does not count the run itself`(
        count: Int, pipelines: Int, words: String
    ) {
        let same = RelatedRuns.SameError(
            count: count, pipelines: pipelines, sources: [RunFixtures.wellSource],
            first: Self.now.advanced(byMilliseconds: -60_000), last: Self.now)
        let content = content(Self.failed("no\n\nluck"), Self.relatedRuns(same: same), width: 200)
        let lines = text(ErrorLines(content: content).lines)
        let rest = count == 1 ? "" : " well-prod, first 14:31:07, last 14:32:07"
        #expect(lines == [words + rest, "", "no", "", "luck"])
    }

    // MARK: - The history

    private static let comparisons: [(RunStatus, Int64?, Int64?, String)] = [
        (.failed, 5_000, 10_000, "this run took 5.0 s, half the usual 10.0 s"),
        (.failed, 25_000, 10_000, "this run took 25.0 s, 2.5 times the usual 10.0 s"),
        (.failed, 9_960, 10_000, "this run took 9.9 s, about the usual 10.0 s"),
        (.running, nil, 5_000, "this run has taken 5.0 s, about the usual 5.0 s"),
        (.failed, 7, 0, "this run took 7 ms, about the usual 0 ms"),
        (.failed, 900_000, 1, "this run took 15 m 00 s, 9999.0 times the usual 1 ms"),
        (.failed, nil, 5_000, "usually 5.0 s"),
        (
            .failed, 5_000, nil,
            "none of its runs has succeeded yet, so there is nothing to compare with"
        ),
    ]

    @Test(arguments: comparisons)
    func `a run is compared with what is usual`(
        status: RunStatus, took: Int64?, usual: Int64?, words: String
    ) throws {
        let run = Self.run("r1", status, took: took)
        let relatedRuns = Self.relatedRuns(
            history: [Self.run("r0", .succeeded, took: 1), run], usual: usual)
        let chart = try #require(content(run, relatedRuns).history)
        #expect(text(chart.lines).first == words)
        #expect(chart.place == 4)
        #expect(text(chart.lines)[1].hasPrefix("✔ 1 succeeded  ") || status == .running)
    }

    private static let charts: [(Int, Int64?, String)] = [
        (32, nil, "  "), (33, nil, "  ███"), (37, 10_000, "  █████    ┊"),
        (37, 6_000, "  ████████▍┊"), (37, 4_000, "  ██████████"), (37, -9, "  ██████████"),
    ]

    @Test(arguments: charts)
    func `a bar is drawn where there is room, with a mark of what is usual beyond it`(
        width: Int, usual: Int64?, end: String
    ) throws {
        let longest: Int64 = usual == nil ? 10_000 : 5_000
        let run = Self.run("r1", .failed, took: 5_000)
        let other = Self.run("r0", .failed, took: longest)
        let relatedRuns = Self.relatedRuns(history: [run, other], usual: usual)
        let chart = try #require(content(run, relatedRuns, width: width).history)
        let place = try #require(chart.place)
        let line = text(chart.lines)[place]
        #expect(line == "▸ 14:32:02    ✖     5.0 s" + end)
    }

    // MARK: - Lines of labels

    @Test func `a label has a third of the width, and eight columns at least`() {
        func lines(_ width: Int) -> [String] {
            let field: LabelledLines.Field = ("Twelve chars", "abcdef ghijkl", .detailsValue)
            return text(LabelledLines([field], width: width, glyphs: .unicode).lines)
        }
        #expect(lines(60) == ["Twelve chars  abcdef ghijkl"])
        #expect(lines(36) == ["Twelve chars  abcdef ghijkl"])
        #expect(lines(33) == ["Twelve cha…  abcdef ghijkl"])
        #expect(lines(24) == ["Twelve …  abcdef ghijkl"])
        #expect(lines(22) == ["Twelve …  abcdef", "          ghijkl"])
        #expect(lines(1) == ["Twelve …  abcdef", "          ghijkl"])
    }

    @Test func `a search finds each place once, wrapped or not`() {
        func matches(_ text: String, _ lines: String...) -> DetailsMatches {
            DetailsMatches(text, in: lines.map { [Span($0, .text)] })
        }
        let twice = matches("ab", "ab a", "b", "AB")
        #expect(twice.lines == [0, 2])
        #expect(twice.columns == [0: [0..<2, 3..<4], 1: [0..<1], 2: [0..<2]])
        #expect(matches("aa", "aaaaa").columns == [0: [0..<2, 2..<4]])
        #expect(matches("x", "日x").columns == [0: [2..<3]])
        #expect(matches("", "a").lines.isEmpty)
        #expect(matches("a", "a").lines == [0])
        #expect(matches("abc", "ab").lines.isEmpty)
    }
}
