import Runs

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
