import Query
import Runs
import RunTable
import Terminal

extension State {
    mutating func press(_ key: KeyEvent, in open: Prompt) -> [Effect] {
        switch key {
        case .enter: return keepPrompt(open)
        case .escape, .control("c"), .control("g"): return cancelPrompt(open)
        case .up, .control("p"): return recall(-1)
        case .down, .control("n"): return recall(1)
        case .tab: return complete(1)
        case .backTab: return complete(-1)
        case .right, .end, .control("e"), .control("f"):
            let ghost = paletteGhost
            return editPrompt { editor in
                if ghost.isEmpty { _ = editor.apply(key) } else { editor.insert(ghost) }
            }
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        default: return editPrompt { _ = $0.apply(key) }
        }
    }

    /// Edits the text; a valid filter applies at once.
    mutating func editPrompt(_ edit: (inout LineEditor) -> Void) -> [Effect] {
        guard var open = prompt.open else { return [] }
        let before = open.editor
        edit(&open.editor)
        guard open.editor != before else { return [] }
        open.completion = nil
        prompt.open = open
        return open.editor.text == before.text ? [] : applyPrompt(open)
    }

    private mutating func applyPrompt(_ open: Prompt) -> [Effect] {
        prompt.open?.mistake = nil
        switch open.purpose {
        case .export, .palette: return []
        case .search(let saved):
            search(for: open.editor.text, from: saved)
            return []
        case .filter:
            do throws(QueryMistake) { return ask(try parse(open.editor.text)) } catch {
                prompt.open?.mistake = Prompt.Mistake(error)
                return []
            }
        }
    }

    private mutating func keepPrompt(_ open: Prompt) -> [Effect] {
        let text = open.editor.text.trimmed
        var effects: [Effect] = []
        switch open.purpose {
        case .search: prompt.open = nil
        case .filter:
            guard open.mistake == nil else { return [] }
            prompt.filters.remember(text)
            prompt.open = nil
            effects = ask(text: text)
        case .export:
            guard let export = export(to: text) else {
                let ends = ExportRequest.Format.allCases.map { "." + $0.rawValue }
                return refuse("the name has to end in \(ends.joined(separator: ", "))") ?? []
            }
            prompt.open = nil
            effects = export
        case .palette:
            guard let executed = execute(text) else { return [] }
            // The line may have opened another prompt.
            if prompt.open?.purpose == .palette { prompt.open = nil }
            effects = executed
        }
        settle()
        return effects
    }

    private mutating func cancelPrompt(_ open: Prompt) -> [Effect] {
        prompt.open = nil
        var effects: [Effect] = []
        switch open.purpose {
        case .filter(let saved, let selection):
            runs.selection = selection
            effects = ask(saved)
        case .search(let saved): details.open = saved
        case .export: say("nothing is exported")
        case .palette: break
        }
        settle()
        return effects
    }

    /// Shows a mistake in the prompt, and returns nil for the caller to pass on.
    mutating func refuse(_ sentence: String) -> [Effect]? {
        prompt.open?.mistake = Prompt.Mistake(sentence)
        return nil
    }

    private mutating func recall(_ direction: Int) -> [Effect] {
        let history = prompt.history
        guard var open = prompt.open, !history.isEmpty else { return [] }
        let place = (open.historyPlace ?? history.count) + direction
        guard place >= 0, place <= history.count else { return [] }
        if open.historyPlace == nil { open.draft = open.editor.text }
        open.historyPlace = place == history.count ? nil : place
        open.editor = LineEditor(open.historyPlace.map { history[$0] } ?? open.draft)
        open.completion = nil
        prompt.open = open
        return applyPrompt(open)
    }

    // MARK: - Completion

    private mutating func complete(_ direction: Int) -> [Effect] {
        guard var open = prompt.open else { return [] }
        if open.completion != nil {
            open.completion?.turn(direction, in: &open.editor)
        } else if open.purpose == .export {
            open.editor = LineEditor(Self.turningFormat(of: open.editor.text))
        } else {
            let found = completions(for: open)
            if let first = found.candidates.first {
                insert(first, of: found, into: &open)
            } else if let range = open.mistake?.range, let mend = open.mistake?.mend {
                open.editor.replace(range, with: mend)
                _ = open.editor.apply(.end)
            } else {
                if case .filter = open.purpose { say("nothing to complete here") }
                return []
            }
        }
        prompt.open = open
        return applyPrompt(open)
    }

    private func completions(for open: Prompt) -> Completion {
        switch open.purpose {
        case .filter:
            Query.completions(
                for: open.editor.text, cursor: open.editor.cursor, values: completionValues)
        case .palette: paletteCompletion(open.editor.text, cursor: open.editor.cursor)
        case .search, .export: Completion(replacing: 0..<0, candidates: [])
        }
    }

    private func insert(_ first: String, of found: Completion, into open: inout Prompt) {
        let start = found.replacing.lowerBound
        guard found.candidates.count == 1 else {
            open.editor.replace(found.replacing, with: first)
            open.completion = Prompt.Completing(
                candidates: found.candidates, range: start..<(start + first.count))
            return
        }
        let wantsMore =
            open.purpose == .palette && start == 0 && PaletteWord(rawValue: first) != nil
        open.editor.replace(found.replacing, with: wantsMore ? first + " " : first)
    }

    var completionValues: QueryValues {
        var values = QueryValues()
        let sources = snapshot?.sources ?? []
        values.providers = Set(sources.map(\.provider)).sorted().map(\.rawValue)
        values.sources = sources.map(\.name.text)
        values.pipelines = Self.words(runs.listing.table.pipelineLabels)
        values.triggers = Self.words(runs.listing.table.triggers)
        values.events = Self.words(runs.listing.table.events, sources.flatMap(\.eventTypes))
        return values
    }

    private static func words(_ texts: some Sequence<String>, _ more: [String] = []) -> [String] {
        Set((Array(texts) + more).map { SafeText.line($0).text }).sorted()
    }
}
