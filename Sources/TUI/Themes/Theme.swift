package import Runs
package import Terminal

/// A style for every role.
package struct Theme: Hashable, Sendable {
    /// The theme's name.
    package let name: String
    /// Whether the terminal has few colours, so that two in one cell are hard to tell apart.
    let hasFewColors: Bool
    private let styles: [Role: Style]

    /// Resolves each role by its scopes; `style` returns what the theme says of a scope, if
    /// anything.
    package init(name: String, style: (String) -> Style?) {
        self.name = name
        hasFewColors = false
        let base = style(Role.background.rawValue) ?? .plain
        let pairs = Role.allCases.map { role in
            // The wider scopes fill what the nearest one leaves open.
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

    /// The style of a role; without a background of its own, it keeps the one below.
    package subscript(role: Role) -> Style { styles[role] ?? .plain }

    /// The scopes that theme files can style: those of all roles, and their fallbacks.
    package static var knownScopes: Set<String> { Set(Role.allCases.flatMap { scopes(of: $0) }) }

    /// Applies a role that marks, such as the selected row, to a style. The text keeps its colour,
    /// except in reverse: it would become the background of each text.
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

    /// Returns the theme for a terminal's colours. Few colours may lose a background, so marks use
    /// reverse. Without colours, attributes replace them.
    package func fitting(_ depth: ColorDepth) -> Theme {
        guard depth <= .ansi16 else { return self }
        var styles = styles
        for role in Self.marks {
            styles[role, default: .plain].attributes.insert(.reverse)
            // Reverse would bring a background colour to the front.
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

    /// The roles that mark other texts.
    private static let marks: [Role] = [
        .tableRowSelected, .overlaySelected, .filterMistake, .timelineSelected, .timelineCursor,
    ]

    /// The attributes that replace colours.
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

    /// The scopes of a role, most specific first.
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
    /// Creates the role of a status.
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

/// The available themes.
package struct ThemeShelf: Hashable, Sendable {
    /// The themes, by name.
    package var themes: [Theme] = []
    /// Why themes cannot be read, a line each.
    package var mistakes: [String] = []

    /// Creates an empty shelf.
    package init() {}

    /// Returns the same themes for a terminal's colours.
    package func fitting(_ depth: ColorDepth) -> ThemeShelf {
        var shelf = self
        shelf.themes = themes.map { $0.fitting(depth) }
        return shelf
    }

    func theme(named name: String) -> Theme? { themes.first { $0.name == name } }
}

/// The themes, and the one that is shown.
package struct ThemesState: Sendable {
    /// The available themes.
    package internal(set) var shelf = ThemeShelf()
    /// The shown theme; nil to draw with the one that the caller gives.
    package internal(set) var shown: Theme?
    /// The name of the picked theme.
    package internal(set) var picked: String?

    init(picked: String?) { self.picked = picked }

    /// Shows and picks a theme; false for an unknown name.
    mutating func choose(_ name: String) -> Bool {
        guard let found = shelf.theme(named: name) else { return false }
        shown = found
        picked = name
        return true
    }
}
