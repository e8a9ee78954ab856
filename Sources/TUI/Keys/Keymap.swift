package import Terminal

/// What each key does in each context, made from the table of commands.
package struct Keymap: Sendable {
    /// The rows that it is made of.
    package let rows: [CommandRow]
    private let bindings: [KeyContext: [KeyEvent: Command]]

    /// Makes the keymap of a table.
    ///
    /// - Parameter rows: Of two rows that claim a key in one context, the first one has it.
    package init(rows: [CommandRow] = CommandTable.rows) {
        var bindings: [KeyContext: [KeyEvent: Command]] = [:]
        for row in rows {
            for context in row.contexts {
                for key in row.keys where bindings[context]?[key] == nil {
                    bindings[context, default: [:]][key] = row.command
                }
            }
        }
        self.rows = rows
        self.bindings = bindings
    }

    /// The command of a key, if it has one there.
    package func command(for key: KeyEvent, in context: KeyContext) -> Command? {
        bindings[context]?[key]
    }

    /// The command that a key has elsewhere, and all the places where it has it.
    func elsewhere(
        _ key: KeyEvent, than here: KeyContext
    ) -> (command: Command, contexts: [KeyContext])? {
        let places = KeyContext.allCases.filter { $0 != here && bindings[$0]?[key] != nil }
        guard let first = places.first, let command = bindings[first]?[key] else { return nil }
        return (command, places.filter { bindings[$0]?[key] == command })
    }
}

extension KeyEvent {
    /// The key as the help writes it, such as `ctrl-d` or `PgDn`.
    package var label: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "ctrl-\(character)"
        case .alt(let character): "alt-\(character)"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .function(let number): "F\(number)"
        }
    }
}

extension State {
    /// What to press for a command, as it is written: its usual key, or where it has none its name
    /// behind a colon.
    func key(_ command: Command) -> String {
        keymap.row(of: command)?.ways(glyphs.label(of:)).first ?? ":\(command.rawValue)"
    }

    /// Tells in a line what keys do.
    ///
    /// - Parameter parts: Commands, and what their keys do together, in a word or two.
    /// - Returns: Keys and words in turn.
    func hint(_ parts: ([Command], String)...) -> String {
        parts.map { commands, words in
            commands.map(key).joined(separator: " ") + " " + words
        }.joined(separator: "  ")
    }
}
