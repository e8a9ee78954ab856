import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// The view of the sources: what it shows, and the ways there and back.
struct SourcesViewTests {
    private static let refused: APIProblem = {
        var problem = APIProblem(status: 429)
        problem.code = "rate_limited"
        problem.message = "Too many requests"
        problem.supportIDs = [SupportID(.request, "req_8f2c")]
        return problem
    }()

    private static let sources = [
        RunFixtures.health(RunFixtures.wellSource) {
            $0.rows.stored = 6
            $0.nextPoll = RunFixtures.now.advanced(byMilliseconds: 12_000)
            $0.budget = RateBudget(
                limit: 5_000, remaining: 4_210,
                resetsAt: RunFixtures.now.advanced(byMilliseconds: 1_680_000))
        },
        RunFixtures.health(RunFixtures.polytomicSource) {
            $0.rows.stored = 4
            $0.nextPoll = RunFixtures.now.advanced(byMilliseconds: 42_000)
            $0.problem = SourceProblem(
                error: .refused(refused),
                since: RunFixtures.now.advanced(byMilliseconds: -90_000), failures: 3)
            $0.gaps = [
                ReadGap(
                    from: RunFixtures.now.advanced(byMilliseconds: -200_000_000),
                    until: RunFixtures.now.advanced(byMilliseconds: -172_800_000))
            ]
            $0.rows.rejected = 1
            $0.rows.lastRejected = RejectedRow(id: "e42", field: "created_at")
        },
    ]

    private func state(columns: Int = 80, rows: Int = 24) -> State {
        var state = RunFixtures.state(columns: columns, rows: rows, sources: Self.sources)
        state.press(.character("4"))
        return state
    }

    @Test(arguments: [(80, 24), (120, 40), (40, 12)])
    func `a source in trouble is shown in full`(columns: Int, rows: Int) throws {
        var state = state(columns: columns, rows: rows)
        state.press(.down)
        try expectFrame(state, is: "sources-view-\(columns)x\(rows)")
    }

    @Test func `under a filter a source tells how many of its runs answer it`() {
        var state = RunFixtures.state(columns: 120, rows: 40, sources: Self.sources)
        state.press(.character("f"))
        let failures = state.runs.listing.counts(of: RunFixtures.wellSource).total
        state.press(.character("4"))
        #expect(state.screen().contains { $0.contains("6, \(failures) match the filter") })
        state.press(.character("1"), .character("f"), .character("4"))
        #expect(!state.screen().contains { $0.contains("match the filter") })
    }

    @Test func `the last calls are told with how long they took, the newest first`() throws {
        var state = state(columns: 120, rows: 40)
        for (ago, ms, status) in [(90, 120, 200), (60, 84, 200), (30, 2_000, 429), (3, 96, 200)] {
            state.receive(
                .request(
                    SourceRequest(
                        moment: RunFixtures.now.advanced(byMilliseconds: Int64(-ago) * 1_000),
                        method: "GET", path: "/v1/syncs", outcome: .answered(status),
                        duration: Int64(ms)),
                    to: RunFixtures.wellSource))
        }
        try expectFrame(state, is: "sources-requests-120x40")
        for _ in 0..<30 {
            state.receive(
                .request(
                    SourceRequest(
                        moment: RunFixtures.now, method: "GET", path: "/v1/syncs",
                        outcome: .failed(.unreachable(.connectionRefused)), duration: 1),
                    to: RunFixtures.wellSource))
        }
        #expect(state.sources.trail.requests(to: RunFixtures.wellSource).count == 20)
        #expect(state.sources.trail.latency(of: RunFixtures.wellSource) == nil)
    }

    /// Three sources on their first walk: one reads, one waits for its minute, one for its day.
    private static let walking = [
        RunFixtures.health(RunFixtures.wellSource) { begin(&$0, .polling, pages: 12) },
        RunFixtures.health(SourceName("crm")) {
            begin(&$0, .polling, pages: 1)
            $0.budget = RateBudget(limit: 10, remaining: 1, resetsAt: nil)
            $0.budgetOpens = RunFixtures.now.advanced(byMilliseconds: 42_000)
        },
        RunFixtures.health(RunFixtures.polytomicSource) {
            begin(&$0, .waiting, pages: 90)
            $0.budget = RateBudget(limit: 100, remaining: 10, resetsAt: nil)
            $0.nextPoll = RunFixtures.now.advanced(byMilliseconds: 30_000_000)
            $0.budgetOpens = $0.nextPoll
        },
    ]

