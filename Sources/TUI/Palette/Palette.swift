import Runs

/// A word of the palette that takes an argument.
struct PaletteWord: Sendable {
    let name: String
    let argument: Argument
    let help: String

    enum Argument: Hashable, Sendable {
        case filter
        case view
        case ownView
        case newName
        case column
        case sortKey
        case theme
        case times
        case placement
        case onOrOff
        case path
    }
}

enum Palette {
    static let words: [PaletteWord] = [
        PaletteWord(name: "filter", argument: .filter, help: "filter the runs"),
        PaletteWord(name: "view", argument: .view, help: "show a view, or one that is saved"),
        PaletteWord(name: "save", argument: .newName, help: "keep filter, order and view"),
        PaletteWord(name: "forget", argument: .ownView, help: "delete a saved view"),
        PaletteWord(name: "column", argument: .column, help: "show a column, or hide it"),
        PaletteWord(name: "sort", argument: .sortKey, help: "sort by a column; -NAME inverts"),
        PaletteWord(name: "theme", argument: .theme, help: "show a theme, and keep it"),
        PaletteWord(name: "times", argument: .times, help: "set the time format"),
        PaletteWord(name: "details", argument: .placement, help: "place the details pane"),
        PaletteWord(name: "mouse", argument: .onOrOff, help: "mouse on or off"),
        PaletteWord(name: "export", argument: .path, help: "write what is listed to a file"),
    ]

    /// The commands that can be run by name: all but movements.
    static let commands = CommandTable.rows.filter { row in
        row.contexts.contains(.table) && Movement(row.command, page: 1) == nil
            && ![.left, .right, .open, .back].contains(row.command)
    }

    enum Request: Hashable {
        case command(Command)
        case view(View)
        case saved(String)
        case word(String, argument: String)
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
