package import Query
import Runs

/// The open filter prompt.
package struct FilterPrompt: Hashable, Sendable {
    /// The text under edit.
    package internal(set) var editor: LineEditor
    /// What is wrong with the text, or nil where it is in force.
    package internal(set) var mistake: QueryMistake?
    /// The candidates of the completion under way, and which one is shown.
    package internal(set) var completion: Completing?
    /// The filter that Esc brings back.
    let saved: Query
    /// The selection that Esc brings back.
    let savedSelection: Selection
    /// The place in the history of filters, or nil at the text that was typed.
    var historyPlace: Int?
    /// What was typed before the history was called up.
    var draft = ""

    /// A completion that `Tab` goes through.
    package struct Completing: Hashable, Sendable {
        /// What may stand there.
        package let candidates: [String]
        /// The one that stands there now.
        package var chosen: Int
        /// Where it stands, in characters.
        package var range: Range<Int>

        /// Puts the next candidate in the place of the one that stands there, or the one before.
        mutating func turn(_ direction: Int, in editor: inout LineEditor) {
            chosen = (chosen + direction + candidates.count) % candidates.count
            let candidate = candidates[chosen]
            editor.replace(range, with: candidate)
            range = range.lowerBound..<(range.lowerBound + candidate.count)
        }
    }

    init(editing query: Query, selection: Selection) {
        let text = query.text
        editor = LineEditor(text.isEmpty || text.hasSuffix(" ") ? text : text + " ")
        saved = query
        savedSelection = selection
    }
}
