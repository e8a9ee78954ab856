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
