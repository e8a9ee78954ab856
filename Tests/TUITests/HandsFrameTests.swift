import Query
import Runs
import RunTable
import Terminal
import Testing
import TUI

/// Whole screens of what the hands open, at three sizes.
struct HandsFrameTests {
    private static let sizes = [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 50),
    ]

    /// The shared runs, and enough of one pipeline for a history.
    private static let table = RunFixtures.table(
        RunFixtures.records
            + (1...40).map { number in
                let status: RunStatus = number % 7 == 3 ? .failed : .succeeded
                return RunFixtures.record(
                    "h\(number)", status: status, secondsAgo: Int64(number) * 3_600
                ) {
                    $0.duration = .value(Int64(number * 37 % 50) * 1_000 + 400)
                    guard status == .failed else { return }
                    $0.error = .value(
                        RunError(message: "AUTH_EXPIRED: token was revoked by its owner"))
                }
            })

    private func expect(
        _ name: String, _ size: Size, _ keys: [KeyEvent], typing text: String = "",
        location: SourceLocation = #_sourceLocation
    ) throws {
        var state = State(
            size: size, now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(
                clock: .utc,
                presets: [
                    SavedView(
                        name: "failing", view: .runs,
                        request: RunListing.Request(query: try Query.parse("status:failed"))),
                    SavedView(name: "all sources", view: .sources, request: RunListing.Request()),
                ], webPage: { "https://example.com/runs/\($0.id.text)" }))
        state.receive(
            .snapshot(
                MonitorSnapshot(table: Self.table, sources: RunFixtures.healthySources)))
        for key in keys { state.press(key) }
        state.type(text)
        if name == "palette-mistake" { state.press(.enter) }
        if name == "exporting" {
            state.press(.enter)
            state.receive(.export(.wrote(17, of: 50)))
        }
        try expectFrame(state, is: "\(name)-\(size.columns)x\(size.rows)", location: location)
    }

    private static let open: [KeyEvent] = [.character("e"), .enter]
    private static let turn = KeyEvent.character("]")

    @Test(arguments: sizes)
    func `the history is a chart with this run marked`(size: Size) throws {
        try expect("history", size, Self.open + [Self.turn, Self.turn])
    }

    @Test(arguments: sizes)
    func `the error is told in full, and how many others have it`(size: Size) throws {
        try expect("error-tab", size, Self.open + [.tab])
    }

    @Test(arguments: sizes)
    func `the metadata are a tree`(size: Size) throws {
        try expect("metadata-tab", size, Self.open + [Self.turn, .tab, .down, .left])
    }

    @Test(arguments: sizes)
    func `raw is the run as JSON`(size: Size) throws {
        try expect("raw", size, Self.open + [Self.turn, Self.turn, Self.turn])
    }

    @Test(arguments: sizes)
    func `the overview takes the place of the table`(size: Size) throws {
        try expect(
            "overview-full", size,
            Self.open + [.character("["), .character("w")]
                + (size.columns >= 120 ? [.character("w")] : []))
    }

    @Test(arguments: sizes)
    func `a search is highlighted in the details`(size: Size) throws {
        try expect(
            "search", size,
            Self.open + [Self.turn, Self.turn, Self.turn, .tab, .character("/")],
            typing: "records")
    }

    @Test(arguments: sizes)
    func `the columns to pick lie over the table`(size: Size) throws {
        try expect(
            "columns", size, [.character("c"), .down, .character(" "), .down, .right, .right])
    }

    @Test(arguments: sizes)
    func `the saved views lie over the table`(size: Size) throws {
        try expect("views", size, [.character("v"), .down])
    }

    @Test(arguments: sizes)
    func `the palette shows what would complete its line`(size: Size) throws {
        try expect("palette", size, [.character(":")], typing: "so")
    }

    @Test(arguments: sizes)
    func `the palette tells a mistake`(size: Size) throws {
        try expect("palette-mistake", size, [.character(":")], typing: "column moon")
    }

    @Test(arguments: sizes)
    func `an export asks for its file`(size: Size) throws {
        try expect("export", size, [.character("x")])
    }

    @Test(arguments: sizes)
    func `an export shows how far it is`(size: Size) throws {
        try expect("exporting", size, [.character("x")])
    }

    @Test(arguments: sizes)
    func `marked runs bear a mark, and times are ages`(size: Size) throws {
        try expect(
            "marks", size,
            [.character(" "), .character(" "), .down, .character(" "), .character("z")])
    }
}
