import Query
import Runs
import RunTable
import Terminal

extension State {
    var sourceReport: SourceReport? {
        sources.list.selected.map { row in
            SourceReport(
                source: row.health, now: now, clock: times.clock, glyphs: glyphs,
                width: max(1, layout.details.columns - 2), trail: sources.trail,
                listed: runs.request.query == .everything
                    ? nil : runs.listing.counts(of: row.id).total)
        }
    }

    mutating func performInSources(_ command: Command) -> [Effect] {
        let isInTable = navigation.focus == .table
        let height = isInTable ? layout.table.rows : layout.details.rows
        if let movement = Movement(command, page: height) {
            if isInTable {
                sources.list.move(movement, rows: layout.table.rows)
                sources.scroll = 0
            } else {
                let count = sourceReport?.lines.count ?? 0
                let pages = max(1, count - layout.details.rows + 1)
                sources.scroll = movement.applied(to: sources.scroll, count: pages)
            }
            return []
        }
        if command == .focusNext || command == .focusPrevious {
            navigation.focus = isInTable ? .details : .table
        } else if command == .open, let source = sources.list.selected {
            return openRuns { state throws(QueryMistake) in
                try state.parse(state.runs.request.query.settingSources([source.id]))
            }
        } else if command == .back {
            return goBack() ?? []
        } else if command == .close {
            return [.quit]
        } else if command == .pollSource {
            return sources.list.selected.map { [.poll($0.id)] } ?? []
        }
        return []
    }

    mutating func listSources() {
        sources.list.take(
            (snapshot?.sources ?? []).map { source in
                SourceRow(health: source, latency: sources.trail.latency(of: source.name))
            }, answering: .everything)
        settleSources()
    }

    mutating func settleSources() {
        guard view == .sources, !sources.list.items.isEmpty else { return }
        sources.list.settle(rows: layout.table.rows)
        let lines = sourceReport?.lines.count ?? 0
        sources.scroll = max(0, min(sources.scroll, lines - max(1, layout.details.rows)))
    }
}
