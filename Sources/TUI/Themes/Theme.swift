package import Runs
package import Terminal

/// A style for every role.
package struct Theme: Hashable, Sendable {
    /// The name it is chosen by.
    package let name: String
    /// Whether it is for a terminal with few colours, of which two in one cell tell little.
    let hasFewColors: Bool
    private let styles: [Role: Style]

    /// Resolves every role through its scope and the scopes that it falls back to.
    ///
    /// - Parameters:
    ///   - name: The name it is chosen by.
    ///   - style: What the theme's file says of one scope, nil where it says nothing.
    package init(name: String, style: (String) -> Style?) {
        self.name = name
        hasFewColors = false
        let base = style(Role.background.rawValue) ?? .plain
        let pairs = Role.allCases.map { role in
            // What the nearest scope leaves open is said by those that it falls back to.
            var resolved = Self.scopes(of: role).lazy.compactMap(style).reduce(Style.plain) {
                $0.over($1)
            }
            if resolved.foreground == .terminalDefault { resolved.foreground = base.foreground }
            return (role, resolved)
        }
        styles = Dictionary(uniqueKeysWithValues: pairs)
    }

    private init(name: String, ofFewColors styles: [Role: Style]) {
        self.name = name
        hasFewColors = true
        self.styles = styles
    }

    /// The style of a role. A role without a background of its own lies over whatever is there.
    package subscript(role: Role) -> Style { styles[role] ?? .plain }

    /// The scopes that a theme's file can style: those of all roles, and what they fall back to.
    package static var knownScopes: Set<String> { Set(Role.allCases.flatMap { scopes(of: $0) }) }

    /// Lays a role that marks something, such as the selected row, over the style of what is marked.
    ///
    /// The text keeps its colour, but not where foreground and background are exchanged: a row would
    /// be as many-coloured behind its texts as they are.
    package func marking(_ style: Style, as role: Role) -> Style {
        let over = self[role]
        var style = style
        if over.background != .terminalDefault { style.background = over.background }
        if over.attributes.contains(.reverse) {
            style.foreground = over.foreground
            style.attributes.remove(.dim)
        }
        style.attributes.formUnion(over.attributes)
        return style
    }

    /// The theme for a terminal with so many colours.
    ///
    /// Few colours may swallow a background, so that what is selected is shown in reverse; without
    /// any, attributes say what colours would.
    package func fitting(_ depth: ColorDepth) -> Theme {
        guard depth <= .ansi16 else { return self }
        var styles = styles
        for role in Self.marks {
            styles[role, default: .plain].attributes.insert(.reverse)
            // A colour of its own behind it would stand in front once exchanged.
            styles[role, default: .plain].background = .terminalDefault
        }
        guard depth == .monochrome else { return Theme(name: name, ofFewColors: styles) }
        for role in Role.allCases {
            styles[role] = Style(attributes: styles[role, default: .plain].attributes)
        }
        for (attributes, roles) in Self.attributes {
            for role in roles { styles[role, default: .plain].attributes.formUnion(attributes) }
        }
        return Theme(name: name, ofFewColors: styles)
    }

    /// What lies over other texts.
    private static let marks: [Role] = [
        .tableRowSelected, .overlaySelected, .filterMistake, .timelineSelected, .timelineCursor,
    ]

    /// What takes the place of colours.
    private static let attributes: [(TextAttributes, [Role])] = [
        (.reverse, [.headerTitle, .headerPaused, .tabActive, .detailsTabActive]),
        (.underline, [.tableHeader]),
        (
            .bold,
            [
                .statusFailed, .statusWarning, .statusRunning, .chipError, .chipWarning, .footerKey,
                .overlayTitle, .tableHeaderSorted, .messageError, .messageWarning, .errorNew,
            ]
        ),
        (
            .dim,
            [
                .textMuted, .statusSkipped, .statusQueued, .tableSeparator, .scrollbar,
                .promptGhost, .emptyHint, .timeline,
            ]
        ),
    ]

    /// The scopes of a role from the most to the least specific.
    static func scopes(of role: Role) -> [String] {
        var parts = role.rawValue.split(separator: ".")
        var scopes: [String] = []
        while !parts.isEmpty {
            scopes.append(parts.joined(separator: "."))
            parts.removeLast()
        }
        return scopes
    }
}

extension Role {
    /// The role that a status is shown in.
    package init(_ status: RunStatus) {
        switch status {
        case .queued: self = .statusQueued
        case .running: self = .statusRunning
        case .succeeded: self = .statusSucceeded
        case .warning: self = .statusWarning
        case .failed: self = .statusFailed
        case .skipped: self = .statusSkipped
        case .cancelled: self = .statusCancelled
        case .info: self = .statusInfo
        case .unknown: self = .statusUnknown
        }
    }
}

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

    func theme(named name: String) -> Theme? { themes.first { $0.name == name } }
}

/// The themes, and the one that is shown.
package struct ThemesState: Sendable {
    /// The themes that there are.
    package internal(set) var shelf = ThemeShelf()
    /// The theme that is shown; nil where whoever draws brings another.
    package internal(set) var shown: Theme?
    /// The name of the theme that was picked.
    package internal(set) var picked: String?

    init(picked: String?) { self.picked = picked }

    /// Shows a theme and keeps it, if there is one of that name.
    mutating func choose(_ name: String) -> Bool {
        guard let found = shelf.theme(named: name) else { return false }
        shown = found
        picked = name
        return true
    }
}
