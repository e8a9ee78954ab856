package import Query

/// The open prompt, and what was typed into earlier ones.
package struct PromptState: Sendable {
    /// The prompt, or nil while none is open.
    package internal(set) var open: Prompt?
    /// Filters that were in force.
    package internal(set) var filters = LineHistory(limit: 100)
    /// Lines of the palette that were carried out.
    package internal(set) var lines = LineHistory(limit: 50)

    /// The history that `↑` goes back through in the open prompt.
    var history: [String] {
        switch open?.purpose {
        case .filter: filters.entries
        case .palette: lines.entries
        case .search, .export, nil: []
        }
    }
}

/// Lines that were typed, the latest last.
package struct LineHistory: Sendable {
    /// The lines.
    package private(set) var entries: [String] = []
    let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func remember(_ text: String) {
        let text = text.trimmed
        guard !text.isEmpty else { return }
        entries.removeAll { $0 == text }
        entries.append(text)
        if entries.count > limit { entries.removeFirst() }
    }
}

/// A prompt for one line, at the bottom of the screen.
package struct Prompt: Hashable, Sendable {
    /// What the line is for.
    package let purpose: Purpose
    /// The text under edit.
    package internal(set) var editor: LineEditor
    /// What is wrong with the text, or nil.
    package internal(set) var mistake: Mistake?
    /// The completion under way.
    package internal(set) var completion: Completing?
    /// The place in the history, or nil at the text that was typed.
    var historyPlace: Int?
    /// What was typed before the history was called up.
    var draft = ""

    /// What a line is for.
    package enum Purpose: Hashable, Sendable {
        /// A filter, in force while it is typed; Esc brings back what was there before.
        case filter(saved: Query, selection: Selection)
        /// A search in the details; Esc goes back to how they were.
        case search(from: OpenDetails)
        /// The path of a file to export to.
        case export
        /// A command by its name.
        case palette
    }

    /// What is wrong with a line.
    package struct Mistake: Hashable, Sendable {
        /// What it is.
        package let sentence: String
        /// Where it is, in characters.
        package private(set) var range: Range<Int>?
        /// What would be right there.
        private(set) var mend: String?

        init(_ sentence: String) { self.sentence = sentence }

        init(_ mistake: QueryMistake) {
            sentence = mistake.sentence
            range = mistake.column..<(mistake.column + mistake.length)
            mend = mistake.correction
        }
    }

    /// A completion that `Tab` goes through.
    package struct Completing: Hashable, Sendable {
        let candidates: [String]
        var chosen = 0
        var range: Range<Int>

        /// Puts the next candidate in the place of the one that stands there, or the one before.
        mutating func turn(_ direction: Int, in editor: inout LineEditor) {
            chosen = (chosen + direction + candidates.count) % candidates.count
            let candidate = candidates[chosen]
            editor.replace(range, with: candidate)
            range = range.lowerBound..<(range.lowerBound + candidate.count)
        }
    }

    init(_ purpose: Purpose, _ text: String = "") {
        self.purpose = purpose
        editor = LineEditor(text)
    }

    /// Edits the filter in force.
    init(editing query: Query, selection: Selection) {
        let text = query.text
        self.init(
            .filter(saved: query, selection: selection),
            text.isEmpty || text.hasSuffix(" ") ? text : text + " ")
    }
}
