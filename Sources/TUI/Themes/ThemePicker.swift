import Runs
package import Terminal

/// The themes that there are.
package struct ThemeShelf: Hashable, Sendable {
    /// The themes, by name.
    package var themes: [Theme] = []
    /// What is wrong with those that cannot be read, a line each.
    package var mistakes: [String] = []

    /// Holds none.
    package init() {}

    /// The same themes for a terminal with so many colours.
    package func fitting(_ depth: ColorDepth) -> ThemeShelf {
        var shelf = self
        shelf.themes = themes.map { $0.fitting(depth) }
        return shelf
    }

    /// Finds a theme.
    func theme(named name: String) -> Theme? { themes.first { $0.name == name } }
}

/// The themes to pick from, each shown while the cursor is on it.
package struct ThemePicker: Hashable, Sendable {
    /// The theme that keys act on; nil before any is there.
    package internal(set) var cursor: Int?
    /// The theme that Esc brings back.
    let saved: Theme?
}

extension State {
    /// Opens the choice of themes; they are read anew, as files may have changed.
    mutating func openThemes() -> [Effect] {
        overlay = .themes(ThemePicker(cursor: nil, saved: theme))
        aimThemes()
        return [.readThemes]
    }

    /// Takes the themes in that were read; the one in use may look different now.
    mutating func take(_ new: ThemeShelf) {
        let known = shelf.mistakes
        shelf = new
        if let name = theme?.name, let shown = new.theme(named: name) {
            if case .themes = overlay {} else { theme = shown }
        }
        aimThemes()
        guard let first = new.mistakes.first(where: { !known.contains($0) }) else { return }
        for mistake in new.mistakes where mistake != first {
            messages.note(StatusMessage(mistake, .warning), at: now)
        }
        message = StatusMessage(first, .warning)
    }

    /// Shows a theme and keeps it.
    ///
    /// - Returns: Whether there is one of that name.
    @discardableResult
    mutating func choose(themeNamed name: String) -> Bool {
        guard let found = shelf.theme(named: name) else { return false }
        theme = found
        pickedTheme = name
        return true
    }

    mutating func performInThemes(_ command: Command, _ open: ThemePicker) {
        var picker = open
        if let movement = Movement(command, page: 8) {
            guard let cursor = picker.cursor else { return }
            let place = movement.applied(to: cursor, count: shelf.themes.count)
            picker.cursor = place
            theme = shelf.themes[place]
            overlay = .themes(picker)
        } else if command == .open {
            overlay = nil
            if let cursor = picker.cursor { choose(themeNamed: shelf.themes[cursor].name) }
        } else if command == .back || command == .close {
            overlay = nil
            theme = picker.saved
        }
    }

    mutating func performInMessages(_ command: Command, scroll: Int) {
        let height = MessagesView.height(in: size)
        if let movement = Movement(command, page: height) {
            let pages = max(1, MessagesView(state: self, scroll: 0).lines.count - height + 1)
            overlay = .messages(scroll: movement.applied(to: scroll, count: pages))
        } else if command == .close || command == .back || command == .open {
            overlay = nil
        }
    }

    /// Puts the cursor on the theme that is shown.
    private mutating func aimThemes() {
        guard case .themes(var picker) = overlay, !shelf.themes.isEmpty else { return }
        picker.cursor = shelf.themes.firstIndex { $0.name == theme?.name } ?? 0
        overlay = .themes(picker)
    }
}

/// The themes to pick from, each with a swatch in its own colours.
struct ThemesView {
    private static let statuses: [RunStatus] = [.succeeded, .running, .warning, .failed, .skipped]
    private static let width = 44

    let state: State
    let picker: ThemePicker

    func draw(on canvas: inout Canvas) {
        let themes = state.shelf.themes
        let box = OverlayBox(
            title: "Themes", hint: state.hint(([.open], "keeps"), ([.back], "restores")),
            columns: Self.width,
            rows: max(1, themes.count))
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        guard let cursor = picker.cursor else {
            canvas.put(
                "Reading the themes.", .textMuted, column: inner.column, row: inner.row,
                width: inner.columns)
            return
        }
        let first = max(0, cursor - inner.rows + 1)
        for (index, theme) in themes.dropFirst(first).prefix(inner.rows).enumerated() {
            let line = inner.rows(index..<(index + 1))
            canvas.put(
                SafeText.line(theme.name).text, .overlay, column: line.column, row: line.row,
                width: line.columns)
            if first + index == cursor { canvas.highlight(line, .overlaySelected) }
            draw(theme, in: line.right(min(Self.swatch, line.columns)), on: &canvas)
        }
        ScrollBar(first: first, shown: inner.rows, count: themes.count)
            .draw(
                in: Rect(column: inner.endColumn, row: inner.row, columns: 1, rows: inner.rows),
                glyphs: state.glyphs, on: &canvas)
    }

    /// The columns of a swatch.
    private static let swatch = 22

    private func draw(_ theme: Theme, in rect: Rect, on canvas: inout Canvas) {
        let ground = theme[.background]
        var column = rect.column
        func put(_ text: String, _ role: Role) {
            let room = rect.endColumn - column
            guard room > 0 else { return }
            column += canvas.frame.put(
                text, column: column, row: rect.row, style: theme[role].over(ground), width: room)
        }
        put(" text ", .text)
        for status in Self.statuses { put("\(state.glyphs.status(status)) ", Role(status)) }
        put(" key  ", .footerKey)
    }
}
