import Terminal

extension State {
    /// Says where a key is of use that is of none here.
    mutating func explain(_ key: KeyEvent) {
        guard overlay == nil,
            let (command, contexts) = keymap.elsewhere(key, than: keyContext),
            let row = keymap.row(of: command)
        else { return }
        let places = KeyContext.allCases.filter(contexts.contains).map(\.words)
        guard let place = places.first else { return }
        // What the help says of the place first is said already.
        let isPlaced = row.help.hasPrefix("in ")
        let comma = isPlaced ? row.help.firstRange(of: ", ") : nil
        let help = comma.map { row.help[$0.upperBound...] } ?? row.help[...]
        message = StatusMessage("\(glyphs.label(of: key)) works \(place): \(help)")
    }
}
