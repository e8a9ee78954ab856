import Query
import Runs
import RunTable
import Terminal

extension State {
    mutating func openPalette() -> [Effect] {
        prompt.open = Prompt(.palette)
        return themes.shelf.themes.isEmpty ? [.readThemes] : []
    }

    /// Executes a line of the palette; nil for a mistake, which the prompt then shows.
    mutating func execute(_ text: String) -> [Effect]? {
        let text = text.trimmed
        guard !text.isEmpty else { return [] }
        let effects: [Effect]?
        switch request(text) {
        case .command(let command): effects = execute(command)
        case .view(let view): effects = show(view)
        case .saved(let name): effects = navigation.saved[name].map { open($0) } ?? []
        case .filter(let filter): effects = applyFilter(filter)
        case .word(let word, let argument): effects = execute(word, argument)
        case .mistake(let sentence): effects = refuse(sentence)
        }
        guard let effects else {
            // Executes the completion if there is only one.
            let found = paletteCompletion(text, cursor: text.count)
            guard found.candidates.count == 1, let only = found.candidates.first,
                only.count > found.replacing.count
            else { return nil }
            prompt.open?.mistake = nil
            return execute(text.dropLast(found.replacing.count) + only)
        }
        prompt.lines.remember(text)
        return effects
    }

    private func request(_ text: String) -> Palette.Request {
        let (name, argument) = Palette.split(text)
        // Without an argument, the command of that name comes first.
        let isAlone = argument?.trimmed.isEmpty ?? true
        if isAlone, let row = Palette.commands.first(where: { $0.command.rawValue == name }) {
            return .command(row.command)
        }
        if let word = PaletteWord(rawValue: name) {
            return .word(word, argument: argument?.trimmed ?? "")
        }
        if navigation.saved[text] != nil { return .saved(text) }
        if let view = View.allCases.first(where: { $0.name == text }) { return .view(view) }
        if ["quit", "q"].contains(text) { return .command(.close) }
        if text.contains(":") { return .filter(text) }
        guard isAlone || !isWhole(name) else {
            return .mistake("\"\(name)\" takes nothing after it")
        }
        let begun = paletteNames.filter { $0.hasPrefix(name) }
        guard begun.isEmpty else {
            return .mistake("\"\(name)\" is ambiguous: \(begun.joined(separator: ", "))")
        }
        let near = EditDistance.nearest(to: name, among: paletteNames).first
        return .mistake(
            "there is no \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
    }

    private func isWhole(_ name: String) -> Bool { name == "q" || paletteNames.contains(name) }

    mutating func applyFilter(_ filter: String) -> [Effect]? {
        do throws(QueryMistake) {
            let query = try parse(filter)
            prompt.filters.remember(filter)
            return ask(query)
        } catch { return refuse(error.sentence) }
    }

    private mutating func execute(_ command: Command) -> [Effect]? {
        guard let row = keymap.row(of: command) else { return nil }
        guard row.contexts.contains(viewContext) else {
            return refuse("\(command.rawValue) works \(Self.words(for: row.contexts) ?? "nowhere")")
        }
        return perform(command)
    }

    /// The view's key context, ignoring the focus of the timeline.
    private var viewContext: KeyContext {
        switch view {
        case .runs: activePane == .details ? .details : .table
        case .pipelines: .pipelines
        case .errors: .errors
        case .sources: .sources
        }
    }

    // MARK: - Completion

    private var paletteNames: [String] {
        let words = PaletteWord.allCases.map(\.rawValue)
        return words + View.allCases.map(\.name) + navigation.saved.all.map(\.name)
            + Palette.commands.map(\.command.rawValue).filter { !words.contains($0) } + ["quit"]
    }

    /// The arguments to choose from.
    func values(of word: PaletteWord) -> [String] {
        switch word {
        case .filter: prompt.filters.entries.reversed()
        case .view: View.allCases.map(\.name) + navigation.saved.all.map(\.name)
        case .save, .forget: navigation.saved.own.map(\.name)
        case .column: RunColumns.all.map(\.id)
        case .sort: sortNames + sortNames.map { "-\($0)" }
        case .theme: themes.shelf.themes.map(\.name)
        case .times: ShownTimes.Format.allCases.map(\.rawValue)
        case .details: DetailsPlacement.allCases.map(\.rawValue)
        case .mouse: ["on", "off"]
        case .export: []
        }
    }

    func paletteCompletion(_ text: String, cursor: Int) -> Completion {
        let typed = String(text.prefix(cursor))
        let (name, argument) = Palette.split(typed)
        guard let argument, let word = PaletteWord(rawValue: name) else {
            let start = typed.prefix { $0 == " " }.count
            return Self.completion(of: String(typed.dropFirst(start)), from: start, paletteNames)
        }
        let start = typed.count - argument.count
        guard word == .filter else {
            return Self.completion(of: argument, from: start, values(of: word))
        }
        let found = Query.completions(
            for: argument, cursor: argument.count, values: completionValues)
        let range = found.replacing
        return Completion(
            replacing: (range.lowerBound + start)..<(range.upperBound + start),
            candidates: found.candidates)
    }

    private static func completion(
        of typed: String, from start: Int, _ known: [String]
    ) -> Completion {
        Completion(
            replacing: start..<(start + typed.count),
            candidates: known.filter { $0.lowercased().hasPrefix(typed.lowercased()) })
    }

    /// The rest of the first candidate, shown behind the cursor.
    var paletteGhost: String {
        guard let line = prompt.open, line.purpose == .palette, line.completion == nil,
            line.mistake == nil,
            line.editor.cursor == line.editor.text.count, !line.editor.text.trimmed.isEmpty
        else { return "" }
        let found = paletteCompletion(line.editor.text, cursor: line.editor.cursor)
        guard let first = found.candidates.first else { return "" }
        return String(first.dropFirst(found.replacing.count))
    }

    var paletteHint: String {
        guard let line = prompt.open else { return "" }
        let (name, _) = Palette.split(line.editor.text)
        if let word = PaletteWord(rawValue: name) { return word.help }
        if let row = Palette.commands.first(where: { $0.command.rawValue == name }) {
            return row.help
        }
        let found = paletteCompletion(line.editor.text, cursor: line.editor.cursor)
        return found.candidates.prefix(16).joined(separator: "  ")
    }
}

extension State {
    mutating func execute(_ word: PaletteWord, _ argument: String) -> [Effect]? {
        guard view == .runs || ![.column, .export].contains(word) else {
            return refuse("\(word.rawValue) works \(KeyContext.table.words)")
        }
        switch word {
        case .filter: return applyFilter(argument)
        case .save: return saveView(argument) ?? refuse("give a name: save NAME")
        case .forget: return removeView(argument)
        case .export where argument.isEmpty: return perform(.export)
        case .export:
            return export(to: argument) ?? refuse("the name has to end in .csv, .json or .ndjson")
        case .column where runs.columns.entries.contains(where: { $0.id == argument }):
            return toggleColumn(argument) ?? refuse("at least one column must stay")
        case .view, .column, .sort, .theme, .times, .details, .mouse:
            return set(word, to: argument) ?? refuse(word, argument)
        }
    }

