/// A theme with its colours resolved: how each scope looks.
///
/// A scope that is not here looks like its parent by dots (`status.failed` like `status`), which
/// is for the reader to look up.
package struct ThemeDefinition: Hashable, Sendable {
    /// The theme's name.
    package let name: String
    /// Whether it is meant for a dark or a light terminal.
    package let appearance: ThemeAppearance
    /// How each scope looks.
    package let scopes: [String: ThemeStyle]

    /// Puts a theme together.
    package init(name: String, appearance: ThemeAppearance, scopes: [String: ThemeStyle]) {
        self.name = name
        self.appearance = appearance
        self.scopes = scopes
    }
}

/// Whether a theme is meant for a dark or a light terminal.
package enum ThemeAppearance: String, Hashable, Sendable, CaseIterable {
    /// Light text on a dark ground.
    case dark
    /// Dark text on a light ground.
    case light
}

/// How a scope looks; what is nil is its parent scope's.
package struct ThemeStyle: Hashable, Sendable {
    /// The colour of the text.
    package let foreground: ThemeColor?
    /// The colour behind it.
    package let background: ThemeColor?
    /// What is done to the text beyond its colour.
    package let modifiers: Set<ThemeModifier>

    /// Puts a style together.
    package init(
        foreground: ThemeColor? = nil, background: ThemeColor? = nil,
        modifiers: Set<ThemeModifier> = []
    ) {
        self.foreground = foreground
        self.background = background
        self.modifiers = modifiers
    }
}

/// What can be done to text beyond its colour.
package enum ThemeModifier: String, Hashable, Sendable, CaseIterable {
    /// Heavier.
    case bold
    /// Fainter.
    case dim
    /// Slanted.
    case italic
    /// With a line under it.
    case underline
    /// With foreground and background exchanged.
    case reverse
    /// With a line through it.
    case strikethrough
}