    private static func begin(
        _ health: inout SourceHealth, _ activity: SourceHealth.Activity, pages: Int
    ) {
        health.activity = activity
        health.lastSuccess = nil
        health.isBackfilled = false
        health.rows.stored = pages * 25
        health.backfill = BackfillProgress(
            pages: pages, runs: pages * 25,
            oldest: RunFixtures.now.advanced(byMilliseconds: -Int64(pages) * 3_600_000),
            wanted: RunFixtures.now.advanced(byMilliseconds: -604_800_000))
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func `a first walk shows how far it is, and what it waits for`(
        columns: Int, rows: Int
    ) throws {
        var state = RunFixtures.state(columns: columns, rows: rows, sources: Self.walking)
        state.press(.character("4"), .down)
        try expectFrame(state, is: "sources-walk-\(columns)x\(rows)")
    }

    @Test func `in little room the ages of healthy sources give way to how far a walk is`() {
        let sources = [
            RunFixtures.health(RunFixtures.wellSource), RunFixtures.health(SourceName("crm")),
            Self.walking[2],
        ]
        let chips = { (columns: Int) in
            RunFixtures.state(columns: columns, sources: sources).screen().first ?? ""
        }
        #expect(chips(100).contains("well-prod ● 0s   crm ● 0s   warehouse ◌ 90 pages"))
        #expect(chips(80).contains("well-prod ●   crm ●   warehouse ◌ 90 pages"))
        #expect(chips(70).contains("well-prod ●   crm ●   warehouse ◌  "))
    }

    @Test func `a wait for the day's budget is told with its end`() {
        var state = RunFixtures.state(columns: 200, sources: Self.walking)
        state.press(.character("4"), .character("G"))
        let screen = state.screen().joined(separator: "\n")
        #expect(screen.contains("waits for calls, continues at 22:52:07"))
        #expect(screen.contains("90 pages, 2,250 runs, back to 06-03 20:32; goal:"))
        #expect(!screen.contains("reading its history"))
        #expect(state.screen().first?.contains("warehouse ◌ 90 pages") == true)
    }

    @Test func `offline each source says so, and when it was last read`() throws {
        let sources =
            Self.sources.map { source in
                var source = source
                source.activity = .stopped
                source.problem = nil
                source.nextPoll = nil
                return source
            } + [
                RunFixtures.health(SourceName("crm")) {
                    $0.activity = .stopped
                    $0.lastSuccess = nil
                    $0.isBackfilled = false
                }
            ]
        var state = RunFixtures.state(columns: 120, rows: 24, sources: sources)
        state.press(.character("4"), .down)
        try expectFrame(state, is: "sources-offline-120x24")
        let screen = state.screen().joined(separator: "\n")
        #expect(screen.contains("offline, no provider is called"))
        #expect(screen.contains("14:32:04, 3s ago"))
        #expect(!screen.contains("never") && !screen.contains("not polled"))
    }

    @Test(arguments: [120, 140, 200])
    func `the budget is there beside the details`(columns: Int) throws {
        let header = try #require(
            state(columns: columns).screen().first { $0.contains("SOURCE ") })
        #expect(header.contains("BUDGET"))
        #expect(header.contains("STATE"))
    }

    @Test func `the trouble is told with the id to open a ticket with, and the gap`() {
        var state = state(columns: 200)
        state.press(.down)
        let screen = state.screen().joined(separator: "\n")
        #expect(screen.contains("HTTP 429 rate_limited: Too many requests"))
        #expect(screen.contains("req_8f2c"))
        #expect(screen.contains("(3 tries)"))
        #expect(screen.contains("the provider no longer serves"))
        #expect(screen.contains("the last one lacks created_at (id e42)"))
    }

