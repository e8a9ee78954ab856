import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What is told of the history, of older runs and of gaps, and how often.
struct HistoryNewsTests {
    private static let now = RunFixtures.now

    /// Takes in how the history fares.
    private func show(
        _ state: inout State, clock: ClockDeviation? = nil,
        _ change: (inout HistoryHealth) -> Void = { _ in }
    ) {
        var history = HistoryHealth()
        change(&history)
        state.message = nil
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: RunFixtures.healthySources,
                    history: history, clock: clock)))
    }

    private static let troubles: [(HistoryError, String?, String?)] = [
        (
            .unavailable(reason: "disk full"),
            "the history cannot be written: disk full; runs are kept in memory only",
            "older runs cannot be read: disk full; trying again"
        ),
        (
            .damaged(reason: "torn"),
            "the history is damaged: torn; runs are kept in memory only",
            "older runs cannot be read: torn; trying again"
        ),
        (
            .newerSchema(found: 9, known: 8),
            "a later version of synctop upgraded the history; runs are kept in memory only",
            "older runs cannot be read: a later version of synctop upgraded the history"
        ),
        (
            .busy,
            "another process has locked the history; runs are kept in memory only", nil
        ),
        (.replaced, nil, nil),
    ]

    @Test(arguments: troubles)
    func `what keeps runs from being kept or read is told when it begins, once`(
        trouble: HistoryError, writing: String?, reading: String?
    ) {
        var state = RunFixtures.state()
        for _ in 0..<2 {
            let isFirst = state.snapshot?.history.trouble == nil
            show(&state) { $0.trouble = trouble }
            #expect(state.message?.text == (isFirst ? writing : nil))
        }
        show(&state)
        #expect(state.message?.text == "the history can be written again")
        #expect(state.message?.severity == .notice)
        for _ in 0..<2 {
            let isFirst = state.snapshot?.history.readTrouble == nil
            show(&state) { $0.readTrouble = trouble }
            #expect(state.message?.text == (isFirst ? reading : nil))
        }
        show(&state)
        #expect(state.message == nil)
    }

    @Test func `runs that cannot be read are told once all of the history was looked at`() {
        let words = "2 kept runs could not be read and are left out"
        var state = RunFixtures.state()
        show(&state) {
            $0.loading = .init(read: 1, total: 2)
            $0.unreadableCount = 2
        }
        #expect(state.message == nil)
        show(&state) { $0.unreadableCount = 2 }
        #expect(state.message?.text == words)
        show(&state) { $0.unreadableCount = 2 }
        #expect(state.message == nil)
        show(&state) { $0.unreadableCount = 3 }
        #expect(state.message?.text.hasPrefix("3 kept runs") == true)
        show(&state) { $0.unreadableCount = 1 }
        #expect(state.message == nil)
        var first = State(
            size: Size(columns: 80, rows: 24), now: Self.now, glyphs: .unicode,
            setup: Setup(clock: .utc))
        show(&first) { $0.unreadableCount = 2 }
        #expect(first.message?.text == words)
    }

    @Test func `the clock is told of when it begins to be off and when that is over`() {
        var state = RunFixtures.state()
        show(&state, clock: .ahead(by: 300_000))
        #expect(state.message?.severity == .warning)
        show(&state, clock: .ahead(by: 900_000))
        #expect(state.message == nil)
        show(&state)
        #expect(state.message?.text == "this machine's clock is right again")
        show(&state)
        #expect(state.message == nil)
        show(&state) { $0.expiring = .init(count: 5, before: Self.now) }
        #expect(state.message?.text.hasPrefix("5 kept runs are older") == true)
        show(&state) { $0.expiring = .init(count: 4, before: Self.now) }
        #expect(state.message == nil)
    }

    private static let readings: [(Int, Int, String)] = [
        (1_200, 5_000, "1,200 of 5,000"), (5, 5, "5 of 5"), (7, 5, "7 of 7"),
    ]

    @Test(arguments: readings)
    func `how far the history is read stands in the last line`(
        read: Int, total: Int, words: String
    ) {
        var state = RunFixtures.state()
        #expect(state.progress == nil)
        show(&state) { $0.loading = .init(read: read, total: total) }
        #expect(state.progress?.text == "reading the history: \(words) runs")
        state.press(.character("/"))
        #expect(state.progress == nil)
        state.press(.escape, .character("?"))
        #expect(state.progress == nil)
    }

    @Test func `all that is wrong is listed, the gravest first`() {
        var state = RunFixtures.state()
        var history = HistoryHealth()
        history.trouble = .busy
        history.readTrouble = .busy
        history.expiring = .init(count: 2_500, before: Self.now)
        let gap = ReadGap(from: Self.now.advanced(byMilliseconds: -1), until: Self.now)
        let sources = [RunFixtures.wellSource, RunFixtures.polytomicSource].map {
            RunFixtures.health($0) { $0.gaps = [gap] }
        }
        state.messages.isLogLost = true
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: sources, history: history,
                    clock: .ahead(by: 86_400_000))))
        #expect(
            state.lastingConditions.map(\.words) == [
                "history locked", "history not read", "clock 1d ahead", "log not written",
                "removing 2,500 old runs", "2 gaps",
            ])
    }

    @Test func `a new gap is told though a source before it has a known one`() {
        func sources(_ second: [ReadGap]) -> [SourceHealth] {
            let known = ReadGap(
                from: Self.now.advanced(byMilliseconds: -9_000_000), until: Self.now)
            return [
                RunFixtures.health(RunFixtures.wellSource) { $0.gaps = [known] },
                RunFixtures.health(RunFixtures.polytomicSource) { $0.gaps = second },
            ]
        }
        var state = RunFixtures.state(sources: sources([]))
        state.message = nil
        let gap = ReadGap(
            from: Self.now.advanced(byMilliseconds: -7_200_000),
            until: Self.now.advanced(byMilliseconds: -3_600_000))
        let snapshot = MonitorSnapshot(table: RunFixtures.table(), sources: sources([gap]))
        state.receive(.snapshot(snapshot))
        #expect(
            state.message?.text
                == "warehouse no longer serves 12:32:07 to 13:32:07; 4 says more")
        #expect(state.message?.severity == .warning)
    }

    @Test func `only where every source is stopped nothing is polled`() {
        func isOffline(_ activities: SourceHealth.Activity...) -> Bool {
            RunFixtures.state(
                sources: activities.map { activity in
                    RunFixtures.health(RunFixtures.wellSource) { $0.activity = activity }
                }
            ).isOffline
        }
        #expect(!isOffline())
        #expect(isOffline(.stopped, .stopped))
        #expect(!isOffline(.stopped, .waiting))
        #expect(!isOffline(.followed))
    }

    // MARK: - Older runs

    private static let news: [(OlderNews, String, StatusMessage.Severity)] = [
        (
            OlderNews(found: 0, reached: nil, isCut: true, troubles: []),
            "nothing older so far; more to read; keep scrolling down", .notice
        ),
        (
            OlderNews(found: 3, reached: nil, isCut: false, troubles: ["crm: a", "erp: b"]),
            "3 older runs; crm: a; erp: b", .warning
        ),
        (
            OlderNews(found: 0, reached: now, isCut: true, troubles: []),
            "nothing older so far; more to read; keep scrolling down", .notice
        ),
    ]

    @Test(arguments: news)
    func `what came of reading older runs is told with what kept sources from it`(
        news: OlderNews, text: String, severity: StatusMessage.Severity
    ) {
        let message = news.message(.utc, now: Self.now)
        #expect(message == StatusMessage(text, severity))
    }

    // MARK: - The reserve

    @Test func `a question names each source, and a yes polls each`() {
        let question = ReserveQuestion([
            .init(source: SourceName("a"), calls: 1, until: Self.now),
            .init(source: SourceName("b"), calls: 1_000, until: Self.now),
        ])
        #expect(
            question.words(.utc)
                == "spend the reserve? y/n  a has 1 call left until 14:32:07; "
                + "b has 1,000 calls left until 14:32:07")
        var state = RunFixtures.state()
        state.receive(.reserve(ReserveQuestion([])))
        #expect(state.messages.question == nil && state.message == nil)
        state.receive(.reserve(question))
        #expect(
            state.press(.character("Y")) == [
                .poll(SourceName("a"), reserve: .spend), .poll(SourceName("b"), reserve: .spend),
            ])
        state.press(.character("?"))
        state.receive(.reserve(question))
        #expect(state.messages.question == nil)
        #expect(state.message?.text == "only the reserve is left; not polled")
    }
}
