import Runs
import Terminal
import Testing

@testable import TUI

/// What the columns and the lines of a source say of how it is read.
struct SourceTextTests {
    private static let now = RunFixtures.now

    private static func later(_ seconds: Int64) -> Timestamp {
        now.advanced(byMilliseconds: seconds * 1_000)
    }

    private static func source(
        _ activity: SourceHealth.Activity = .waiting,
        _ change: (inout SourceHealth) -> Void = { _ in }
    ) -> SourceHealth {
        RunFixtures.health(RunFixtures.wellSource) {
            $0.activity = activity
            change(&$0)
        }
    }

    private func cell(_ title: String, _ source: SourceHealth) -> Span? {
        let context = CellContext(now: Self.now, clock: .utc, glyphs: .unicode)
        let row = SourceRow(health: source, latency: nil)
        return SourceRow.columns.first { $0.title == title }?.cell(row, context).first
    }

    private static func problem(_ error: ProviderError, failures: Int = 1) -> SourceProblem {
        SourceProblem(error: error, since: now, failures: failures)
    }

    // MARK: - Columns

    private static let nexts: [(SourceHealth, String)] = [
        (source(.starting) { $0.nextPoll = later(5) }, ""), (source(.polling), "now"),
        (source(.polling) { $0.budgetOpens = later(42) }, "42s"), (source(), ""),
        (source { $0.nextPoll = later(61) }, "1m"),
        (source(.followed) { $0.nextPoll = later(5) }, "5s"),
        (source(.stopped) { $0.nextPoll = later(5) }, ""),
    ]

    @Test(arguments: nexts)
    func `the next read is told as a wait`(source: SourceHealth, text: String) {
        #expect(cell("NEXT", source)?.text == text)
    }

    private static let budgets: [(Int?, Int?, String, Role?)] = [
        (nil, nil, "", .bar), (100, nil, "", .bar), (nil, 5, "5 left", .tableRow),
        (0, 5, "5 left", .tableRow),
        (100, 10, "▋      10", .statusWarning), (100, 11, "▋      11", .bar),
        (100, 100, "██████ 100", .bar), (100, 0, "       0", .statusWarning),
        (100, 250, "██████ 250", .bar),
    ]

    @Test(arguments: budgets)
    func `a budget is a gauge that warns at a tenth`(
        limit: Int?, remaining: Int?, text: String, role: Role?
    ) {
        let source = Self.source {
            $0.budget = RateBudget(limit: limit, remaining: remaining, resetsAt: nil)
        }
        #expect(cell("BUDGET", source)?.text == text)
        #expect(cell("BUDGET", source)?.role == role)
    }

    private static let gap = ReadGap(from: later(-60), until: now)

    private static let states: [(SourceHealth, String, Role)] = [
        (source(), "ok", .statusSucceeded), (source { $0.gaps = [gap] }, "gap", .statusWarning),
        (source { $0.isBackfilled = false }, "reading", .statusRunning),
        (
            source {
                $0.isBackfilled = false
                $0.gaps = [gap]
            }, "reading", .statusRunning
        ),
        (source { $0.budgetOpens = now }, "ok", .statusSucceeded),
        (source { $0.budgetOpens = later(3_600) }, "budget 15:32", .statusWarning),
        (source { $0.budgetOpens = later(86_399) }, "budget 14:32", .statusWarning),
        (source { $0.budgetOpens = later(86_400) }, "budget 1d", .statusWarning),
        (source { $0.problem = problem(.unreachable(.timedOut)) }, "timeout", .statusWarning),
        (
            source {
                $0.problem = problem(.unreachable(.foreignLink))
                $0.budgetOpens = later(60)
            }, "foreign link", .statusFailed
        ),
        (source(.stopped), "offline", .textMuted),
        (source(.stopped) { $0.gaps = [gap] }, "offline, gap", .statusWarning),
        (
            source(.stopped) { $0.problem = problem(.unreachable(.timedOut)) }, "offline",
            .textMuted
        ),
    ]

    @Test(arguments: states)
    func `how a source stands is told by what matters most`(
        source: SourceHealth, text: String, role: Role
    ) {
        #expect(cell("STATE", source)?.text == text)
        #expect(cell("STATE", source)?.role == role)
    }

    @Test func `a source that was never read has no age`() {
        #expect(cell("READ", Self.source())?.text == "3s")
        #expect(cell("READ", Self.source { $0.lastSuccess = nil })?.text == "-")
        #expect(cell("RUNS", Self.source { $0.rows.stored = 1_234 })?.text == "1,234")
        #expect(cell("LATENCY", Self.source()) == nil)
    }

    // MARK: - Lines

