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
        message = StatusMessage("\(glyphs.label(of: key)) works \(place): \(row.help)")
    }
}
