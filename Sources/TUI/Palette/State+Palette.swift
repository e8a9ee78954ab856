import Query
import Runs
import Terminal

extension State {
    /// How many lines of the palette are remembered.
    private static let paletteHistoryLimit = 50

    /// Opens the palette.
    mutating func openPalette() -> [Effect] {
        line = LinePrompt(.palette)
        return shelf.themes.isEmpty ? [.readThemes] : []
    }

    /// Does what a line of the palette asks for.
    ///
    /// - Returns: What is to be done outside, or nil where it asks for nothing that there is; what
    ///   is wrong then stands in the line.
    mutating func obey(_ text: String) -> [Effect]? {
        let text = text.trimmed
        guard !text.isEmpty else { return [] }
        let effects: [Effect]?
        switch wish(text) {
        case .command(let command): effects = obey(command)
        case .view(let view): effects = show(view)
        case .saved(let name): effects = savedViews[name].map { open($0) } ?? []
        case .filter(let filter): effects = obeyFilter(filter)
        case .word(let word, let argument): effects = obey(word, argument)
        case .mistake(let sentence): effects = refuse(sentence)
        }
        guard let effects else {
            // Where only one thing could have been meant, and the line shows it, that is done.
            let found = paletteCompletion(text, cursor: text.count)
            guard found.candidates.count == 1, let only = found.candidates.first,
                only.count > found.replacing.count
            else { return nil }
            line?.mistake = nil
            return obey(text.dropLast(found.replacing.count) + only)
        }
        paletteHistory.removeAll { $0 == text }
        paletteHistory.append(text)
        if paletteHistory.count > Self.paletteHistoryLimit { paletteHistory.removeFirst() }
        return effects
    }

    private func wish(_ text: String) -> Palette.Wish {
        let (name, argument) = Palette.split(text)
        // A word without what follows it is the command of that name, where there is one.
        let isAlone = argument?.trimmed.isEmpty ?? true
        if isAlone, let row = Palette.commands.first(where: { $0.command.rawValue == name }) {
            return .command(row.command)
        }
        if let word = Palette.words.first(where: { $0.name == name }) {
            return .word(word.name, argument: argument?.trimmed ?? "")
        }
        if savedViews[text] != nil { return .saved(text) }
        if let view = View.allCases.first(where: { $0.name == text }) { return .view(view) }
        if ["quit", "q"].contains(text) { return .command(.close) }
        if text.contains(":") { return .filter(text) }
        guard isAlone || !isWhole(name) else {
            return .mistake("\"\(name)\" takes nothing after it")
        }
        let begun = paletteNames.filter { $0.hasPrefix(name) }
        guard begun.isEmpty else {
            return .mistake("\"\(name)\" begins several: \(begun.joined(separator: ", "))")
        }
        let near = EditDistance.nearest(to: name, among: paletteNames).first
        return .mistake(
            "there is no \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
    }

    /// Whether a word is a line of the palette by itself.
    private func isWhole(_ name: String) -> Bool {
        name == "q" || paletteNames.contains(name)
    }

    mutating func obeyFilter(_ filter: String) -> [Effect]? {
        do throws(QueryMistake) {
            let query = try parse(filter)
            remember(filter)
            return ask(query)
        } catch {
            line?.mistake = error.sentence
            return nil
        }
    }

    /// Carries a command out where it works; where not, says where it does.
    private mutating func obey(_ command: Command) -> [Effect]? {
        guard let row = keymap.row(of: command) else { return nil }
        guard row.contexts.contains(viewContext) else {
            return refuse("\(command.rawValue) works \(Self.words(for: row.contexts) ?? "nowhere")")
        }
        return perform(command)
    }

    /// What keys mean in the view, whichever part of it has the focus.
    private var viewContext: KeyContext {
        switch view {
        case .runs: activePane == .details ? .details : .table
        case .pipelines: .pipelines
        case .errors: .errors
        case .sources: .sources
        }
    }

    // MARK: - Completion

    /// All that a line of the palette can begin with.
    private var paletteNames: [String] {
        let words = Palette.words.map(\.name)
        return words + View.allCases.map(\.name) + savedViews.all.map(\.name)
            + Palette.commands.map(\.command.rawValue).filter { !words.contains($0) } + ["quit"]
    }

    /// What can follow a word.
    func values(of argument: PaletteWord.Argument) -> [String] {
        switch argument {
        case .filter: filterHistory.reversed()
        case .view: View.allCases.map(\.name) + savedViews.all.map(\.name)
        case .ownView: savedViews.own.map(\.name)
        case .newName: savedViews.own.map(\.name)
        case .column: ColumnTable.all.map(\.id)
        case .sortKey: sortNames + sortNames.map { "-\($0)" }
        case .theme: shelf.themes.map(\.name)
        case .times: ShownTimes.Format.allCases.map(\.rawValue)
        case .placement: DetailsPlacement.allCases.map(\.rawValue)
        case .onOrOff: ["on", "off"]
        case .path: []
        }
    }

    /// What could stand where the cursor of the palette is.
    func paletteCompletion(_ text: String, cursor: Int) -> Completion {
        let typed = String(text.prefix(cursor))
        let (name, argument) = Palette.split(typed)
        guard let argument, let word = Palette.words.first(where: { $0.name == name }) else {
            let start = typed.prefix { $0 == " " }.count
            return Self.completion(of: String(typed.dropFirst(start)), from: start, paletteNames)
        }
        let start = typed.count - argument.count
        guard word.argument == .filter else {
            return Self.completion(of: argument, from: start, values(of: word.argument))
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

    /// What the first candidate would add behind the cursor; empty where there is none.
    var paletteGhost: String {
        guard let line, line.purpose == .palette, line.completion == nil, line.mistake == nil,
            line.editor.cursor == line.editor.text.count, !line.editor.text.trimmed.isEmpty
        else { return "" }
        let found = paletteCompletion(line.editor.text, cursor: line.editor.cursor)
        guard let first = found.candidates.first else { return "" }
        return String(first.dropFirst(found.replacing.count))
    }

    /// What stands below the palette: what the line would do, or what could stand in it.
    var paletteHint: String {
        guard let line else { return "" }
        let (name, _) = Palette.split(line.editor.text)
        if let word = Palette.words.first(where: { $0.name == name }) { return word.help }
        if let row = Palette.commands.first(where: { $0.command.rawValue == name }) {
            return row.help
        }
        let found = paletteCompletion(line.editor.text, cursor: line.editor.cursor)
        return found.candidates.prefix(16).joined(separator: "  ")
    }
}
