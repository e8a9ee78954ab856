/// A theme with resolved colours. A missing scope has the style of its parent by dots
/// (`status.failed` like `status`); the reader looks it up.
package struct ThemeDefinition: Hashable, Sendable {
    package let name: String
    /// Whether a theme is meant for a dark or a light terminal.
    package let appearance: ThemeAppearance
    /// The style of each scope.
    package let scopes: [String: ThemeStyle]

    package init(name: String, appearance: ThemeAppearance, scopes: [String: ThemeStyle]) {
        self.name = name
        self.appearance = appearance
        self.scopes = scopes
    }
}

/// Whether a theme is meant for a dark or a light terminal.
package enum ThemeAppearance: String, Hashable, Sendable, CaseIterable {
    /// Light text on a dark background.
    case dark
    /// Dark text on a light background.
    case light
}

/// The style of a scope; the parent scope replaces nil.
package struct ThemeStyle: Hashable, Sendable {
    package let foreground: ThemeColor?
    package let background: ThemeColor?
    /// Text attributes beyond colours.
    package let modifiers: Set<ThemeModifier>

    package init(
        foreground: ThemeColor? = nil, background: ThemeColor? = nil,
        modifiers: Set<ThemeModifier> = []
    ) {
        self.foreground = foreground
        self.background = background
        self.modifiers = modifiers
    }
}

/// Text attributes beyond colours.
package enum ThemeModifier: String, Hashable, Sendable, CaseIterable {
    case bold
    case dim
    case italic
    case underline
    /// With foreground and background swapped.
    case reverse
    case strikethrough
}
