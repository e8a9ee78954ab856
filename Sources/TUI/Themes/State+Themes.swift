import Runs
import Terminal

extension State {
    /// Opens the list of themes, and reads them again because files may have changed.
    mutating func openThemes() -> [Effect] {
        navigation.overlay = Overlay(.themes(saved: themes.shown))
        aimThemes()
        return [.readThemes]
    }

    mutating func take(_ new: ThemeShelf) {
        let known = themes.shelf.mistakes
        themes.shelf = new
        if let name = themes.shown?.name, let shown = new.theme(named: name) {
            if case .themes = navigation.overlay?.content {} else { themes.shown = shown }
        }
        aimThemes()
        guard let first = new.mistakes.first(where: { !known.contains($0) }) else { return }
        for mistake in new.mistakes where mistake != first {
            messages.log.note(StatusMessage(mistake, .warning), at: now)
        }
        say(first, .warning)
    }

    mutating func performInThemes(_ command: Command, saved: Theme?, at place: Int) {
        if command == .open {
            navigation.overlay = nil
            guard themes.shelf.themes.indices.contains(place) else { return }
            _ = themes.choose(themes.shelf.themes[place].name)
        } else if command == .back || command == .close {
            navigation.overlay = nil
            themes.shown = saved
        }
    }

    mutating func previewTheme() {
        guard let overlay = navigation.overlay, case .themes = overlay.content,
            themes.shelf.themes.indices.contains(overlay.place)
        else { return }
        themes.shown = themes.shelf.themes[overlay.place]
    }

    private mutating func aimThemes() {
        guard case .themes = navigation.overlay?.content else { return }
        let place = themes.shelf.themes.firstIndex { $0.name == themes.shown?.name }
        navigation.overlay?.place = place ?? 0
    }

    var themesList: OverlayList {
        OverlayList(
            title: "Themes", hint: hint(([.open], "apply"), ([.back], "cancel")), columns: 44,
            rows: themes.shelf.themes.map { theme in
                OverlayList.Row(
                    line: [Span(SafeText.line(theme.name).text, .overlay)],
                    swatch: swatch(of: theme))
            }, height: max(1, themes.shelf.themes.count), absence: "Reading the themes.")
    }

    private func swatch(of theme: Theme) -> [(text: String, style: Style)] {
        let statuses: [RunStatus] = [.succeeded, .running, .warning, .failed, .skipped]
        let parts: [(String, Role)] =
            [(" text ", .text)] + statuses.map { ("\(glyphs.status($0)) ", Role($0)) }
            + [(" key  ", .footerKey)]
        return parts.map { ($0.0, theme[$0.1].over(theme[.background])) }
    }
}