    private mutating func refuse(_ word: PaletteWord, _ argument: String) -> [Effect]? {
        let listed = values(of: word).prefix(12).joined(separator: ", ")
        return refuse(
            argument.isEmpty
                ? "\(word.rawValue) takes one of: \(listed)"
                : "\(word.rawValue) does not accept \"\(argument)\"; there are: \(listed)")
    }

    /// Toggles a column, and reports it because it may not fit; nil for the last one.
    private mutating func toggleColumn(_ id: String) -> [Effect]? {
        guard let place = runs.columns.entries.firstIndex(where: { $0.id == id }),
            runs.columns.toggle(place)
        else { return nil }
        guard runs.columns.columns.contains(where: { $0.id == id }) else {
            return sayOnly("the column \(id) is hidden")
        }
        let isSeen = columnLayout.placed.contains { $0.column.id == id }
        say(
            isSeen
                ? "the column \(id) is shown"
                : "the column \(id) is on, but a wider screen is needed to show it")
        return []
    }

    /// Applies one of a word's values; nil for any other value.
    private mutating func set(_ word: PaletteWord, to value: String) -> [Effect]? {
        switch word {
        case .view:
            if let saved = navigation.saved[value] { return open(saved) }
            return View.allCases.first { $0.name == value }.map { show($0) }
        case .sort where view != .runs: return sortList(by: value) ? [] : nil
        case .sort: return RunOrder(name: value).map { order(by: $0) }
        case .theme: return themes.choose(value) ? [] : nil
        case .times:
            guard let format = ShownTimes.Format(rawValue: value) else { return nil }
            changeTimes(to: format)
            return []
        case .details:
            guard let placement = DetailsPlacement(rawValue: value) else { return nil }
            details.placement = placement
            say(
                "details \(placement.words)"
                    + (details.open == nil ? "; they are closed, \(key(.open)) opens them" : ""))
            return []
        case .mouse:
            guard ["on", "off"].contains(value) else { return nil }
            terminal.isMouseWanted = value == "on"
            say(
                terminal.isMouseWanted
                    ? "mouse on; hold shift to select text" : "mouse off")
            return [.mouse(terminal.isMouseWanted)]
        case .filter, .save, .forget, .column, .export: return nil
        }
    }
}
