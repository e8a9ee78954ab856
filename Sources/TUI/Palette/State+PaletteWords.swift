import Runs
import RunTable

extension State {
    /// Does what a word of the palette asks for with what follows it.
    ///
    /// - Returns: What is to be done outside; nil where that is nothing that there is, which the
    ///   line then says.
    mutating func obey(_ word: String, _ argument: String) -> [Effect]? {
        guard view == .runs || !["column", "export"].contains(word) else {
            return refuse("\(word) works \(KeyContext.table.words)")
        }
        switch word {
        case "filter": return obeyFilter(argument)
        case "save": return saveView(argument) ?? refuse("a name is wanted: save NAME")
        case "forget": return forgetView(argument)
        case "export" where argument.isEmpty: return perform(.export)
        case "export":
            return export(to: argument) ?? refuse("the name has to end in .csv, .json or .ndjson")
        case "column" where columns.entries.contains(where: { $0.id == argument }):
            return toggleColumn(argument) ?? refuse("one column has to stay")
        default: return set(word, to: argument) ?? refuse(word, argument)
        }
    }

    /// Says in the line of the palette what is wrong with it.
    mutating func refuse(_ sentence: String) -> [Effect]? {
        line?.mistake = sentence
        return nil
    }

    private mutating func refuse(_ word: String, _ argument: String) -> [Effect]? {
        let choices = Palette.words.first { $0.name == word }.map { values(of: $0.argument) } ?? []
        let listed = choices.prefix(12).joined(separator: ", ")
        return refuse(
            argument.isEmpty
                ? "\(word) wants one of: \(listed)"
                : "\(word) knows no \"\(argument)\"; there are: \(listed)")
    }

    /// Shows a column or hides it, and says so, as it may find no room.
    ///
    /// - Returns: Nothing to be done outside; nil for the last one that is shown.
    private mutating func toggleColumn(_ id: String) -> [Effect]? {
        guard let place = columns.entries.firstIndex(where: { $0.id == id }),
            columns.toggle(place)
        else { return nil }
        guard columns.columns.contains(where: { $0.id == id }) else {
            message = StatusMessage("the column \(id) is hidden")
            return []
        }
        let isSeen = columnLayout.placed.contains { $0.column.id == id }
        message = StatusMessage(
            isSeen
                ? "the column \(id) is shown"
                : "the column \(id) is on, but a wider screen is needed to show it")
        return []
    }

    /// Takes one of the values that a word knows.
    ///
    /// - Returns: What is to be done outside; nil for any other value.
    private mutating func set(_ word: String, to value: String) -> [Effect]? {
        switch word {
        case "view":
            if let saved = savedViews[value] { return open(saved) }
            return View.allCases.first { $0.name == value }.map { show($0) }
        case "sort" where view != .runs: return sortDigests(by: value) ? [] : nil
        case "sort": return RunOrder(name: value).map { order(by: $0) }
        case "theme": return choose(themeNamed: value) ? [] : nil
        case "times":
            guard let format = ShownTimes.Format(rawValue: value) else { return nil }
            changeTimes(to: format)
            return []
        case "details":
            guard let wish = DetailsPlacement(rawValue: value) else { return nil }
            placement = wish
            message = StatusMessage(
                "details \(wish.words)"
                    + (details == nil ? "; they are closed, \(key(.open)) opens them" : ""))
            return []
        case "mouse":
            guard ["on", "off"].contains(value) else { return nil }
            isMouseWanted = value == "on"
            message = StatusMessage(
                isMouseWanted
                    ? "the mouse is taken; text is selected with shift" : "the mouse is left alone")
            return [.mouse(isMouseWanted)]
        default: return nil
        }
    }
}
