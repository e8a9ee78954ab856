import Runs

/// Values that completion offers beside the fixed ones.
package struct QueryValues: Hashable, Sendable {
    package var providers: [String]
    package var sources: [String]
    package var pipelines: [String]
    package var triggers: [String]
    package var events: [String]

    package init(
        providers: [String] = [], sources: [String] = [], pipelines: [String] = [],
        triggers: [String] = [], events: [String] = []
    ) {
        self.providers = providers
        self.sources = sources
        self.pipelines = pipelines
        self.triggers = triggers
        self.events = events
    }
}

/// The candidates at a cursor.
package struct Completion: Hashable, Sendable {
    /// The characters that a candidate replaces, up to the cursor.
    package let replacing: Range<Int>
    /// The likeliest first.
    package let candidates: [String]

    package init(replacing: Range<Int>, candidates: [String]) {
        self.replacing = replacing
        self.candidates = candidates
    }
}

extension Query {
    /// Finds completions of the word before the cursor: names of fields, then their values. The
    /// expression may be incomplete; the cursor counts characters.
    package static func completions(
        for text: String, cursor: Int, values: QueryValues
    ) -> Completion {
        let place = CompletionPlace(Array(text.prefix(max(0, cursor))))
        let candidates =
            place.field.map { Self.values(of: $0, values) }
            ?? QueryField.allCases.map(\.prefix)
        let typed = place.typed.lowercased()
        let begins = candidates.filter { $0.lowercased().hasPrefix(typed) }
        let holds = candidates.filter {
            place.field != nil && !$0.lowercased().hasPrefix(typed)
                && $0.lowercased().contains(typed)
        }
        let found = place.isPhrase ? [] : begins + holds
        return Completion(
            replacing: place.start..<place.end,
            candidates: place.field.map { field in found.map { valueText($0, of: field) } }
                ?? found)
    }

    /// Quotes a value from the runs if needed; a comparison or an age needs no quotes.
    private static func valueText(_ value: String, of field: QueryField) -> String {
        switch field.row.kind {
        case .name, .text: quoted(value)
        case .status, .number, .duration, .since, .until, .presence, .metadata: value
        }
    }

    private static func values(of field: QueryField, _ known: QueryValues) -> [String] {
        switch field {
        case .status: RunStatus.allCases.map(\.rawValue)
        case .provider: known.providers
        case .source: known.sources
        case .pipeline: known.pipelines
        case .trigger: known.triggers
        case .event: known.events
        case .http: [">=400", ">=500"]
        case .duration: [">10s", ">60s", ">10m"]
        case .attempt: [">1"]
        case .since, .until: ["15m", "1h", "6h", "24h", "7d"]
        case .has: RunPresence.allCases.map(\.rawValue)
        case .error, .request, .id, .meta: []
        }
    }
}

/// The context of a cursor in an expression: a field's name, or one of its values.
private struct CompletionPlace {
    /// The field whose value is being typed; nil while a name is.
    private(set) var field: QueryField?
    /// The typed text without its opening quote.
    private(set) var typed = ""
    /// Its start, including its quote.
    private(set) var start = 0
    let end: Int
    /// Whether it is a bare quoted phrase or the value of an unknown field.
    private(set) var isPhrase = false

    private var isQuoted = false

    /// Reads the characters before the cursor, however incomplete they are.
    init(_ characters: [Character]) {
        end = characters.count
        var index = 0
        while index < end {
            let character = characters[index]
            index += 1
            if character == "\\", index < end, characters[index].isEscapable(inQuotes: isQuoted) {
                typed.append(characters[index])
                index += 1
            } else if isQuoted {
                readQuoted(character)
            } else {
                read(character, at: index)
            }
        }
    }

    private mutating func readQuoted(_ character: Character) {
        isQuoted = character != "\""
        if isQuoted { typed.append(character) }
    }

    private mutating func read(_ character: Character, at next: Int) {
        switch character {
        case "\"" where typed.isEmpty:
            isQuoted = true
            isPhrase = isPhrase || field == nil
        case ":" where field == nil && !isPhrase,
            "=" where field == nil && !isPhrase && QueryField.isKnown(name(before: character)):
            field = QueryField(rawValue: name(before: character).lowercased())
            isPhrase = field == nil
            begin(at: next)
        case "," where field != nil: begin(at: next)
        case "(" where typed.isEmpty, "-" where typed.isEmpty && field == nil,
            "!" where typed.isEmpty && field == nil, ")":
            reset(at: next)
        default:
            if character.isWhitespace { reset(at: next) } else { typed.append(character) }
        }
    }

    private func name(before sign: Character) -> String {
        QueryField.negatedName(typed, before: sign) ?? typed
    }

    private mutating func begin(at place: Int) {
        typed = ""
        start = place
    }

    private mutating func reset(at place: Int) {
        begin(at: place)
        field = nil
        isPhrase = false
    }
}
