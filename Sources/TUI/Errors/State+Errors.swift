import Query
import Runs
import RunTable
import Terminal

extension State {
    mutating func take(_ groups: [ErrorGroup], answering query: Query) {
        guard query == runs.request.query else { return }
        errors.take(groups, answering: query)
        errors.settle(rows: layout.table.rows)
    }

    mutating func performInErrors(_ command: Command) -> [Effect] {
        if let effects = performInList(command, \.errors) { return effects }
        guard let group = errors.selected else { return [] }
        if command == .open { return open(group) }
        return command == .pollSource ? group.sources.map { .poll($0) } : []
    }

    /// Shows the runs of an error; other filter terms stay.
    private mutating func open(_ group: ErrorGroup) -> [Effect] {
        openRuns { state throws(QueryMistake) in
            var query = state.runs.request.query
            if query.statuses == [.failed] { query = try state.parse(query.settingStatuses(nil)) }
            return try state.parse(query.adding(group.query))
        }
    }

    /// Details of the selected error, because narrow screens hide columns.
    var errorPane: PaneView? {
        guard let group = errors.selected else { return nil }
        let pipelines = ShortText.pipelines(group.pipelines).map { " in " + $0 } ?? ""
        let sources = group.sources.map(\.text).joined(separator: ", ")
        var seen = group.isNew ? "new" : "known"
        if let first = group.firstSeen { seen += ", first at \(shown(first))" }
        if let last = group.lastSeen { seen += ", last at \(shown(last))" }
        let example = group.example.isEmpty ? "(no message)" : group.example
        return pane(
            ShortText.count(group.count, "failure") + pipelines,
            [
                ("Seen", seen, group.isNew ? .errorNew : .detailsValue),
                ("Sources", SafeText.line(sources).text, .detailsValue),
                ("Latest", SafeText.line(example).text, .statusFailed),
            ])
    }
}
