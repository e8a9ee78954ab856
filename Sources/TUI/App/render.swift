import Runs
import RunTable
package import Terminal

func renderHeader(_ state: State, theme: Theme, into frame: inout Frame) {
    var canvas = Canvas(theme: theme, frame: frame)
    HeaderView(state: state).draw(in: state.layout.header, on: &canvas)
    frame = canvas.frame
}

/// Draws a state over the whole frame.
package func render(_ state: State, theme: Theme, into frame: inout Frame) {
    var canvas = Canvas(theme: theme, frame: frame)
    canvas.frame.cursor = nil
    canvas.fill(canvas.frame.bounds, .background)
    let layout = state.layout
    HeaderView(state: state).draw(in: layout.header, on: &canvas)
    TimelineView(state: state).draw(in: layout.timeline, on: &canvas)
    CountsView(state: state).draw(in: layout.counts, on: &canvas)
    TitleView(state: state).draw(in: layout.title, on: &canvas)
    switch state.view {
    case .runs:
        RunsView(state: state).draw(header: layout.tableHeader, rows: layout.table, on: &canvas)
        if state.details.open != nil { DetailsView(state: state).draw(layout, on: &canvas) }
    case .pipelines:
        draw(state.pipelines, of: state, in: layout, on: &canvas) { digest in
            let status = digest.recent.first ?? .unknown
            return Span(state.glyphs.status(status), Role(status))
        }
        state.pipelinePane?.draw(layout, glyphs: state.glyphs, on: &canvas)
    case .errors:
        draw(state.errors, of: state, in: layout, on: &canvas) { group in
            Span(state.glyphs.status(.failed), group.isNew ? .errorNew : .statusFailed)
        }
        state.errorPane?.draw(layout, glyphs: state.glyphs, on: &canvas)
    case .sources:
        draw(state.sources.list, of: state, in: layout, on: &canvas) { $0.sign(state.glyphs) }
        PaneView.drawGround(layout, glyphs: state.glyphs, on: &canvas)
        if let report = state.sourceReport {
            PaneView(title: report.title, scroll: state.sources.scroll) { _ in report.lines }
                .draw(layout, glyphs: state.glyphs, on: &canvas)
        }
    }
    if let prompt = state.prompt.open {
        PromptView(state: state, prompt: prompt).draw(in: layout.footer, on: &canvas)
    } else {
        FooterView(state: state).draw(in: layout.footer, on: &canvas)
    }
    state.overlayList?.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
    frame = canvas.frame
}

private func draw<Item: TableItem>(
    _ list: TableList<Item>, of state: State, in layout: ScreenLayout, on canvas: inout Canvas,
    sign: @escaping (Item) -> Span
) {
    // A pause stops the runs, not the sources.
    let now = state.view == .sources ? state.now : state.shownMoment
    let context = CellContext(now: now, times: state.times, glyphs: state.glyphs)
    TableView(list, in: layout.table, context: context) { TableView.Marking(sign: sign($0)) }
        .draw(header: layout.tableHeader, rows: layout.table, on: &canvas)
    if list.items.isEmpty { EmptyView(state: state).draw(in: layout.table, on: &canvas) }
}

/// Draws frames, and keeps the last one so that a tick can redraw only the header.
struct FramePainter {
    private var last: Frame?

    mutating func frame(of state: State, theme: Theme) -> Frame {
        var frame = Frame(size: state.size)
        render(state, theme: theme, into: &frame)
        last = frame
        return frame
    }

    /// Redraws the header of the last frame; nil if there is none of this size.
    mutating func ticked(to state: State, theme: Theme) -> Frame? {
        guard var frame = last, frame.size == state.size else { return nil }
        renderHeader(state, theme: theme, into: &frame)
        last = frame
        return frame
    }
}
