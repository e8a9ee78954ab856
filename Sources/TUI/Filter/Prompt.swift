package import Query

/// The open prompt, and the histories of earlier ones.
package struct PromptState: Sendable {
    /// The open prompt, if there is one.
    package internal(set) var open: Prompt?
    /// Filters that were applied.
    package internal(set) var filters = LineHistory(limit: 100)
    /// Palette lines that were executed.
    package internal(set) var lines = LineHistory(limit: 50)

    /// The lines that `↑` recalls in the open prompt.
    var history: [String] {
        switch open?.purpose {
        case .filter: filters.entries
        case .palette: lines.entries
        case .search, .export, nil: []
        }
    }
}

/// A history of typed lines without duplicates.
package struct LineHistory: Sendable {
    /// The lines, latest last.
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
    /// The mistake in the text, if there is one.
    package internal(set) var mistake: Mistake?
    /// The completion in progress, if there is one.
    package internal(set) var completion: Completing?
    /// The place in the history; nil at the typed text.
    var historyPlace: Int?
    /// The typed text, kept while lines of the history are shown.
    var draft = ""

    /// The purposes of a prompt.
    package enum Purpose: Hashable, Sendable {
        /// A filter, applied while it is typed; Esc restores the saved one.
        case filter(saved: Query, selection: Selection)
        /// A search in the details; Esc restores them.
        case search(from: OpenDetails)
        /// The path of a file to export to.
        case export
        case palette
    }

    /// A mistake in the line.
    package struct Mistake: Hashable, Sendable {
        /// What is wrong.
        package let sentence: String
        /// The range of the mistake, in characters.
        package private(set) var range: Range<Int>?
        /// The correction for the range.
        private(set) var mend: String?

        init(_ sentence: String) { self.sentence = sentence }

        init(_ mistake: QueryMistake) {
            sentence = mistake.sentence
            range = mistake.column..<(mistake.column + mistake.length)
            mend = mistake.correction
        }
    }

    /// The candidates that `Tab` cycles through.
    package struct Completing: Hashable, Sendable {
        let candidates: [String]
        var chosen = 0
        var range: Range<Int>

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

    init(editing query: Query, selection: Selection) {
        let text = query.text
        self.init(
            .filter(saved: query, selection: selection),
            text.isEmpty || text.hasSuffix(" ") ? text : text + " ")
    }
}
