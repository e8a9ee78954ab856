import Runs

/// A word of the palette that takes an argument.
enum PaletteWord: String, CaseIterable, Sendable {
    case filter
    case view
    case save
    case forget
    case column
    case sort
    case theme
    case times
    case details
    case mouse
    case export

    var help: String {
        switch self {
        case .filter: "filter the runs"
        case .view: "show a view, or one that is saved"
        case .save: "keep filter, order and view"
        case .forget: "delete a saved view"
        case .column: "show a column, or hide it"
        case .sort: "sort by a column; -NAME inverts"
        case .theme: "show a theme, and keep it"
        case .times: "set the time format"
        case .details: "place the details pane"
        case .mouse: "mouse on or off"
        case .export: "write what is listed to a file"
        }
    }
}

enum Palette {
    /// The commands that can be run by name: all but movements.
    static let commands = CommandTable.rows.filter { row in
        row.contexts.contains(.table) && Movement(row.command, page: 1) == nil
            && ![.left, .right, .open, .back].contains(row.command)
    }

    enum Request: Hashable {
        case command(Command)
        case view(View)
        case saved(String)
        case word(PaletteWord, argument: String)
        case filter(String)
        /// A line that cannot be executed; carries the reason in words.
        case mistake(String)
    }

    static func split(_ line: String) -> (word: String, argument: String?) {
        let line = String(line.drop { $0 == " " })
        guard let space = line.firstIndex(of: " ") else { return (line, nil) }
        return (String(line[..<space]), String(line[line.index(after: space)...]))
    }
}
