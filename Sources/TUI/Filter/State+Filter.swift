import Query
import Runs
import RunTable
import Terminal

extension State {
    /// The greatest number of filters that are remembered.
    private static let historyLimit = 100

    /// Puts a filter in force.
    mutating func ask(_ query: Query) -> [Effect] {
        guard query != request.query else { return [] }
        request.query = query
        return [.list]
    }

    /// Puts the text of an edited filter in force.
    mutating func ask(text: String) -> [Effect] {
        do throws(QueryMistake) {
            return ask(try parse(text))
        } catch {
            message = StatusMessage(error.sentence, .error)
            return []
        }
    }

    /// Notes a filter for `↑` in the prompt.
    mutating func remember(_ text: String) {
        let text = text.trimmed
        guard !text.isEmpty else { return }
        filterHistory.removeAll { $0 == text }
        filterHistory.append(text)
        if filterHistory.count > Self.historyLimit { filterHistory.removeFirst() }
    }

    mutating func toggleFailures() -> [Effect] {
        let isOn = request.query.statuses == [.failed]
        return ask(text: request.query.settingStatuses(isOn ? nil : [.failed]))
    }

    // MARK: - The prompt

    mutating func pressInPrompt(_ key: KeyEvent) -> [Effect] {
        switch key {
        case .enter: return keepPrompt()
        case .escape, .control("c"), .control("g"): return cancelPrompt()
        case .up, .control("p"): return recall(-1)
        case .down, .control("n"): return recall(1)
        case .tab: return complete(1)
        case .backTab: return complete(-1)
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        default: return editPrompt { _ = $0.apply(key) }
        }
    }

    /// Edits the prompt's text; what then reads as a filter is in force at once.
    mutating func editPrompt(_ edit: (inout LineEditor) -> Void) -> [Effect] {
        guard var open = prompt else { return [] }
        let before = open.editor
        edit(&open.editor)
        guard open.editor != before else { return [] }
        open.completion = nil
        prompt = open
        return open.editor.text == before.text ? [] : applyPrompt()
    }

    private mutating func applyPrompt() -> [Effect] {
        guard let text = prompt?.editor.text else { return [] }
        do throws(QueryMistake) {
            let query = try parse(text)
            prompt?.mistake = nil
            return ask(query)
        } catch {
            prompt?.mistake = error
            return []
        }
    }

    private mutating func keepPrompt() -> [Effect] {
        guard let open = prompt, open.mistake == nil else { return [] }
        let text = open.editor.text.trimmed
        remember(text)
        prompt = nil
        settle()
        return ask(text: text)
    }

    private mutating func cancelPrompt() -> [Effect] {
        guard let open = prompt else { return [] }
        prompt = nil
        selection = open.savedSelection
        settle()
        return ask(open.saved)
    }

    /// Calls up an earlier or a later filter of the history.
    private mutating func recall(_ direction: Int) -> [Effect] {
        guard var open = prompt, !filterHistory.isEmpty else { return [] }
        let place = (open.historyPlace ?? filterHistory.count) + direction
        guard place >= 0, place <= filterHistory.count else { return [] }
        if open.historyPlace == nil { open.draft = open.editor.text }
        open.historyPlace = place == filterHistory.count ? nil : place
        open.editor = LineEditor(
            open.historyPlace.map { filterHistory[$0] } ?? open.draft)
        open.completion = nil
        prompt = open
        return applyPrompt()
    }

    /// Completes what stands before the cursor; again, goes on to the next candidate.
    private mutating func complete(_ direction: Int) -> [Effect] {
        guard var open = prompt else { return [] }
        if open.completion != nil {
            open.completion?.turn(direction, in: &open.editor)
        } else {
            let found = Query.completions(
                for: open.editor.text, cursor: open.editor.cursor, values: completionValues)
            if let first = found.candidates.first {
                open.editor.replace(found.replacing, with: first)
            } else if let mistake = open.mistake, let mend = mistake.mend {
                let end = mistake.column + mistake.length
                open.editor.replace(mistake.column..<end, with: mend)
                _ = open.editor.apply(.end)
            } else {
                message = StatusMessage("nothing to complete here")
                return []
            }
            if let first = found.candidates.first, found.candidates.count > 1 {
                let start = found.replacing.lowerBound
                open.completion = FilterPrompt.Completing(
                    candidates: found.candidates, chosen: 0, range: start..<(start + first.count))
            }
        }
        prompt = open
        return applyPrompt()
    }

    /// The words of the runs held that a filter may want to name.
    var completionValues: QueryValues {
        var values = QueryValues()
        let sources = snapshot?.sources ?? []
        values.providers = Set(sources.map(\.provider)).sorted().map(\.rawValue)
        values.sources = sources.map(\.name.text)
        values.pipelines = Self.words(listing.table.pipelineLabels)
        values.triggers = Self.words(listing.table.triggers)
        values.events = Self.words(listing.table.events, sources.flatMap(\.eventTypes))
        return values
    }

    private static func words(_ texts: some Sequence<String>, _ more: [String] = []) -> [String] {
        Set((Array(texts) + more).map { SafeText.line($0).text }).sorted()
    }
}

extension String {
    /// The text without spaces at either end.
    var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

/// The words for what a person should know of the filter.
package enum FilterText {
    /// Tells how many texts the filter's regular expressions gave up; nil if none.
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