    /// The values of a source's lines, by their labels.
    private func lines(_ source: SourceHealth, listed: Int? = nil) -> [String: String] {
        let report = SourceReport(
            source: source, now: Self.now, clock: .utc, glyphs: .unicode, width: 300,
            trail: RequestTrail(), listed: listed)
        let pairs = report.lines.map { line in
            ((line.first?.text ?? "").trimmed, line.dropFirst().map(\.text).joined())
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static let activities: [(SourceHealth, String)] = [
        (source(.starting), "starting"), (source(.polling), "reading"),
        (source(.polling) { $0.isBackfilled = false }, "reading its history"),
        (
            source(.polling) { $0.budgetOpens = later(60) },
            "waits for calls, continues at 14:33:07"
        ),
        (source(.polling) { $0.budgetOpens = now }, "reading"),
        (source(), "about to be read"), (source { $0.nextPoll = now }, "about to be read"),
        (source { $0.nextPoll = later(12) }, "next read in 12s"),
        (
            source {
                $0.nextPoll = later(12)
                $0.budgetOpens = later(60)
                $0.problem = problem(.unreachable(.timedOut))
            }, "next try in 12s"
        ),
        (source(.stopped), "offline, no provider is called"),
        (source(.followed), "read by another synctop on the same history"),
    ]

    @Test(arguments: activities)
    func `what a source does is told in words`(source: SourceHealth, words: String) {
        #expect(lines(source)["State"] == words)
    }

    private static let reads: [(SourceHealth, String)] = [
        (source(), "14:32:04, 3s ago"), (source { $0.lastSuccess = nil }, "not yet"),
        (source(.stopped) { $0.lastSuccess = nil }, "not before synctop went offline"),
        (
            source {
                $0.lastSuccess = nil
                $0.rows.stored = 1
            }, "partly; not yet completely"
        ),
    ]

    @Test(arguments: reads)
    func `when a source was read is told`(source: SourceHealth, words: String) {
        #expect(lines(source)["Last read"] == words)
    }

    private static let calls: [(Int?, Int?, Int64?, String?)] = [
        (nil, nil, nil, nil), (nil, 5, nil, "5 calls left"),
        (5_000, 4_210, 60, "4,210 of 5,000 calls left until 14:33:07"),
        (5_000, 4_210, 0, "4,210 of 5,000 calls left"),
    ]

    @Test(arguments: calls)
    func `the calls that are left are told up to a moment to come`(
        limit: Int?, remaining: Int?, reset: Int64?, words: String?
    ) {
        let source = Self.source {
            $0.budget = RateBudget(
                limit: limit, remaining: remaining, resetsAt: reset.map(Self.later))
        }
        #expect(lines(source)["Budget"] == words)
    }

    @Test func `trouble, what was not read, and how far a walk is are told in numbers`() {
        var source = Self.source {
            $0.problem = Self.problem(.unreachable(.timedOut))
            $0.rows.rejected = 2
            $0.rows.lastRejected = RejectedRow(id: nil, field: nil)
            $0.backfill = BackfillProgress(pages: 1, runs: 1, oldest: nil, wanted: Self.now)
            $0.refusals = [PipelineRefusal(pipeline: PipelineID("p"), problem: nil)]
            $0.eventTypes = ["a", "b"]
            $0.rows.stored = 1_000
        }
        var reported = lines(source, listed: 0)
        #expect(reported["Failing"] == "since 14:32:07 (1 try)")
        #expect(
            reported["Unreadable"]?.hasPrefix("2 rows; the last one is not a valid JSON") == true)
        #expect(reported["History"] == nil)
        #expect(reported["Refused"]?.hasPrefix("p: the account does not list it") == true)
        #expect(reported["Event types"]?.hasPrefix("2 known") == true)
        #expect(reported["Runs held"] == "1,000, 0 match the filter")
        source.problem = Self.problem(.unreachable(.timedOut), failures: 2)
        source.rows.rejected = 0
        source.rows.unreadableTimes = 1
        source.rows.lastUnreadableTime = UnreadableTime(id: RunID("r7"), field: "at")
        source.isBackfilled = false
        source.refusals = []
        source.eventTypes = []
        reported = lines(source)
        #expect(reported["Failing"] == "since 14:32:07 (2 tries)")
        #expect(reported["Unreadable"] == "1 time field; the last one is at of run r7")
        #expect(reported["History"] == "1 page, 1 run; goal: 14:32:07")
        #expect(reported["Refused"] == nil && reported["Event types"] == nil)
        #expect(reported["Runs held"] == "1,000")
        source.backfill = BackfillProgress(
            pages: 1_200, runs: 2, oldest: Self.later(-60), wanted: Self.now)
        #expect(
            lines(source)["History"]
                == "1,200 pages, 2 runs, back to 14:31:07; goal: 14:32:07")
    }
}
