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
