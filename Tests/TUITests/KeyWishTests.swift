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
        let (keymap, mistakes) = Keymap.meeting([
            KeyWish(command: "poll-all", keys: ["R", "F5"]), KeyWish(command: "copy-id", keys: []),
            KeyWish(command: "failures", keys: ["ctrl-f"]),
        ])
        #expect(mistakes.isEmpty)
        #expect(keymap.command(for: .function(5), in: .table) == .pollAll)
        #expect(keymap.command(for: .control("f"), in: .details) == .failures)
        #expect(keymap.command(for: .character("f"), in: .table) == nil)
        #expect(keymap.command(for: .character("Y"), in: .table) == nil)
        let state = State(
            size: Size(columns: 100, rows: 24), now: RunFixtures.now, clock: .utc,
            glyphs: .unicode, keymap: keymap)
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
        let mistakes = Keymap.meeting([
            KeyWish(command: "fly", keys: ["x"]), KeyWish(command: "failures", keys: ["qq"]),
            KeyWish(command: "pause", keys: ["x"]),
        ]).mistakes
        #expect(mistakes.map(\.wish) == [0, 1, 2])
        #expect(mistakes[1].mistake == .unknownKey("qq"))
        #expect(mistakes[2].mistake == .taken("x", by: .export))
    }

    @Test func `two wishes for one command, and a key named twice, are told once`() {
        let mistakes = Keymap.meeting([
            KeyWish(command: "quit", keys: ["Q"]), KeyWish(command: "close", keys: ["W"]),
            KeyWish(command: "down", keys: ["k", "k"]),
        ]).mistakes
        #expect(mistakes.map(\.wish) == [1, 2])
        #expect(mistakes.first?.mistake == .repeated(.close))
        #expect(mistakes.last?.mistake == .taken("k", by: .up))
    }

    @Test func `a keymap without a way out is refused`() {
        let neither = Keymap.meeting([
            KeyWish(command: "close", keys: []), KeyWish(command: "palette", keys: []),
        ]).mistakes
        #expect(neither.map(\.mistake) == [.noWayOut, .noWayOut])
        for one in ["close", "palette"] {
            #expect(Keymap.meeting([KeyWish(command: one, keys: [])]).mistakes.isEmpty)
        }
    }

    @Test func `quit is another name of close`() {
        let (keymap, mistakes) = Keymap.meeting([KeyWish(command: "quit", keys: ["Q"])])
        #expect(mistakes.isEmpty)
        #expect(keymap.command(for: .character("Q"), in: .table) == .close)
        #expect(keymap.command(for: .character("q"), in: .table) == nil)
    }

    @Test func `two commands may swap their keys, and one key may mean two things in two places`() {
        let swapped = Keymap.meeting([
            KeyWish(command: "poll-all", keys: ["r"]), KeyWish(command: "poll-source", keys: ["R"]),
            KeyWish(command: "search", keys: ["f7"]), KeyWish(command: "filter", keys: ["f7"]),
        ])
        #expect(swapped.mistakes.isEmpty)
        #expect(swapped.keymap.command(for: .function(7), in: .details) == .search)
        #expect(swapped.keymap.command(for: .function(7), in: .table) == .filter)
    }
}
