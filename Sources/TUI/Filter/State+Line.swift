import Query
import Runs
import Terminal

extension State {
    /// Takes a key for the open line.
    mutating func pressInLine(_ key: KeyEvent) -> [Effect] {
        switch key {
        case .enter: return keepLine()
        case .escape, .control("c"), .control("g"):
            cancelLine()
            return []
        case .tab, .backTab:
            completeLine(key == .tab ? 1 : -1)
            return []
        case .right, .end, .control("e"), .control("f"):
            let ghost = paletteGhost
            editLine { editor in
                if ghost.isEmpty { _ = editor.apply(key) } else { editor.insert(ghost) }
            }
            return []
        case .up, .control("p"):
            recallLine(-1)
            return []
        case .down, .control("n"):
            recallLine(1)
            return []
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        default:
            editLine { _ = $0.apply(key) }
            return []
        }
    }

    /// Edits the text of the open line.
    mutating func editLine(_ edit: (inout LineEditor) -> Void) {
        guard var open = line else { return }
        let before = open.editor
        edit(&open.editor)
        guard open.editor != before else { return }
        open.mistake = nil
        open.completion = nil
        line = open
        switch open.purpose {
        case .search(let saved): search(for: open.editor.text, from: saved)
        case .export, .palette: break
        }
    }

    private mutating func keepLine() -> [Effect] {
        guard let open = line else { return [] }
        switch open.purpose {
        case .search:
            line = nil
            settle()
            return []
        case .export:
            guard let effects = export(to: open.editor.text) else {
                let ends = ExportRequest.Format.allCases.map { "." + $0.rawValue }
                line?.mistake = "the name has to end in \(ends.joined(separator: ", "))"
                return []
            }
            line = nil
            settle()
            return effects
        case .palette:
            guard let effects = obey(open.editor.text) else { return [] }
            // What was asked for may have opened another line.
            if line?.purpose == .palette { line = nil }
            settle()
            return effects
        }
    }

    /// Completes what stands in the open line.
    private mutating func completeLine(_ direction: Int) {
        guard let open = line else { return }
        switch open.purpose {
        case .search: break
        case .palette: completePalette(direction)
        case .export: line?.editor = LineEditor(Self.turningFormat(of: open.editor.text))
        }
    }

    private mutating func completePalette(_ direction: Int) {
        guard var open = line else { return }
        if open.completion != nil {
            open.completion?.turn(direction, in: &open.editor)
        } else {
            let found = paletteCompletion(open.editor.text, cursor: open.editor.cursor)
            guard let first = found.candidates.first else { return }
            let isOnly = found.candidates.count == 1
            let start = found.replacing.lowerBound
            let wantsMore = Palette.words.contains { $0.name == first } && start == 0
            open.editor.replace(found.replacing, with: isOnly && wantsMore ? first + " " : first)
            if !isOnly {
                open.completion = FilterPrompt.Completing(
                    candidates: found.candidates, chosen: 0, range: start..<(start + first.count))
            }
        }
        open.mistake = nil
        line = open
    }

    /// Calls up an earlier or a later line of the palette.
    private mutating func recallLine(_ direction: Int) {
        guard var open = line, open.purpose == .palette else { return }
        let place = (open.historyPlace ?? paletteHistory.count) + direction
        guard place >= 0, place <= paletteHistory.count else { return }
        open.historyPlace = place == paletteHistory.count ? nil : place
        open.editor = LineEditor(open.historyPlace.map { paletteHistory[$0] } ?? "")
        open.completion = nil
        line = open
    }

    private mutating func cancelLine() {
        guard let open = line else { return }
        line = nil
        switch open.purpose {
        case .search(let saved): details = saved
        case .export: message = StatusMessage("nothing is exported")
        case .palette: break
        }
        settle()
    }
}

/// An open prompt for one line that is no filter.
package struct LinePrompt: Hashable, Sendable {
    /// What the line is for.
    package let purpose: Purpose
    /// The text under edit.
    package internal(set) var editor: LineEditor
    /// What is wrong with the text, or nil.
    package internal(set) var mistake: String?
    /// The completion under way.
    package internal(set) var completion: FilterPrompt.Completing?
    /// The place in the history of lines; nil at what was typed.
    var historyPlace: Int?

    /// What a line is for.
    package enum Purpose: Hashable, Sendable {
        /// A search in the details; Esc goes back to how they were.
        case search(from: DetailsState)
        /// The path of a file to export to.
        case export
        /// A command by its name.
        case palette
    }

    init(_ purpose: Purpose, _ text: String = "") {
        self.purpose = purpose
        editor = LineEditor(text)
    }
}
