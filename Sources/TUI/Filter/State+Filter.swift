import Query
import Runs
import RunTable
import Terminal

extension State {
    mutating func ask(_ query: Query) -> [Effect] {
        guard query != runs.request.query else { return [] }
        runs.request.query = query
        return [.list]
    }

    mutating func ask(text: String) -> [Effect] {
        ask { state throws(QueryMistake) in try state.parse(text) }
    }

    mutating func toggleFailures() -> [Effect] {
        let isOn = runs.request.query.statuses == [.failed]
        return ask(text: runs.request.query.settingStatuses(isOn ? nil : [.failed]))
    }

    /// Applies the filter that `make` builds, or shows its mistake.
    mutating func ask(
        _ make: (State) throws(QueryMistake) -> Query, before: (inout State) -> Void = { _ in }
    ) -> [Effect] {
        do throws(QueryMistake) {
            let query = try make(self)
            before(&self)
            return ask(query)
        } catch { return sayOnly(error.sentence, .error) }
    }

    /// Shows the newest runs that match the filter that `make` builds, or shows its mistake.
    mutating func openRuns(_ make: (State) throws(QueryMistake) -> Query) -> [Effect] {
        ask(make) { state in
            state.leave(for: .runs)
            state.runs.selection = .newest
        }
    }

    mutating func performFilter(_ command: Command) -> [Effect]? {
        if command == .failures { return toggleFailures() }
        if command == .filter {
            prompt.open = Prompt(editing: runs.request.query, selection: runs.selection)
        } else if command == .pickStatuses {
            openPicker(.statuses)
        } else if command == .pickSources {
            openPicker(.sources)
        } else {
            return nil
        }
        return []
    }

    mutating func clearFilter() -> [Effect] {
        guard runs.request.query.root != nil else { return [] }
        prompt.filters.remember(runs.request.query.text)
        say("the filter is cleared; \(key(.filter)) \(glyphs.label(of: .up)) brings it back")
        return ask(.everything)
    }
}

/// Texts about the filter.
package enum FilterText {
    /// Words how many texts the regular expressions gave up on; nil for none.
    package static func tooHard(_ count: Int) -> String? {
        switch count {
        case 0: nil
        case 1: "1 text was too hard for the regular expression: its runs are not listed"
        default:
            "\(ShortText.count(count)) texts were too hard for the regular expression: "
                + "their runs are not listed"
        }
    }
}
