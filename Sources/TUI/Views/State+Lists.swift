import Query
import Runs
import RunTable
import Terminal

/// A pane with a title and lines, beside a table or below it.
struct PaneView {
    let title: String
    /// The first line on the screen; nil if the pane does not scroll.
    var scroll: Int?
    let lines: (Int) -> [StyledLine]

    func draw(_ layout: ScreenLayout, glyphs: Glyphs, on canvas: inout Canvas) {
        guard !layout.details.isEmpty else { return }
        Self.drawGround(layout, glyphs: glyphs, on: &canvas)
        let head = layout.detailsTitle
        let text = DisplayWidth.truncate(
            title, to: max(0, head.columns - 2), ellipsis: glyphs.ellipsis)
        canvas.put(
            " " + text, .detailsTitle, column: head.column, row: head.row, width: head.columns)
        let area = layout.details.removingLeft(1).removingRight(1)
        let lines = lines(area.columns)
        for (index, line) in lines.dropFirst(scroll ?? 0).prefix(area.rows).enumerated() {
            canvas.put(line, in: area, row: area.row + index)
        }
        guard let scroll else { return }
        ScrollBar(first: scroll, shown: area.rows, count: lines.count)
            .draw(in: layout.details.right(1), glyphs: glyphs, on: &canvas)
    }

    static func drawGround(_ layout: ScreenLayout, glyphs: Glyphs, on canvas: inout Canvas) {
        let isVertical = layout.separator.columns == 1
        canvas.fill(
            layout.separator, .tableSeparator,
            text: isVertical ? glyphs.verticalLine : glyphs.horizontalLine)
        canvas.fill(layout.details, .details)
        canvas.fill(layout.detailsTitle, .details)
    }
}

extension State {
    /// Performs the commands that pipelines and errors share; nil for all others.
    mutating func performInList<Item: TableItem>(
        _ command: Command, _ list: WritableKeyPath<State, TableList<Item>>
    ) -> [Effect]? {
        let rows = layout.table.rows
        if let movement = Movement(command, page: rows) {
            self[keyPath: list].move(movement, rows: rows)
            return []
        }
        if command == .sortLeft || command == .sortRight {
            let columns = ColumnLayout(width: layout.table.columns - 1, columns: Item.columns)
            self[keyPath: list].sort(
                by: command == .sortLeft ? -1 : 1, among: columns.placed.map(\.column))
        } else if command == .invertSort {
            self[keyPath: list].invert()
        } else if command == .back {
            return goBack() ?? clearFilter()
        } else if command == .close {
            return [.quit]
        } else if command == .focusNext || command == .focusPrevious {
            moveFocus(by: command == .focusNext ? 1 : -1)
        } else {
            return performFilter(command)
        }
        self[keyPath: list].settle(rows: rows)
        return []
    }

    var sortNames: [String] {
        switch view {
        case .runs: SortKey.allCases.map(\.rawValue)
        case .pipelines: PipelineDigest.columns.map(\.id)
        case .errors: ErrorGroup.columns.map(\.id)
        case .sources: []
        }
    }

    mutating func sortList(by name: String) -> Bool {
        defer { settle() }
        return switch view {
        case .pipelines: pipelines.sort(by: name)
        case .errors: errors.sort(by: name)
        case .runs, .sources: false
        }
    }

    func pane(_ title: String, _ fields: [LabelledLines.Field]) -> PaneView {
        PaneView(title: title) { [glyphs] width in
            LabelledLines(fields, width: width, glyphs: glyphs).lines
        }
    }

    func shown(_ moment: Timestamp) -> String { times.brief(moment, now: shownMoment) }
}
