package import Terminal

/// What each key does in each context, made from the table of commands.
package struct Keymap: Sendable {
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
        self.bindings = bindings
    }

    /// The command of a key, if it has one there.
    package func command(for key: KeyEvent, in context: KeyContext) -> Command? {
        bindings[context]?[key]
    }
}
