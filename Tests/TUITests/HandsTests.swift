import Runs
import RunTable
import Terminal
import Testing
@testable import TUI

/// What the keys do with runs: marking, copying, exporting, opening, and the columns.
struct HandsTests {
    private func copied(_ effects: [Effect]) -> String? {
        effects.lazy.compactMap { effect -> String? in
            guard case .copy(let text) = effect else { return nil }
            return text
        }.first
    }

    private func state(page: String?, columns: Int = 120) -> State {
        var state = State(
            size: Size(columns: columns, rows: 24), now: RunFixtures.now,
            glyphs: .unicode,
            setup: Setup(
                clock: ZonedClock(identifier: "Asia/Tokyo") ?? .utc, webPage: { _ in page }))
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: RunFixtures.healthySources)))
        return state
    }

    // MARK: - Copying

    @Test func `y copies a summary that can be pasted`() {
        var state = state(page: "https://example.com/r03")
        let text = copied(state.press(.character("e"), .character("y")))
        #expect(
            text == """
                FAILED: Mercury bank feed
                source: well-prod (well)
                run: r03
                started: 2026-06-07 14:31:07 UTC (2026-06-07 23:31:07 GMT+9)
                finished: 2026-06-07 14:31:49 UTC (2026-06-07 23:31:49 GMT+9)
                took: 42.0 s
                trigger: cloud_task
                error: AUTH_EXPIRED: token was revoked by its owner
                page: https://example.com/r03
                """)
        #expect(state.message?.text == "copied a summary of Mercury bank feed")
    }

    @Test func `Y copies the id, and what is copied is harmless`() {
        var state = RunFixtures.state()
        state.hold(
            RunFixtures.record("r\u{1B}]0;x\u{07}00\u{202E}", status: .failed, secondsAgo: 0) {
                $0.error = .value(RunError(message: "a\u{1B}[31mb\u{9}c\nd"))
            })
        #expect(copied(state.press(.character("Y"))) == "r00<U+202E>")
        let text = copied(state.press(.character("y"))) ?? ""
        #expect(text.hasSuffix("error: ab  c\n  d"))
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    }

    @Test func `marked runs are copied together, newest first`() {
        var state = RunFixtures.state()
        state.press(.character(" "), .down, .character(" "))
        #expect(state.runs.marks.count == 2)
        #expect(state.screen().contains { $0.contains("2 marked · 10 runs") })
        #expect(state.screen().contains { $0.hasPrefix("▍○") })
        #expect(copied(state.press(.character("Y"))) == "r01\nr03")
        let text = copied(state.press(.character("y"))) ?? ""
        #expect(text.contains("QUEUED: Mercury bank feed") && text.contains("\n\nFAILED:"))
        state.press(.escape)
        #expect(state.runs.marks.isEmpty)
    }

    @Test func `a second mark takes the first away`() {
        var state = RunFixtures.state()
        state.press(.character(" "), .up, .character(" "))
        #expect(state.runs.marks.isEmpty)
        #expect(state.message?.text == "no run is marked")
    }

    @Test func `with nothing listed the keys say so`() {
        var state = RunFixtures.state(table: RunTable())
        for key in ["y", "Y", "o", " "] {
            #expect(state.press(.character(Character(key))).isEmpty)
            #expect(state.message?.text == "no run is selected", "\(key)")
        }
        state.press(.character("x"))
        #expect(state.message?.text == "nothing to export: no run is listed")
    }

    // MARK: - Opening

    @Test func `o opens the page of a run, https only`() {
        var state = state(page: "https://example.com/r01")
        #expect(state.press(.character("o")) == [.browse("https://example.com/r01")])
        state = self.state(page: "http://127.0.0.1/r01")
        #expect(state.press(.character("o")).isEmpty)
        #expect(state.message?.text.contains("only https") == true)
        state = self.state(page: nil)
        #expect(state.press(.character("o")).isEmpty)
        #expect(
            state.message?.text == "well-prod has no web-url in the configuration to open")
    }

    // MARK: - Exporting

    @Test func `x asks for a file and writes what is listed`() throws {
        var state = RunFixtures.state()
        state.press(.character("x"))
        #expect(state.prompt.open?.editor.text == "synctop-2026-06-07-1432.csv")
        state.press(.tab)
        #expect(state.prompt.open?.editor.text == "synctop-2026-06-07-1432.json")
        state.press(.tab, .tab)
        #expect(state.prompt.open?.editor.text == "synctop-2026-06-07-1432.csv")
        let request = try #require(ExportRequest(path: "synctop-2026-06-07-1432.csv"))
        #expect(state.press(.enter) == [.export(request)])
        state.receive(.export(.wrote(5, of: 10)))
        #expect(
            state.screen().last?.contains("exporting ██████████           5 of 10 runs") == true)
        #expect(state.press(.character("x")).isEmpty)
        #expect(state.message?.text == "an export is under way; Esc stops it")
        state.receive(.export(.finished(count: 10, path: "/tmp/a.csv")))
        #expect(state.message?.text == "10 runs written to /tmp/a.csv")
        #expect(state.runs.exporting == nil)
    }

    @Test func `Esc stops an export`() throws {
        var state = RunFixtures.state()
        state.press(.character("x"), .enter)
        #expect(state.press(.escape) == [.cancelExport])
        state.receive(.export(.cancelled))
        #expect(state.runs.exporting == nil)
    }

    @Test func `a file whose name says no format is not written`() {
        var state = RunFixtures.state()
        state.press(.character("x"), .control("u"))
        state.type("runs.xls")
        #expect(state.press(.enter).isEmpty)
        #expect(
            state.prompt.open?.mistake?.sentence == "the name has to end in .csv, .json, .ndjson")
        state.press(.escape)
        #expect(state.prompt.open == nil)
        #expect(state.message?.text == "nothing is exported")
    }

    @Test(arguments: [".csv", "a/.json", "csv", "", "a.csv/", "a.txt"])
    func `what is no file of a format is none`(path: String) {
        #expect(ExportRequest(path: path) == nil)
    }

    // MARK: - Columns

    @Test func `columns are hidden, moved and widened, and Esc restores them`() {
        var state = RunFixtures.state(columns: 120)
        state.press(.character("c"), .down, .character(" "))
        #expect(!state.screen().contains { $0.contains("SOURCE ") && $0.contains("PIPELINE") })
        state.press(.down, .character("K"))
        #expect(
            state.runs.columns.entries.map(\.id).prefix(3) == ["started", "pipeline", "source"])
        state.press(.right, .right)
        #expect(state.runs.columns.entries[1].width == 16)
        state.press(.character("a"))
        #expect(state.runs.columns == .usual)
        state.press(.character(" "), .escape)
        #expect(state.runs.columns == .usual)
        #expect(state.navigation.overlay == nil)
    }

    @Test func `columns that are kept are there the next time`() {
        var state = RunFixtures.state(columns: 120)
        state.press(.character("c"), .character("G"), .character(" "), .enter)
        #expect(state.screen().contains { $0.contains(" ID ") || $0.hasSuffix("ID") })
        let again = State(
            size: state.size, now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(clock: .utc), session: state.session)
        #expect(again.runs.columns == state.runs.columns)
    }

    @Test func `the last column stays`() {
        var state = RunFixtures.state()
        state.press(.character("c"))
        for _ in RunColumns.usual.dropLast() { state.press(.character(" "), .down) }
        state.press(.character(" "))
        #expect(state.runs.columns.entries.filter(\.isShown).count == 1)
        #expect(state.message?.text == "at least one column must stay")
    }

    @Test func `unknown columns of a session are left out and new ones are hidden`() {
        let choice = ColumnChoice([
            ColumnChoice.Entry(id: "error", isShown: true, width: 4_000),
            ColumnChoice.Entry(id: "moon", isShown: true),
            ColumnChoice.Entry(id: "error", isShown: false),
        ])
        #expect(choice.entries.count == RunColumns.all.count)
        #expect(choice.entries.first == ColumnChoice.Entry(id: "error", isShown: true, width: 120))
        #expect(choice.entries.dropFirst().allSatisfy { !$0.isShown })
    }

    // MARK: - Keys

    @Test func `a key that does nothing here says where it does`() {
        var state = RunFixtures.state()
        state.press(.character("n"))
        #expect(state.message?.text == "n works in the details (Enter, or Tab): next match")
        state.press(.character("4"), .character("f"))
        #expect(
            state.message?.text
                == "f works in the runs (1), the pipelines (2), the errors (3): "
                + "failures only, or all again")
    }

    @Test func `the footer changes with what has the focus`() {
        var state = RunFixtures.state(columns: 200)
        #expect(state.screen().last?.contains("/ filter") == true)
        state.press(.character("e"), .enter)
        #expect(state.screen().last?.contains("Esc close") == true)
        state.press(.tab)
        #expect(state.screen().last?.contains("/ search") == true)
        #expect(state.screen().last?.contains("filter") == false)
    }
}
