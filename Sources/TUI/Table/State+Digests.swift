import Query
import Runs
import RunTable
import Terminal

extension State {
    /// Carries a command out in the view of the pipelines.
    mutating func performInPipelines(_ command: Command) -> [Effect] {
        if let effects = performInDigests(command, \.pipelines) { return effects }
        guard let digest = pipelines.selected else { return [] }
        if command == .open { return openPipeline(digest) }
        return command == .pollSource ? [.poll(digest.source)] : []
    }

    /// Carries a command out in the view of the errors.
    mutating func performInErrors(_ command: Command) -> [Effect] {
        if let effects = performInDigests(command, \.errors) { return effects }
        guard let group = errors.selected else { return [] }
        if command == .open { return openError(group) }
        return command == .pollSource ? group.sources.map { .poll($0) } : []
    }

    /// Carries out what both views have in common.
    ///
    /// - Returns: What is to be done outside; nil where it is something else.
    private mutating func performInDigests<Item: Digest>(
        _ command: Command, _ list: WritableKeyPath<State, DigestList<Item>>
    ) -> [Effect]? {
        let rows = layout.table.rows
        if let movement = Movement(command, page: rows) {
            self[keyPath: list].move(movement, rows: rows)
            return []
        }
        let columns = DigestTable<Item>.columns(in: layout.table.columns)
        if command == .sortLeft || command == .sortRight {
            self[keyPath: list].sort(by: command == .sortLeft ? -1 : 1, among: columns)
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

    /// What the list of the view can be sorted by.
    var sortNames: [String] {
        switch view {
        case .runs: SortKey.allCases.map(\.rawValue)
        case .pipelines: PipelineDigest.columns.map(\.id)
        case .errors: ErrorGroup.columns.map(\.id)
        case .sources: []
        }
    }

    /// Sorts the list of the view by a column's name, with a dash before it the other way round.
    ///
    /// - Returns: Whether there is such a column.
    mutating func sortDigests(by name: String) -> Bool {
        let rows = layout.table.rows
        switch view {
        case .pipelines: return pipelines.sort(by: name, rows: rows)
        case .errors: return errors.sort(by: name, rows: rows)
        case .runs, .sources: return false
        }
    }

    /// Carries out what edits the filter; nil where it is something else.
    private mutating func performFilter(_ command: Command) -> [Effect]? {
        if command == .failures { return toggleFailures() }
        if command == .filter {
            prompt = FilterPrompt(editing: request.query, selection: selection)
        } else if command == .pickStatuses {
            openPicker(.statuses)
        } else if command == .pickSources {
            openPicker(.sources)
        } else {
            return nil
        }
        return []
    }

    /// Goes to the runs of a pipeline; what else is filtered by stays.
    private mutating func openPipeline(_ digest: PipelineDigest) -> [Effect] {
        let label = digest.pipeline.label.lowercased()
        let isPlain = !pipelines.items.contains { other in
            other.source == digest.source && other.id != digest.id
                && other.pipeline.label.lowercased().contains(label)
        }
        let name = isPlain ? digest.pipeline.label : digest.pipeline.id.text
        return open { state throws(QueryMistake) in
            let query = try state.parse(state.request.query.settingSources([digest.source]))
            return query.setting(.pipeline, to: name)
        }
    }

    /// Goes to the runs of an error; what else is filtered by stays.
    private mutating func openError(_ group: ErrorGroup) -> [Effect] {
        open { state throws(QueryMistake) in
            let query = state.request.query
            guard query.statuses == [.failed] else { return query.adding(group.query) }
            return try state.parse(query.settingStatuses(nil)).adding(group.query)
        }
    }

    /// Goes to the runs that answer another filter.
    private mutating func open(
        _ filter: (State) throws(QueryMistake) -> String
    ) -> [Effect] {
        do throws(QueryMistake) {
            let query = try parse(try filter(self))
            leave(for: .runs)
            selection = .newest
            return ask(query)
        } catch {
            message = StatusMessage(error.sentence, .error)
            return []
        }
    }

    /// Takes the pipelines in that were asked for.
    mutating func take(_ digests: [PipelineDigest], answering query: Query) {
        guard query == request.query else { return }
        pipelines.take(digests, answering: query)
        pipelines.settle(rows: layout.table.rows)
    }

    /// Takes the errors in that were asked for.
    mutating func take(_ groups: [ErrorGroup], answering query: Query) {
        guard query == request.query else { return }
        errors.take(groups, answering: query)
        errors.settle(rows: layout.table.rows)
    }
}
