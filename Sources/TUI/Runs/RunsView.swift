import Runs
import RunTable
import Terminal

struct RunsView {
    let state: State

    func draw(header: Rect, rows: Rect, on canvas: inout Canvas) {
        let runs = state.runs.places(rows: rows.rows).map { state.runs.listing.summary(at: $0) }
        var context = CellContext(now: state.shownMoment, times: state.times, glyphs: state.glyphs)
        context.longest = runs.compactMap { $0.elapsed(at: context.now) }.max() ?? 0
        let table = TableView(
            layout: state.columnLayout, context: context, order: state.runs.order,
            window: TableView.Window(
                items: runs, first: state.runs.top, count: state.runs.listing.count,
                selected: state.runs.selectedPlace), scrolled: state.runs.scrolledColumns,
            marking: marking)
        table.draw(header: header, rows: rows, on: &canvas)
        if state.runs.listing.count == 0 { EmptyView(state: state).draw(in: rows, on: &canvas) }
    }

    private func marking(_ run: Run) -> TableView<Run>.Marking {
        TableView.Marking(
            sign: Span(state.glyphs.status(run.status), Role(run.status)),
            mark: state.runs.marks.contains(run.key) ? Span(state.glyphs.mark, .filter) : nil,
            tint: run.status == .failed ? .statusFailedRow : nil)
    }
}

/// The second line: the number of runs in each status.
struct CountsView {
    /// What is under way, then what went wrong, then what went well.
    private static let order: [RunStatus] = [
        .running, .queued, .failed, .warning, .unknown, .succeeded, .skipped, .cancelled, .info,
    ]

    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .counts)
        let span = state.selectedSpan
        let counts = span?.counts ?? state.shownTable?.counts ?? StatusCounts()
        let head = span.map(self.head) ?? []
        let named = head + items(counts, withWords: true).flatMap { $0 }
        guard named.columns > rect.columns else {
            return canvas.put(named, in: rect, row: rect.row)
        }
        var line = head
        for item in items(counts, withWords: false) {
            // Blanks behind a count may be cut. A number may not: it would read as another one.
            guard line.columns + item.prefix(2).reduce(0, { $0 + $1.columns }) <= rect.columns
            else { break }
            line += item
        }
        canvas.put(line, in: rect, row: rect.row)
    }

    private func head(_ span: SelectedTime) -> StyledLine {
        let today = state.shownMoment
        let from = state.times.clock.brief(span.from, today: today)
        let until = state.times.clock.brief(span.until, today: today)
        return [Span(" \(from) to \(until) ", .tabActive)]
    }

    private func items(_ counts: StatusCounts, withWords: Bool) -> [StyledLine] {
        var items: [StyledLine] = []
        for status in Self.order {
            let count = counts[status]
            // The counts that users look for stay in place at zero.
            guard count > 0 || [.running, .failed, .succeeded].contains(status) else { continue }
            let role = count > 0 ? Role(status) : .textMuted
            let word = withWords ? " \(status.rawValue)" : ""
            items.append([
                Span(items.isEmpty ? " " : "", .counts),
                Span("\(state.glyphs.status(status)) \(ShortText.count(count))", role),
                Span("\(word)  ", count > 0 ? .counts : .textMuted),
            ])
        }
        return items
    }
}
