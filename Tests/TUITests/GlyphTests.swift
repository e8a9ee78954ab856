import Terminal
import Testing

@testable import TUI

/// Bars and columns at their edges, themes on few colours, and keys at the edge of what there is.
struct GlyphTests {
    private static let bars: [(Double, Int, String, String)] = [
        (0, 8, "", ""), (-1, 8, "", ""), (0.5, 0, "", ""), (0.001, 2, "▏", "="),
        (0.25, 2, "▌", "="), (0.5, 2, "█", "="), (0.5625, 2, "█▏", "="), (0.9375, 2, "█▉", "="),
        (1, 2, "██", "=="), (2, 2, "██", "=="), (0.99, 2, "██", "=="),
    ]

    @Test(arguments: bars)
    func `a bar is drawn in eighths, and a sliver for anything`(
        fraction: Double, width: Int, bar: String, ascii: String
    ) {
        #expect(Glyphs.unicode.bar(fraction, width: width) == bar)
        #expect(Glyphs.ascii.bar(fraction, width: width) == ascii)
    }

    private static let columns: [(Int, String, String, String)] = [
        (-1, " ", " ", " "), (0, " ", " ", " "), (1, "▁", ".", "x"), (4, "▄", ":", "x"),
        (5, "▅", "|", "X"), (7, "▇", "H", "X"), (8, "█", "#", "X"), (9, "█", "#", "X"),
    ]

    @Test(arguments: columns)
    func `a column within a cell has nine heights`(
        eighths: Int, unicode: String, good: String, bad: String
    ) {
        #expect(Glyphs.unicode.column(eighths: eighths, isBad: true) == unicode)
        #expect(Glyphs.unicode.column(eighths: eighths, isBad: false) == unicode)
        #expect(Glyphs.ascii.column(eighths: eighths, isBad: false) == good)
        #expect(Glyphs.ascii.column(eighths: eighths, isBad: true) == bad)
    }

    @Test func `arrows are words where they cannot be shown`() {
        let keys: [KeyEvent] = [.up, .down, .left, .right, .pageUp, .character("x")]
        #expect(keys.map(Glyphs.unicode.label(of:)) == ["↑", "↓", "←", "→", "PgUp", "x"])
        #expect(keys.map(Glyphs.ascii.label(of:)) == ["Up", "Down", "Left", "Right", "PgUp", "x"])
    }

    // MARK: - Themes

    private static func theme(_ styles: [String: Style]) -> Theme {
        Theme(name: "t") { styles[$0] }
    }

    private static let red = Color.palette(1)
    private static let blue = Color.palette(4)

    @Test func `the nearest scope says most, and the background what is left`() {
        let theme = Self.theme([
            "background": Style(foreground: .palette(7)),
            "status": Style(foreground: Self.blue, attributes: .bold),
            "status.failed": Style(foreground: Self.red),
        ])
        #expect(theme[.statusFailed] == Style(foreground: Self.red, attributes: .bold))
        #expect(theme[.statusFailedRow] == Style(foreground: Self.red, attributes: .bold))
        #expect(theme[.statusRunning] == Style(foreground: Self.blue, attributes: .bold))
        #expect(theme[.footer] == Style(foreground: .palette(7)))
        #expect(
            Theme.scopes(of: .statusFailedRow)
                == ["status.failed.row", "status.failed", "status"])
        #expect(Theme.scopes(of: .text) == ["text"])
        #expect(Theme.knownScopes.isSuperset(of: ["status", "table.row", "table", "chip"]))
        #expect(!Theme.knownScopes.contains("moon"))
    }

    @Test func `what is selected is reversed from sixteen colours down, and shown without any`() {
        let theme = Self.theme([
            "table.row.selected": Style(foreground: Self.red, background: Self.blue),
            "status.failed": Style(foreground: Self.red, background: Self.blue),
        ])
        for depth in [ColorDepth.palette256, .direct] {
            #expect(theme.fitting(depth) == theme)
            #expect(!theme.fitting(depth).hasFewColors)
        }
        for depth in [ColorDepth.ansi16, .ansi8] {
            let few = theme.fitting(depth)
            #expect(few.hasFewColors)
            #expect(
                few[.tableRowSelected] == Style(foreground: Self.red, attributes: .reverse))
            #expect(few[.statusFailed] == theme[.statusFailed])
        }
        let none = theme.fitting(.monochrome)
        #expect(none.hasFewColors)
        #expect(none[.tableRowSelected] == Style(attributes: .reverse))
        #expect(none[.statusFailed] == Style(attributes: .bold))
        #expect(none[.textMuted] == Style(attributes: .dim))
        #expect(none[.tableHeader] == Style(attributes: .underline))
        #expect(none[.tabActive] == Style(attributes: .reverse))
        #expect(none[.statusSucceeded] == .plain)
    }

    @Test func `what is marked keeps its colour but where it is reversed`() {
        let theme = Self.theme([
            "table.row.selected": Style(foreground: Self.red, background: Self.blue),
            "overlay.selected": Style(foreground: Self.red, attributes: [.reverse]),
            "filter.mistake": Style(foreground: Self.red, attributes: [.underline]),
        ])
        let text = Style(foreground: .palette(2), background: .palette(3), attributes: [.dim])
        #expect(
            theme.marking(text, as: .tableRowSelected)
                == Style(foreground: .palette(2), background: Self.blue, attributes: [.dim]))
        #expect(
            theme.marking(text, as: .overlaySelected)
                == Style(foreground: Self.red, background: .palette(3), attributes: [.reverse]))
        #expect(
            theme.marking(text, as: .filterMistake)
                == Style(
                    foreground: .palette(2), background: .palette(3),
                    attributes: [.dim, .underline]))
    }

    // MARK: - Keys

    private static let labels: [(String, KeyEvent?)] = [
        ("F1", .function(1)), ("F24", .function(24)), ("F25", nil), ("F-1", nil), ("Fx", nil),
        ("f", .character("f")), ("Ctrl-A", .control("a")), ("ctrl-z", .control("z")),
        ("ctrl-\\", .control("\\")), ("ctrl-_", .control("_")), ("ctrl-@", nil),
        ("ctrl-1", nil), ("ctrl-j", nil), ("ctrl-m", nil), ("ctrl-h", nil), ("ctrl-ab", nil),
        ("alt-", nil), ("alt-x", .alt("x")), ("alt-xy", nil), ("\t", nil), ("ESC", .escape),
        ("shift-tab", .backTab), ("Right", .right), ("→", .right),
    ]

    @Test(arguments: labels)
    func `a key is read as far as a terminal tells it`(label: String, key: KeyEvent?) {
        #expect(KeyEvent(label: label) == key)
    }

    @Test func `of two rows that claim a key the first has it, and a key is known elsewhere`() {
        let key = KeyEvent.character("x")
        let keymap = Keymap(rows: [
            CommandRow(.down, [key], in: [.table, .help], .move, "one"),
            CommandRow(.up, [key, .up], in: [.table, .sources], .move, "two"),
        ])
        #expect(keymap.command(for: key, in: .table) == .down)
        #expect(keymap.command(for: key, in: .sources) == .up)
        #expect(keymap.command(for: key, in: .errors) == nil)
        let other = keymap.elsewhere(key, than: .table)
        #expect(other?.command == .up)
        #expect(other?.contexts == [.sources])
        let all = keymap.elsewhere(key, than: .sources)
        #expect(all?.command == .down)
        #expect(all?.contexts == [.table, .help])
        #expect(keymap.elsewhere(.enter, than: .table)?.command == nil)
    }
}
