package import Runs

/// What a configuration says of the interface.
package struct Setup: Sendable {
    /// What each key does.
    package var keymap: Keymap
    /// The zone that times are shown in.
    package var clock: ZonedClock
    /// The views that are there from the first.
    package var presets: [SavedView]
    /// The theme, where another one is configured than before; it takes the place of one that was
    /// picked.
    package var theme: Theme?
    /// Whether the bell rings on new failures.
    package var bell: Bool
    /// Whether the mouse is asked for, where that is said otherwise than before.
    package var mouse: Bool?
    /// Tells the address of a run's page in its provider's own interface.
    package var webPage: @Sendable (Run) -> String?

    /// Takes what a configuration says that leaves theme and mouse as they are.
    package init(
        keymap: Keymap, clock: ZonedClock, presets: [SavedView], bell: Bool,
        webPage: @escaping @Sendable (Run) -> String?
    ) {
        self.keymap = keymap
        self.clock = clock
        self.presets = presets
        self.bell = bell
        self.webPage = webPage
    }
}
