import Terminal

extension State {
    /// Says where a key is of use that is of none here.
    mutating func explain(_ key: KeyEvent) {
        guard overlay == nil,
            let (command, contexts) = keymap.elsewhere(key, than: keyContext),
            let row = CommandTable.row(of: command)
        else { return }
        let places = KeyContext.allCases.filter(contexts.contains).map(\.place)
        guard let place = places.first else { return }
        message = StatusMessage("\(glyphs.label(of: key)) is for \(place): \(row.help)")
    }
}

extension KeyContext {
    /// Where it is, for a sentence.
    fileprivate var place: String {
        switch self {
        case .table, .details: "the runs"
        case .timeline: "the timeline"
        case .pipelines: "the pipelines"
        case .errors: "the errors"
        case .sources: "the sources"
        case .picker, .themes: "a list of choices"
        case .messages: "the messages"
        case .help: "the help"
        }
    }
}
