import Query
import Runs
import RunTable
import Terminal

/// The last line: a message, or the main keys of the focused pane.
struct FooterView {
    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .footer)
        if let question = state.messages.question {
            let words = question.words(state.times.clock)
            return canvas.put(" \(words)", .messageWarning, in: rect, state.glyphs)
        }
        if let message = state.message ?? state.exportProgress ?? state.progress {
            let role = message.severity.role(.message)
            return canvas.put(" \(message.text)", role, in: rect, state.glyphs)
        }
        // An overlay shows its own keys.
        guard state.navigation.overlay == nil else { return }
        // The key to close stays at any width, the key for help as long as both fit.
        var right = hint(.help) + hint(.close)
        if right.columns > rect.columns { right = hint(.close) }
        var line: StyledLine = [Span(" ", .footer)]
        for row in rows where label(row) != nil && applies(row) {
            guard ![.help, .close].contains(row.command) else { continue }
            let next = hint(row.command)
            guard line.columns + next.columns + right.columns <= rect.columns else { continue }
            line += next
        }
        canvas.put(line, in: rect, row: rect.row)
        canvas.put(right, in: rect.right(right.columns), row: rect.row)
    }

    /// The keys; first those that end a selection or a pause.
    private var rows: [CommandRow] {
        let rows = state.keymap.rows
        let isSelecting = state.activePane == .timeline && state.timeline.anchor != nil
        let ends: [Command] =
            isSelecting ? [.toggle, .back] : state.runs.paused == nil ? [] : [.pause]
        return rows.filter { ends.contains($0.command) }
            + rows.filter { !ends.contains($0.command) }
    }

    private func hint(_ command: Command) -> StyledLine {
        guard let row = state.keymap.row(of: command), let key = row.keys.first,
            let label = label(row)
        else { return [] }
        let sign = key == .enter ? state.glyphs.enterKey : state.glyphs.label(of: key)
        return [Span(sign, .footerKey), Span(" \(label)  ", .footerLabel)]
    }

    private func applies(_ row: CommandRow) -> Bool {
        row.contexts.contains(state.keyContext)
            && (hasRow || ![.open, .copySummary, .nextFailure].contains(row.command))
    }

    private var hasRow: Bool {
        switch state.keyContext {
        case .table: state.runs.listing.count > 0
        case .pipelines: state.pipelines.place != nil
        case .errors: state.errors.place != nil
        default: true
        }
    }

    private var backLabel: String? {
        if state.activePane == .timeline {
            return state.timeline.anchor == nil ? "back" : "drop selection"
        }
        if state.details.open != nil { return state.activePane == .details ? "back" : "close" }
        if state.runs.exporting != nil { return "stop" }
        if !state.navigation.trail.isEmpty { return "back" }
        if !state.runs.marks.isEmpty { return "unmark" }
        return state.runs.request.query.root == nil ? nil : "clear filter"
    }

    private func label(_ row: CommandRow) -> String? {
        switch row.command {
        case .pause where state.runs.paused != nil: "follow"
        case .help where state.terminal.isFirstTime: "new here? all keys"
        case .open where state.view != .runs || state.activePane == .timeline: "its runs"
        case .left where state.activePane == .timeline: "earlier"
        case .right where state.activePane == .timeline: "later"
        case .toggle where state.activePane == .timeline:
            state.timeline.anchor == nil ? "select from here" : "end selection"
        case .open where state.activePane == .details: nil
        case .open where state.details.open != nil: "focus"
        case .back: backLabel
        case .nextMatch where state.details.open?.search.isEmpty ?? true: nil
        default: row.label
        }
    }
}
