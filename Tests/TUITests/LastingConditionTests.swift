import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What is wrong for a while, and stands in the header for as long as it is.
struct LastingConditionTests {
    /// Something that is wrong, and how the header says so with room and without.
    struct Case: Sendable {
        let snapshot: @Sendable () -> MonitorSnapshot
        let words: String
        let brief: String
    }

    private static func snapshot(
        _ change: (inout HistoryHealth) -> Void = { _ in }, clock: ClockDeviation? = nil,
        gaps: Int = 0
    ) -> MonitorSnapshot {
        var history = HistoryHealth()
        change(&history)
        var source = SourceHealth(name: RunFixtures.wellSource, provider: .well)
        source.lastSuccess = RunFixtures.now
        source.activity = .waiting
        source.gaps = (0..<gaps).map { number in
            ReadGap(
                from: RunFixtures.now.advanced(by: .seconds(-7_200 - number)),
                until: RunFixtures.now.advanced(by: .seconds(-3_600)))
        }
        return MonitorSnapshot(
            table: RunTable(), sources: [source], history: history, clock: clock)
    }

    static let cases: [Case] = [
        Case(
            snapshot: { snapshot { $0.trouble = .unavailable(reason: "disk full") } },
            words: "✖ history not written", brief: "✖ not kept"),
        Case(
            snapshot: { snapshot { $0.trouble = .damaged(reason: "torn") } },
            words: "✖ history not written", brief: "✖ not kept"),
        Case(
            snapshot: { snapshot { $0.trouble = .busy } },
            words: "✖ history locked", brief: "✖ locked"),
        Case(
            snapshot: { snapshot { $0.readTrouble = .unavailable(reason: "I/O error") } },
            words: "✖ history not read", brief: "✖ not read"),
        Case(
            snapshot: { snapshot(clock: .ahead(by: 86_400_000)) },
            words: "▲ clock 1d ahead", brief: "▲ clock 1d"),
        Case(
            snapshot: { snapshot(clock: .ahead(by: -7_200_000)) },
            words: "▲ clock 2h behind", brief: "▲ clock 2h"),
        Case(
            snapshot: { snapshot(clock: .jumped(by: 86_400_000)) },
            words: "▲ clock jumped 1d", brief: "▲ clock 1d"),
        Case(
            snapshot: {
                snapshot { $0.expiring = .init(count: 2_500, before: RunFixtures.now) }
            }, words: "▲ removing 2,500 old runs", brief: "▲ removing"),
        Case(snapshot: { snapshot(gaps: 1) }, words: "▲ 1 gap", brief: "▲ gap"),
        Case(snapshot: { snapshot(gaps: 2) }, words: "▲ 2 gaps", brief: "▲ gap"),
        Case(
            snapshot: {
                snapshot({ $0.trouble = .busy }, clock: .ahead(by: 86_400_000), gaps: 1)
            }, words: "✖ history locked +2", brief: "✖ locked +2"),
    ]

    private func state(_ columns: Int, _ rows: Int) -> State {
        RunFixtures.state(columns: columns, rows: rows)
    }

    private func header(_ state: State) -> String {
        state.screen().first ?? ""
    }

    @Test(arguments: cases.indices, [(140, 40), (80, 24), (60, 20)])
    func `the header shows it for as long as it lasts`(number: Int, size: (Int, Int)) {
        let row = Self.cases[number]
        var state = state(size.0, size.1)
        state.receive(.snapshot(row.snapshot()))
        let sign = size.0 >= 100 ? row.words : row.brief
        #expect(header(state).contains(sign), "\(header(state))")
        // Long after any message is gone, and after a key was pressed.
        state.receive(.tick(RunFixtures.now.advanced(by: .seconds(60))))
        state.press(.down)
        #expect(header(state).contains(sign), "\(header(state))")
        #expect(header(state).contains("LIVE"))
        state.receive(.snapshot(Self.snapshot()))
        #expect(!header(state).contains(sign))
    }

    @Test func `a log that cannot be written shows until it can be`() {
        var state = state(140, 40)
        state.receive(.snapshot(Self.snapshot()))
        state.receive(.log(isLost: true))
        state.receive(.tick(RunFixtures.now.advanced(by: .seconds(60))))
        #expect(header(state).contains("▲ log not written"))
        state.receive(.log(isLost: false))
        #expect(!header(state).contains("log"))
    }

    @Test func `what begins and ends is also told in words`() {
        var state = state(140, 40)
        state.receive(.snapshot(Self.snapshot()))
        state.receive(.snapshot(Self.snapshot(clock: .ahead(by: 86_400_000))))
        #expect(state.message?.text.contains("ahead of the servers'") == true)
        state.receive(.snapshot(Self.snapshot()))
        #expect(state.message?.text == "this machine's clock is right again")
        state.receive(
            .snapshot(Self.snapshot { $0.expiring = .init(count: 2_500, before: RunFixtures.now) }))
        #expect(state.message?.text.contains("2,500 kept runs are older than retention") == true)
    }
}
