import Testing

@testable import Terminal

/// The edges of what is drawn, sent and counted.
struct TerminalEdgeTests {
    private func press(_ column: Int, _ row: Int, _ count: Int = 1) -> InputEvent {
        .mouse(MouseEvent(.press(count: count), at: Point(column: column, row: row)))
    }

    @Test func `a press counts as the next within 400 ms of the one before`() {
        let start = ContinuousClock.now
        var clicks = ClickCounter()
        #expect(clicks.counted(press(1, 1), at: start) == press(1, 1))
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(399)) == press(1, 1, 2))
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(798)) == press(1, 1, 3))
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(1_198)) == press(1, 1))
        #expect(clicks.counted(press(1, 2), at: start + .milliseconds(1_199)) == press(1, 2))
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(1_200)) == press(1, 1))
        let wheel = InputEvent.mouse(MouseEvent(.wheelUp, at: Point(column: 1, row: 1)))
        #expect(clicks.counted(wheel, at: start + .milliseconds(1_201)) == wheel)
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(1_202)) == press(1, 1, 2))
    }

    @Test(arguments: ["<0;1;0M", "<0;0;0M", "<0;-1;1M", "<66;1;1M", "<4;1;1M", "<64;1;1m"])
    func `a report without a place or a button of ours means nothing`(report: String) {
        var decoder = KeyDecoder()
        let events = "\u{1B}[\(report)".unicodeScalars.flatMap { decoder.decode(.scalar($0.value)) }
        #expect(events.isEmpty)
    }

    @Test func `texts are sent up to the limits of who takes them`() {
        let text = { (count: Int) in String(repeating: "a", count: count) }
        #expect(Clipboard.sequence(for: text(74_000), through: nil) != nil)
        #expect(Clipboard.sequence(for: text(74_001), through: nil) == nil)
        // 516 bytes are 696 with all around them, 517 are 700.
        #expect(Clipboard.sequence(for: text(516), through: .unknown) != nil)
        #expect(Clipboard.sequence(for: text(517), through: .unknown) == nil)
    }

    @Test(arguments: [516, 517, 1_041, 1_042, 2_000])
    func `the pieces for screen make up the whole`(count: Int) {
        let text = String(repeating: "a", count: count)
        let whole = Clipboard.sequence(for: text, through: nil)
        let pieces = Clipboard.sequence(for: text, through: .screen)
        let joined = pieces?.replacing("\u{1B}P", with: "").replacing("\u{1B}\\", with: "")
        #expect(joined == whole)
        #expect(whole != nil)
    }

    @Test func `the innermost multiplexer counts, and each tells what becomes of a text`() {
        let both = ["TMUX": "/tmp/t,1,0", "STY": "1.a", "TERM": "screen"]
        #expect(Clipboard.Multiplexer(environment: both) == .tmux)
        let inner = ["STY": "1.a", "TERM": "tmux-256color"]
        #expect(Clipboard.Multiplexer(environment: inner) == .screen)
        #expect(Clipboard.Multiplexer.tmux.delivery == .sent)
        #expect(Clipboard.Multiplexer.screen.delivery == .sent)
        #expect(Clipboard.Multiplexer.remoteTmux.delivery == .sentToTmux)
        #expect(Clipboard.Multiplexer.unknown.delivery == .sentToUnknown)
    }

    private static let wrapped: [(String, Int, [String])] = [
        ("ab abcd", 4, ["ab", "abcd"]), ("ab cd", 5, ["ab cd"]), ("ab cd", 4, ["ab", "cd"]),
        ("abc abcdef", 4, ["abc", "abcd", "ef"]), ("ab abcdef", 4, ["ab a", "bcde", "f"]),
        ("ab      cd", 6, ["ab", "cd"]), ("日本", 1, ["日", "本"]), ("a日", 2, ["a", "日"]),
        ("a\n", 3, ["a", ""]), ("   ab cd", 7, ["   ab", "cd"]), ("ab  cd", 6, ["ab  cd"]),
    ]

    @Test(arguments: wrapped)
    func `a word that just fits stays whole`(text: String, columns: Int, lines: [String]) {
        #expect(DisplayWidth.wrap(text, to: columns) == lines)
    }

    @Test func `a beginning takes no more than its columns`() {
        #expect(DisplayWidth.prefix(of: "ab日c", columns: 4) == "ab日")
        #expect(DisplayWidth.prefix(of: "ab日c", columns: 3) == "ab")
        #expect(DisplayWidth.prefix(of: "ab", columns: 0).isEmpty)
        #expect(DisplayWidth.prefix(of: "ab", columns: 9) == "ab")
        #expect(DisplayWidth.truncate("abcdef", to: 3, ellipsis: "...") == "...")
        #expect(DisplayWidth.truncate("éé", to: 2) == "éé")
        #expect(DisplayWidth.truncate("ééé", to: 2) == "é…")
    }

    @Test func `a wide sign among plain ones is cut off like any other`() {
        var frame = Frame(size: Size(columns: 5, rows: 1))
        #expect(frame.put("⌚⌚⌚", column: 0, row: 0, style: .plain) == 5)
        #expect((0..<5).map { frame[column: $0, row: 0].text } == ["⌚", "", "⌚", "", " "])
        #expect(frame.put("⌚x", column: -1, row: 0, style: .plain) == 3)
        #expect((0..<5).map { frame[column: $0, row: 0].text } == [" ", "x", "⌚", "", " "])
        #expect(frame.put("a⌚", column: 3, row: 0, style: .plain, width: 2) == 2)
        #expect((0..<5).map { frame[column: $0, row: 0].text } == [" ", "x", " ", "a", " "])
        #expect(frame.put("abc", column: 5, row: 0, style: .plain) == 0)
    }

    @Test func `filling with what takes no column leaves spaces`() {
        let bold = Style(attributes: .bold)
        var frame = Frame(size: Size(columns: 3, rows: 2))
        frame.put("abc", column: 0, row: 0, style: .plain)
        frame.fill(Rect(column: 1, row: 0, columns: 9, rows: 1), style: bold, text: "\u{7}")
        #expect(frame.lines == ["a", ""])
        #expect(frame.styles { $0 == bold ? "b" : "." } == [".bb", "..."])
    }

    @Test func `only the rows and columns of a rectangle are restyled`() {
        var frame = Frame(size: Size(columns: 3, rows: 3))
        frame.restyle(Rect(column: 1, row: 1, columns: 9, rows: 1)) { _ in Style(attributes: .dim) }
        #expect(frame.styles { $0 == .plain ? "." : "d" } == ["...", ".dd", "..."])
    }

    @Test func `a mark that picks a form is not sent, a space and a tilde are`() {
        let glyphs = GlyphMaker(supportsUnicode: true) { DisplayWidth.columns(of: $0) }
        #expect(glyphs.glyphs(for: "a\u{FE00}", columns: 1) == [Glyph(scalars: [0x61], columns: 1)])
        #expect(glyphs.glyphs(for: "a\u{FE0F}", columns: 1) == [Glyph(scalars: [0x61], columns: 1)])
        #expect(glyphs.glyphs(for: " ", columns: 1) == [.space])
        #expect(glyphs.glyphs(for: "~", columns: 1) == [Glyph(scalars: [0x7E], columns: 1)])
        #expect(
            glyphs.glyphs(for: "a", columns: 2) == [Glyph(scalars: [0x61], columns: 1), .space])
    }
}

