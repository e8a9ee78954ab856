import Runs
import RunTable
package import Terminal

/// Draws the line that goes on with the time into a frame of the same state a moment ago.
///
/// - Parameters:
///   - state: What to draw.
///   - theme: The style of every role.
///   - frame: The frame; only its header is drawn over.
func renderHeader(_ state: State, theme: Theme, into frame: inout Frame) {
    var canvas = Canvas(theme: theme, frame: frame)
    HeaderView(state: state).draw(in: state.layout.header, on: &canvas)
    frame = canvas.frame
}

/// Draws a state.
///
/// It reads the state and changes nothing but the frame.
///
/// - Parameters:
///   - state: What to draw.
///   - theme: The style of every role.
///   - frame: Where to draw; all of it is drawn over.
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
        if state.details != nil { DetailsView(state: state).draw(layout, on: &canvas) }
    case .pipelines:
        let table = DigestTable(state: state, list: state.pipelines) { digest in
            let status = digest.recent.first ?? .unknown
            return (state.glyphs.status(status), Role(status))
        }
        table.draw(header: layout.tableHeader, rows: layout.table, on: &canvas)
        DigestReport(state: state).draw(layout, on: &canvas)
    case .errors:
        let table = DigestTable(state: state, list: state.errors) { group in
            (state.glyphs.status(.failed), group.isNew ? .errorNew : .statusFailed)
        }
        table.draw(header: layout.tableHeader, rows: layout.table, on: &canvas)
        DigestReport(state: state).draw(layout, on: &canvas)
    case .sources: SourcesView(state: state).draw(layout, on: &canvas)
    }
    if state.prompt != nil {
        PromptView(state: state).draw(in: layout.footer, on: &canvas)
    } else if let line = state.line {
        LineView(state: state, line: line).draw(in: layout.footer, on: &canvas)
    } else {
        FooterView(state: state).draw(in: layout.footer, on: &canvas)
    }
    switch state.overlay {
    case .help(let scroll): HelpView(state: state, scroll: scroll).draw(on: &canvas)
    case .views(let cursor): SavedViewsView(state: state, cursor: cursor).draw(on: &canvas)
    case .columns(let picker): ColumnsView(state: state, picker: picker).draw(on: &canvas)
    case .picker(let picker): PickerView(state: state, picker: picker).draw(on: &canvas)
    case .themes(let picker): ThemesView(state: state, picker: picker).draw(on: &canvas)
    case .messages(let scroll): MessagesView(state: state, scroll: scroll).draw(on: &canvas)
    case nil: break
    }
    frame = canvas.frame
}
