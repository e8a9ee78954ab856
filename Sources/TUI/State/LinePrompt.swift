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
