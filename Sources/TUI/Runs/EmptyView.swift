import Query
import Runs
import RunTable
import Terminal

/// Explains why a table is empty, and what to do next.
struct EmptyView {
    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        let (sentence, hint) = texts
        var lines = DisplayWidth.wrap(sentence, to: max(1, rect.columns - 4)).map {
            ($0, Role.empty)
        }
        lines += DisplayWidth.wrap(hint, to: max(1, rect.columns - 4)).map { ($0, Role.emptyHint) }
        let start = rect.row + max(0, (rect.rows - lines.count) / 3)
        for (index, (text, role)) in lines.enumerated() where start + index < rect.endRow {
            let column = rect.column + max(0, (rect.columns - DisplayWidth.columns(of: text)) / 2)
            canvas.put(text, role, column: column, row: start + index, width: rect.columns)
        }
    }

    private var texts: (sentence: String, hint: String) {
        guard let snapshot = state.snapshot, !snapshot.sources.isEmpty else {
            return ("Starting.", "Runs appear as soon as a source answers.")
        }
        if let texts = digestTexts(snapshot) { return texts }
        if snapshot.table.count > 0, state.runs.listing.request.query.root != nil {
            let unknown = FilterText.tooHard(state.runs.listing.hardCount).map { " \($0)." }
            return (
                "No run matches this filter." + (unknown ?? ""),
                "\(state.key(.back)) clears it, \(state.key(.filter)) edits it. "
                    + "\(ShortText.count(snapshot.table.count)) runs are held."
            )
        }
        if state.isOffline {
            return (
                "The history holds no runs of these sources.",
                "Nothing is polled now. Start without --offline to fill it."
            )
        }
        let troubled = snapshot.sources.filter { $0.problem != nil }
        if troubled.count == snapshot.sources.count, let first = troubled.first,
            let problem = first.problem
        {
            guard troubled.count == 1 else {
                return (
                    "No source can be read (\(troubled.count) of \(snapshot.sources.count)).",
                    "\(state.key(.showSources)) says why of each; "
                        + "\(state.key(.pollAll)) tries all of them again now."
                )
            }
            let sentence = ProblemText.sentence(problem.error)
            return (
                "No source can be read. \(SafeText.line(first.name.text).text): \(sentence)",
                "\(state.key(.pollAll)) tries all of them again now."
            )
        }
        let waiting = snapshot.sources.filter { !$0.isBackfilled && $0.problem == nil }
        if !waiting.isEmpty {
            let names = waiting.map { SafeText.line($0.name.text).text }.joined(separator: ", ")
            let hint =
                troubled.isEmpty
                ? "New runs appear by themselves."
                : "\(troubled.count) of \(snapshot.sources.count) sources cannot be read; "
                    + "\(state.key(.showSources)) says why."
            return ("Reading \(names).", hint)
        }
        return (
            "No runs in the period that is read.",
            "New runs appear by themselves; raise `backfill` to read further back."
        )
    }

    private func digestTexts(_ snapshot: MonitorSnapshot) -> (sentence: String, hint: String)? {
        let held = ShortText.count(snapshot.table.count)
        let isFiltered = state.runs.request.query.root != nil
        guard snapshot.table.count > 0 else { return nil }
        switch state.view {
        case .runs, .sources: return nil
        case .pipelines:
            guard state.pipelines.query != nil else { return Self.digesting }
            guard isFiltered else {
                return (
                    "The runs kept here name no pipeline.",
                    "\(state.key(.showRuns)) shows the \(held) runs themselves."
                )
            }
            return (
                "No pipeline has a run that matches this filter.",
                "\(wayOut) \(held) runs are held."
            )
        case .errors:
            guard state.errors.query != nil else { return Self.digesting }
            guard isFiltered else {
                return ("Nothing failed.", "None of the \(held) stored runs failed.")
            }
            return (
                "No failure matches this filter.",
                "\(wayOut) "
                    + "\(ShortText.count(snapshot.table.counts[.failed])) failures are held."
            )
        }
    }

    private var wayOut: String {
        "\(state.key(.back)) goes back or clears it, \(state.key(.filter)) edits it."
    }

    private static let digesting = ("Looking at the runs.", "This takes a moment.")
}