struct GeometryEdgeTests {
    private let rect = Rect(column: 2, row: 3, columns: 10, rows: 5)

    @Test func `nothing before the first cell is contained`() {
        #expect(!rect.contains(Point(column: 1, row: 3)))
        #expect(!rect.contains(Point(column: 2, row: 2)))
    }

    @Test func `a range is clamped to the rectangle`() {
        #expect(rect.rows(-3..<2) == Rect(column: 2, row: 3, columns: 10, rows: 2))
        #expect(rect.rows(4..<99) == Rect(column: 2, row: 7, columns: 10, rows: 1))
        #expect(rect.rows(7..<9) == Rect(column: 2, row: 8, columns: 10, rows: 0))
        #expect(rect.rows(-9 ..< -2) == Rect(column: 2, row: 3, columns: 10, rows: 0))
        #expect(rect.columns(-3..<2) == Rect(column: 2, row: 3, columns: 2, rows: 5))
        #expect(rect.columns(9..<99) == Rect(column: 11, row: 3, columns: 1, rows: 5))
        #expect(rect.columns(12..<20) == Rect(column: 12, row: 3, columns: 0, rows: 5))
    }

    @Test func `an intersection begins at the later edge and ends at the earlier one`() {
        let other = Rect(column: 0, row: 5, columns: 5, rows: 99)
        let shared = Rect(column: 2, row: 5, columns: 3, rows: 3)
        #expect(rect.intersection(other) == shared)
        #expect(other.intersection(rect) == shared)
        #expect(rect.intersection(Rect(column: 12, row: 3, columns: 1, rows: 1)).isEmpty)
        #expect(!rect.intersection(Rect(column: 11, row: 7, columns: 1, rows: 1)).isEmpty)
    }

    private static let sums: [(Int, Int, Int, Int)] = [
        (1, 2, 3, -1), (.max, 1, .max, .max - 1), (.min, -1, .min, .min + 1),
        (.min, 1, .min + 1, .min), (.max, -1, .max - 1, .max),
    ]

    @Test(arguments: sums)
    func `sums stop at the ends of the numbers`(left: Int, right: Int, sum: Int, difference: Int) {
        #expect(left.addingSaturating(right) == sum)
        #expect(left.subtractingSaturating(right) == difference)
    }
}
