import Terminal

extension State {
    /// Says where a key is of use that is of none here.
    mutating func explain(_ key: KeyEvent) {
        guard overlay == nil,
            let (command, contexts) = keymap.elsewhere(key, than: keyContext),
            let row = keymap.row(of: command)
        else { return }
        guard let place = Self.words(for: contexts) else { return }
        // What the help says of the place first is said already.
        let isPlaced = row.help.hasPrefix("in ")
        let comma = isPlaced ? row.help.firstRange(of: ", ") : nil
        let help = comma.map { row.help[$0.upperBound...] } ?? row.help[...]
        message = StatusMessage("\(glyphs.label(of: key)) works \(place): \(help)")
    }

    /// Where something works, in words; nil for nowhere.
    static func words(for contexts: [KeyContext]) -> String? {
        // What works in the runs does so in their details, as far as anybody looks for it.
        let places = KeyContext.allCases.filter { context in
            contexts.contains(context)
                && (context != .details && context != .timeline || !contexts.contains(.table))
        }
        guard let first = places.first else { return nil }
        let others = places.dropFirst().map { String($0.words.trimmingPrefix("in ")) }
        return ([first.words] + others).joined(separator: ", ")
    }
}
