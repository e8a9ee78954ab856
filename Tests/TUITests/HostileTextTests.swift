import Runs
import RunTable
import Terminal
import Testing
import TUI

/// Text that strangers wrote never reaches the terminal as itself.
struct HostileTextTests {
    private static let hostile = "boom \u{1B}[2J\u{1B}]52;c;AAAA\u{07}\r\u{202E}x\u{200B}y"

    private var state: State {
        let record = RunFixtures.record("evil\u{1B}c", status: .failed, secondsAgo: 1) {
            $0.error = .value(RunError(code: Self.hostile, message: Self.hostile))
            $0.trigger = .value(Self.hostile)
            $0.event = .value(Self.hostile)
            $0.request = .value(Self.hostile)
            $0.rawStatus = .value(Self.hostile)
            $0.related = [RelatedID(key: Self.hostile, value: Self.hostile)]
            $0.metadata = .value(
                .object([JSONValue.Member(Self.hostile, .string(Self.hostile))]))
        }
        var table = RunTable()
        _ = table.merge(
            RunBatch(
                source: RunFixtures.wellSource, records: [record],
                pipelines: [Pipeline(id: PipelineID("mercury"), name: Self.hostile)]))
        return RunFixtures.state(columns: 160, rows: 40, table: table)
    }

    private func expectHarmless(_ state: State) {
        let text = state.screen().joined()
        for scalar in text.unicodeScalars {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format, "\(scalar.value)")
        }
    }

    @Test func `table and panes show controls and never send them`() {
        var state = state
        expectHarmless(state)
        #expect(state.screen().contains { $0.contains("boom ^M<U+202E>x<U+200B>y") })
        state.press(.enter)
        for _ in DetailsTab.allCases {
            expectHarmless(state)
            // Once in the table's row, and at least once in the pane.
            let isReported = [.overview, .error, .metadata].contains(state.details.open?.tab)
            let count = state.screen().joined().ranges(of: "^M<U+202E>x<U+200B>y").count
            #expect(!isReported || count > 1)
            state.press(.character("]"))
        }
    }

    @Test func `the plain table shows controls and never writes them`() {
        let context = CellContext(now: RunFixtures.now, clock: .utc, glyphs: .unicode)
        let run = state.runs.listing[0]
        let line = PlainTable(fitting: [run], .whole, context: context)
            .line(of: run, at: RunFixtures.now)
        #expect(line.contains("boom ^M<U+202E>x<U+200B>y"))
        #expect(!line.unicodeScalars.contains("\u{1B}"))
    }
}
