import Runs
import Terminal
import Testing

@testable import TUI

/// The help: what stands first in it, and its search.
struct HelpTests {
    private func lines(_ state: State) -> [String] {
        (state.overlayList?.rows ?? []).map { $0.line.map(\.text).joined() }
    }

    /// The commands of its rows, in order.
    private func keys(_ state: State) -> [String] {
        lines(state).filter { $0.hasPrefix("  ") }.map { String($0.prefix(18)) }
    }

    private func open(_ keys: KeyEvent...) -> State {
        var state = RunFixtures.state(columns: 120, rows: 40)
        for key in keys { state.press(key) }
        state.press(.character("?"))
        return state
    }

    @Test(arguments: KeyContext.allCases)
    func `every command is in the help once, those of its place first`(context: KeyContext) {
        let state = RunFixtures.state(columns: 120, rows: 40)
        let rows = state.helpList(context, search: "").rows.map { $0.line.map(\.text).joined() }
        let elsewhere = rows.firstIndex { $0.hasPrefix("Elsewhere: ") } ?? rows.count
        for row in state.keymap.rows {
            let places = rows.indices.filter { rows[$0].hasSuffix(row.command.rawValue) }
                .filter { rows[$0].hasPrefix("  " + row.ways().joined(separator: " ") + " ") }
            #expect(places.count == 1, "\(row.command)")
            #expect(
                places.allSatisfy { ($0 < elsewhere) == row.contexts.contains(context) },
                "\(row.command)")
        }
    }

    @Test func `it says what stands first`() {
        #expect(
            open().screen().contains { $0.contains("What works in the runs; the rest is below.") })
        let sources = open(.character("4"))
        #expect(sources.screen().contains { $0.contains("What works in the sources; ") })
    }

    @Test func `a search keeps what holds all of its words, and Esc ends it before the help`() {
        var state = open()
        let all = lines(state).count
        state.press(.character("/"))
        state.type("Copy ID")
        #expect(keys(state) == ["  Y".padded(to: 18)])
        #expect(state.frame().cursor != nil)
        state.press(.enter)
        #expect(state.frame().cursor == nil)
        state.press(.escape)
        #expect(lines(state).count == all)
        state.press(.escape)
        #expect(state.navigation.overlay == nil)
    }

    @Test func `keys, names and words are found, and nothing says so`() {
        for (text, key) in [("ctrl-z", "  ctrl-z"), ("half-page-up", "  ctrl-u"), ("zone", "  z")] {
            var state = open()
            state.press(.character("/"))
            state.type(text)
            #expect(keys(state) == [key.padded(to: 18)], "\(text)")
        }
        var state = open()
        state.press(.character("/"))
        state.receive(.input(.paste("warp drive")))
        #expect(state.screen().contains { $0.contains("No command matches.") })
        state.press(.escape, .character("q"))
        #expect(state.navigation.overlay == nil)
    }

    @Test func `letters type while it is searched, and arrows scroll`() {
        var state = RunFixtures.state(columns: 80, rows: 24)
        state.press(.character("?"), .character("/"), .character("j"), .character("q"))
        #expect(state.navigation.overlay?.search?.text == "jq")
        state.press(.backspace, .backspace, .down, .down)
        #expect(state.navigation.overlay?.place == 2)
        state.press(.pageUp, .control("c"))
        #expect(state.navigation.overlay?.search == nil)
        #expect(state.navigation.overlay?.isSearching == false)
    }
}
