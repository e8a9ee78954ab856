import Terminal

extension State {
    /// The main key of a command as text, or `:name` for a command without a key.
    func key(_ command: Command) -> String {
        keymap.row(of: command)?.ways(glyphs.label(of:)).first ?? ":\(command.rawValue)"
    }

    func hint(_ parts: ([Command], String)...) -> String {
        parts.map { commands, words in commands.map(key).joined(separator: " ") + " " + words }
            .joined(separator: "  ")
    }
}

extension State {
    /// Columns of the keys, of keys and help together, and of the command names.
    private static let helpWidths = (keys: 18, all: 96, names: 20)

    func helpList(_ here: KeyContext, search: String) -> OverlayList {
        let (ours, others) = (
            keymap.rows.filter { $0.contexts.contains(here) },
            keymap.rows.filter { !$0.contexts.contains(here) }
        )
        let place = String(here.words.prefix { $0 != "(" }).trimmed
        let head: [StyledLine] = [
            [Span("What works \(place); the rest is below.", .textMuted)], [],
        ]
        let all = head + helpLines(ours) + helpLines(others, after: "Elsewhere: ")
        let found: [StyledLine] =
            (search.isEmpty ? head : []) + helpLines(ours.filter { matches($0, search) })
            + helpLines(others.filter { matches($0, search) }, after: "Elsewhere: ")
        return OverlayList(
            title: "Help",
            hint: hint(([.down, .up], "scroll"), ([.search], "search"), ([.close], "close")),
            columns: Self.helpWidths.all + (isHelpNamed ? Self.helpWidths.names : 0),
            rows: found.dropLast().map { OverlayList.Row(line: $0) },
            height: max(1, min(all.count - 1, size.rows - 4)), movability: .scroll,
            absence: "No command matches.")
    }

    /// Whether there is room for command names, which `[keys]` and the palette use.
    private var isHelpNamed: Bool {
        size.columns >= Self.helpWidths.all + Self.helpWidths.names + 4
    }

    private func helpLines(_ rows: [CommandRow], after prefix: String = "") -> [StyledLine] {
        CommandRow.Section.allCases.flatMap { section -> [StyledLine] in
            let body = rows.filter { $0.section == section }.flatMap(helpLines)
            guard !body.isEmpty else { return [] }
            return [[Span(prefix + section.rawValue, .overlayTitle)]] + body + [[]]
        }
    }

    private func helpLines(_ row: CommandRow) -> [StyledLine] {
        let width = Self.helpWidths.keys
        let room = max(12, min(Self.helpWidths.all, size.columns - 4) - width)
        let keys = row.ways(glyphs.label(of:)).joined(separator: " ")
        return DisplayWidth.wrap(row.help, to: room).enumerated().map { place, part in
            [
                Span((place == 0 ? "  \(keys) " : "").padded(to: width), .footerKey),
                Span(isHelpNamed ? part.padded(to: room + 1) : part, .overlay),
                Span(place == 0 && isHelpNamed ? row.command.rawValue : "", .textMuted),
            ]
        }
    }

    private func matches(_ row: CommandRow, _ search: String) -> Bool {
        let texts = row.command.names + row.keys.map(glyphs.label(of:)) + [row.help]
        let text = texts.joined(separator: " ").lowercased()
        return search.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
    }
}

extension State {
    /// Explains where a key works that does nothing here.
    mutating func explain(_ key: KeyEvent) {
        guard navigation.overlay == nil,
            let (command, contexts) = keymap.elsewhere(key, than: keyContext),
            let row = keymap.row(of: command)
        else { return }
        guard let place = Self.words(for: contexts) else { return }
        // Drops the help's own "in the ...", because the sentence names the place.
        let isPlaced = row.help.hasPrefix("in ")
        let comma = isPlaced ? row.help.firstRange(of: ", ") : nil
        let help = comma.map { row.help[$0.upperBound...] } ?? row.help[...]
        say("\(glyphs.label(of: key)) works \(place): \(help)")
    }

    static func words(for contexts: [KeyContext]) -> String? {
        // The runs stand for their details and timeline too.
        let places = KeyContext.allCases.filter { context in
            contexts.contains(context)
                && (context != .details && context != .timeline || !contexts.contains(.table))
        }
        guard let first = places.first else { return nil }
        let others = places.dropFirst().map { String($0.words.trimmingPrefix("in ")) }
        return ([first.words] + others).joined(separator: ", ")
    }
}
