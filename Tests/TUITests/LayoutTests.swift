import Runs
import Terminal
import Testing

@testable import TUI

/// Where everything stands, on either side of each size at which that changes.
struct LayoutTests {
    private func layout(
        _ columns: Int, _ rows: Int, _ details: ScreenLayout.Details = .none,
        _ placement: DetailsPlacement = .automatic, titleRows: Int = 1, timeline: Bool = false,
        isPrompting: Bool = false
    ) -> ScreenLayout {
        ScreenLayout(
            size: Size(columns: columns, rows: rows), details: details, titleRows: titleRows,
            placement: placement, showsTimeline: timeline, isPrompting: isPrompting)
    }

    /// The rows of header, counts, title, heading, table and footer.
    private static let heights: [(Int, [Int])] = [
        (0, [0, 0, 0, 0, 0, 0]), (1, [0, 0, 0, 0, 1, 0]), (2, [0, 0, 0, 0, 1, 1]),
        (3, [0, 0, 0, 0, 2, 1]), (4, [1, 0, 0, 0, 2, 1]), (5, [1, 0, 0, 1, 2, 1]),
        (6, [1, 0, 0, 1, 3, 1]), (7, [1, 0, 1, 1, 3, 1]), (11, [1, 0, 1, 1, 7, 1]),
        (12, [1, 1, 1, 1, 7, 1]), (24, [1, 1, 1, 1, 19, 1]),
    ]

    @Test(arguments: heights)
    func `lines give way from the least needed on`(rows: Int, heights: [Int]) {
        let layout = layout(80, rows)
        let parts = [
            layout.header, layout.counts, layout.title, layout.tableHeader, layout.table,
            layout.footer,
        ]
        #expect(parts.map(\.rows) == heights)
    }

    @Test(arguments: [(1, 0), (2, 1), (3, 1), (4, 2), (24, 2)])
    func `a prompt has a second line where there is room`(rows: Int, footer: Int) {
        #expect(layout(80, rows, isPrompting: true).footer.rows == footer)
    }

    private static let timelines: [(Int, Int, Int, Int)] = [
        (79, 24, 79, 0), (80, 24, 36, 1), (99, 24, 36, 1), (100, 24, 50, 1), (121, 35, 60, 1),
        (121, 36, 121, 3), (40, 36, 40, 3), (80, 11, 36, 0), (80, 12, 36, 1),
    ]

    @Test(arguments: timelines)
    func `the timeline stands beside the counts, on a tall screen above them`(
        columns: Int, rows: Int, width: Int, height: Int
    ) {
        let layout = layout(columns, rows, timeline: true)
        #expect(layout.timeline.columns == width)
        #expect(layout.timeline.rows == height)
        #expect(layout.counts.columns == (height == 1 ? columns - width : layout.counts.columns))
        #expect(self.layout(columns, rows).timeline.isEmpty)
    }

    private static let placements: [(Int, Int, DetailsPlacement, DetailsPlacement)] = [
        (119, 24, .automatic, .below), (120, 24, .automatic, .right),
        (119, 16, .automatic, .below), (119, 15, .automatic, .full),
        (60, 24, .right, .right), (59, 24, .right, .below), (59, 15, .right, .full),
        (60, 15, .right, .right), (200, 16, .below, .below), (200, 15, .below, .full),
        (200, 50, .full, .full),
    ]

    @Test(arguments: placements)
    func `the details stand where they fit`(
        columns: Int, rows: Int, request: DetailsPlacement, place: DetailsPlacement
    ) {
        let layout = layout(columns, rows, .pane, request)
        #expect(layout.detailsPlacement == place)
        #expect(layout.detailsCoverTable == (place == .full))
        #expect(!layout.details.isEmpty)
    }

    @Test(arguments: [(120, 72, 46), (224, 135, 87), (225, 135, 88), (300, 210, 88)])
    func `details on the right have two fifths, ninety columns at most`(
        columns: Int, table: Int, details: Int
    ) {
        let layout = layout(columns, 40, .pane, .right, titleRows: 2)
        #expect(layout.table.columns == table)
        #expect(layout.details.columns == details)
        #expect(layout.separator.columns == 1)
        #expect(layout.detailsTitle.rows == 2)
    }

    @Test func `details below have little more than half`() {
        let layout = layout(80, 24, .pane, .below, titleRows: 2)
        #expect(layout.separator.rows == 1)
        #expect(layout.detailsTitle.rows == 1)
        #expect(layout.details.rows == 9)
        #expect(layout.table.rows == 8)
        #expect(layout.details.endRow == layout.footer.row)
    }

    @Test(arguments: [(18, 0), (19, 5), (40, 5)])
    func `a report has five lines where the body has fifteen rows`(rows: Int, lines: Int) {
        let layout = layout(200, rows, .report)
        #expect(layout.details.rows == lines)
        #expect(layout.table.rows == rows - 5 - (lines == 0 ? 0 : 7))
    }

    @Test func `what stands aside gives way to the table`() {
        let aside = layout(80, 15, .aside)
        #expect(aside.details.isEmpty)
        #expect(aside.table.rows == 10)
        #expect(!layout(80, 16, .aside).details.isEmpty)
    }

    // MARK: - Tabs and places in turn

    @Test func `tabs and places are gone through around the end`() {
        #expect(DetailsTab.overview.advanced(by: -1) == .raw)
        #expect(DetailsTab.raw.advanced(by: 1) == .overview)
        #expect(DetailsTab.error.advanced(by: 1) == .metadata)
        let next = DetailsPlacement.allCases.map(\.next)
        #expect(next == [.right, .below, .full, .right])
        #expect(ShownTimes.Format.allCases.map(\.next) == [.relative, .utc, .local])
    }

    // MARK: - The scroll bar

    private static let scrolls: [(Int, Int, String)] = [
        (0, 4, "    "), (0, 3, "    "), (0, 5, "███│"), (1, 5, "│███"), (0, 8, "██││"),
        (1, 8, "██││"), (2, 8, "│██│"), (4, 8, "││██"), (99, 8, "││██"), (0, 1_000, "█│││"),
        (996, 1_000, "│││█"), (500, 1_000, "│█││"),
    ]

    @Test(arguments: scrolls)
    func `a scroll bar shows which part is seen, where not all is`(
        first: Int, count: Int, bar: String
    ) {
        var canvas = Canvas(
            theme: FrameTheme.theme, frame: Frame(size: Size(columns: 1, rows: 4)))
        let rect = Rect(column: 0, row: 0, columns: 1, rows: 4)
        ScrollBar(first: first, shown: 4, count: count)
            .draw(in: rect, glyphs: .unicode, on: &canvas)
        let drawn = (0..<4).map { String(canvas.frame[column: 0, row: $0].text) }
        #expect(drawn.joined() == bar)
    }

    private static let dropped: [(Int, String, Int)] = [
        (0, "日本x", 0), (1, "本x", 2), (2, "本x", 2), (3, "x", 4), (5, "", 5), (9, "", 5),
    ]

    @Test(arguments: dropped)
    func `a wide character is dropped whole`(columns: Int, rest: String, count: Int) {
        let (left, dropped) = DisplayWidth.dropping(columns: columns, from: "日本x")
        #expect(left == rest)
        #expect(dropped == count)
    }
}
