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