    @Test(arguments: [
        (9_971, "9,971"), (999_999, "999,999"), (1_000_000, "1.0M"), (9_999_999, "9.9M"),
        (10_000_000, "10M"), (7_500_000_000, "7.5G"), (.max, "99999T"),
    ])
    func `a budget of any size fits its column`(calls: Int, shown: String) throws {
        let budgets = [
            RateBudget(limit: calls, remaining: calls, resetsAt: nil),
            RateBudget(limit: nil, remaining: calls, resetsAt: nil),
        ]
        let sources = zip([RunFixtures.wellSource, RunFixtures.polytomicSource], budgets).map {
            source, budget in RunFixtures.health(source) { $0.budget = budget }
        }
        var state = RunFixtures.state(columns: 110, sources: sources)
        state.press(.character("4"))
        let rows = state.screen().filter { $0.contains("● w") }
        try #require(rows.count == 2)
        #expect(rows.first?.contains("██████ \(shown) ") == true)
        #expect(rows.last?.contains(" \(shown) left ") == true)
    }

    @Test func `Enter goes to the source's runs, and Esc back, view by view`() {
        var state = RunFixtures.state(sources: Self.sources)
        state.press(.down, .character("/"))
        state.type("status:failed")
        state.press(.enter, .character("4"), .down, .enter)
        #expect(state.view == .runs)
        #expect(state.runs.request.query.text == "status:failed source:warehouse")
        #expect(state.runs.listing.count == 1)
        state.press(.escape)
        #expect(state.view == .sources)
        #expect(state.sources.list.selection == RunFixtures.polytomicSource)
        #expect(state.runs.request.query.text == "status:failed")
        state.press(.escape)
        #expect(state.view == .runs)
        #expect(state.runs.listing.count == 2)
        state.press(.escape)
        #expect(state.runs.request.query.root == nil)
    }

    @Test func `after 1 there is no way back but to clear the filter`() {
        var state = state()
        state.press(.enter, .character("4"), .character("1"), .escape)
        #expect(state.view == .runs)
        #expect(state.runs.request.query.root == nil)
    }

    @Test func `r polls the selected source, R all of them`() {
        var state = state()
        #expect(state.press(.down, .character("r")) == [.poll(RunFixtures.polytomicSource)])
        #expect(state.press(.character("R")) == [.poll(nil)])
    }

    @Test func `the details scroll while they have the focus`() {
        var state = state(columns: 60, rows: 16)
        state.press(.down, .tab, .down, .down)
        #expect(state.sources.scroll == 2)
        #expect(state.sources.list.selection == RunFixtures.polytomicSource)
        state.press(.character("G"))
        let bottom = state.sources.scroll
        state.press(.pageDown)
        #expect(state.sources.scroll == bottom)
        state.press(.tab, .up)
        #expect(state.sources.list.selection == RunFixtures.wellSource)
        #expect(state.sources.scroll == 0)
    }

    @Test func `a gap is told when it shows, once`() {
        var state = RunFixtures.state()
        let snapshot = MonitorSnapshot(table: RunFixtures.table(), sources: Self.sources)
        state.receive(.snapshot(snapshot))
        #expect(state.message?.text.hasPrefix("warehouse no longer serves") == true)
        state.press(.down)
        state.receive(.snapshot(snapshot))
        #expect(state.message == nil)
    }

    @Test func `of several gaps the one that came last is told`() {
        var state = RunFixtures.state()
        let days: [Int64] = [3, 9, 6]
        for count in 1...days.count {
            let source = RunFixtures.health(RunFixtures.wellSource) {
                $0.gaps = days.prefix(count).map { days in
                    let from = RunFixtures.now.advanced(byMilliseconds: -days * 86_400_000)
                    return ReadGap(from: from, until: from.advanced(byMilliseconds: 3_600_000))
                }
            }
            state.press(.down)
            state.receive(
                .snapshot(MonitorSnapshot(table: RunFixtures.table(), sources: [source])))
            let from = RunFixtures.now.advanced(byMilliseconds: -days[count - 1] * 86_400_000)
            let reported = state.times.clock.brief(from, today: RunFixtures.now)
            #expect(state.message?.text.contains(" no longer serves \(reported) to ") == true)
        }
    }

    @Test(arguments: [1, 5, 20, 59, 119, 160], [1, 2, 5, 9, 14, 40])
    func `every size can be drawn`(columns: Int, rows: Int) {
        var state = state(columns: columns, rows: rows)
        state.press(.down, .tab, .character("G"))
        #expect(state.screen().count == rows)
    }
}
