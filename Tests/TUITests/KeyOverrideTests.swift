@testable import TUI
import Terminal
import Testing

/// Other keys for commands.
struct KeyWishTests {
    @Test func `every key of the table is read as it is written`() {
        for key in CommandTable.rows.flatMap(\.keys) {
            #expect(KeyEvent(label: key.label) == key, "\(key.label)")
        }
    }

    @Test(arguments: [
        ("F5", KeyEvent.function(5)), ("f24", .function(24)), ("ctrl-F", .control("f")),
        ("alt-X", .alt("X")), ("up", .up), ("pgdn", .pageDown), ("é", .character("é")),
        ("space", .character(" ")),
    ])
    func `keys are read in either case`(text: String, key: KeyEvent) {
        #expect(KeyEvent(label: text) == key)
    }

    @Test(arguments: [
        "", "ctrl-", "ctrl-i", "F0", "F25", "F99", "F+5", "F05", "F 5", "xx", " ", "hyper-x",
    ])
    func `what is no key is none`(text: String) {
        #expect(KeyEvent(label: text) == nil)
    }

    @Test func `a command has the keys that are wished for, and no others`() {
        let (keymap, mistakes) = Keymap.applying([
            KeyOverride(command: "poll-all", keys: ["R", "F5"]),
            KeyOverride(command: "copy-id", keys: []),
            KeyOverride(command: "failures", keys: ["ctrl-f"]),
        ])
        #expect(mistakes.isEmpty)
        #expect(keymap.command(for: .function(5), in: .table) == .pollAll)
        #expect(keymap.command(for: .control("f"), in: .details) == .failures)
        #expect(keymap.command(for: .character("f"), in: .table) == nil)
        #expect(keymap.command(for: .character("Y"), in: .table) == nil)
        let state = State(
            size: Size(columns: 100, rows: 24), now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(keymap: keymap, clock: .utc))
        #expect(state.screen().last?.contains("ctrl-f failures") == true)
        #expect(state.key(.failures) == "ctrl-f")
        #expect(state.key(.copyID) == ":copy-id")
        #expect(
            state.hint(([.down, .up], "scroll"), ([.close], "closes")) == "j k scroll  q closes")
        var open = state
        open.press(.character("?"), .pageDown)
        #expect(open.screen().contains { $0.contains("ctrl-f") && $0.contains("failures only") })
    }

    @Test func `what is wrong with a wish is told with its place`() {
        let mistakes = Keymap.applying([
            KeyOverride(command: "fly", keys: ["x"]),
            KeyOverride(command: "failures", keys: ["qq"]),
            KeyOverride(command: "pause", keys: ["x"]),
        ]).mistakes
        #expect(mistakes.map(\.index) == [0, 1, 2])
        #expect(mistakes[1].mistake == .unknownKey("qq"))
        #expect(mistakes[2].mistake == .taken("x", by: .export))
    }

    @Test func `two wishes for one command, and a key named twice, are told once`() {
        let mistakes = Keymap.applying([
            KeyOverride(command: "quit", keys: ["Q"]), KeyOverride(command: "close", keys: ["W"]),
            KeyOverride(command: "down", keys: ["k", "k"]),
        ]).mistakes
        #expect(mistakes.map(\.index) == [1, 2])
        #expect(mistakes.first?.mistake == .repeated(.close))
        #expect(mistakes.last?.mistake == .taken("k", by: .up))
    }

    @Test func `a keymap without a way out is refused`() {
        let neither = Keymap.applying([
            KeyOverride(command: "close", keys: []), KeyOverride(command: "palette", keys: []),
        ]).mistakes
        #expect(neither.map(\.mistake) == [.noWayOut, .noWayOut])
        for one in ["close", "palette"] {
            #expect(Keymap.applying([KeyOverride(command: one, keys: [])]).mistakes.isEmpty)
        }
    }

    @Test func `quit is another name of close`() {
        let (keymap, mistakes) = Keymap.applying([KeyOverride(command: "quit", keys: ["Q"])])
        #expect(mistakes.isEmpty)
        #expect(keymap.command(for: .character("Q"), in: .table) == .close)
        #expect(keymap.command(for: .character("q"), in: .table) == nil)
    }

    @Test func `two commands may swap their keys, and one key may mean two things in two places`() {
        let swapped = Keymap.applying([
            KeyOverride(command: "poll-all", keys: ["r"]),
            KeyOverride(command: "poll-source", keys: ["R"]),
            KeyOverride(command: "search", keys: ["f7"]),
            KeyOverride(command: "filter", keys: ["f7"]),
        ])
        #expect(swapped.mistakes.isEmpty)
        #expect(swapped.keymap.command(for: .function(7), in: .details) == .search)
        #expect(swapped.keymap.command(for: .function(7), in: .table) == .filter)
    }
}
