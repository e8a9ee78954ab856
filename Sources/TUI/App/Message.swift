package import Query
package import Runs
package import RunTable
package import Terminal

/// An event that `update` applies to the state.
package enum Message: Sendable {
    case input(InputEvent)
    case snapshot(MonitorSnapshot)
    /// A run in full, as `readRun` requested it.
    case run(Run)
    case relatedRuns(RelatedRuns)
    case listed(RunListing)
    case pipelines([PipelineDigest], answering: Query)
    case errors([ErrorGroup], answering: Query)
    case tick(Timestamp)
    case status(StatusMessage)
    /// The log became unwritable, or writable again.
    case log(isLost: Bool)
    /// A poll was refused because only the reserve is left.
    case reserve(ReserveQuestion)
    case older(OlderNews)
    /// A call to a source has ended.
    case request(SourceRequest, to: SourceName)
    case themes(ThemeShelf)
    /// The configuration was reloaded.
    case setup(Setup, saying: StatusMessage)
    /// The reloaded configuration is wrong for these reasons; the previous one stays in force.
    case setupRefused([String], saying: StatusMessage)
    case export(ExportNews)
}

/// Work outside the state; its result comes back as a later message.
package enum Effect: Hashable, Sendable {
    /// Filter and sort the current table; a newer request replaces an older one.
    case list
    /// Poll a source now, or all sources for nil.
    case poll(SourceName?, reserve: ReserveUse = .keep)
    case readOlder(RunQuestion)
    case readRun(RunKey)
    case readThemes
    case reload
    /// Set the title of the terminal's window.
    case title(String)
    case bell
    /// Find the runs that are related to a run.
    case findRelatedRuns(RunKey)
    case copy(String)
    case browse(String)
    case export(ExportRequest)
    case cancelExport
    /// Request mouse events, or leave the mouse to the terminal.
    case mouse(Bool)
    case keepSession
    case redraw
    /// Stop the process as job control does.
    case suspend
    case quit
}

/// The interface's settings from the configuration.
package struct Setup: Sendable {
    /// What each key does.
    package var keymap: Keymap
    /// The time zone of shown times.
    package var clock: ZonedClock
    /// The views that are there from the first.
    package var presets: [SavedView]
    /// The theme, if the configuration changed it; it replaces a picked one.
    package var theme: Theme?
    /// Whether the bell rings on new failures.
    package var bell: Bool
    /// Whether to request mouse events; nil if the configuration did not change that.
    package var mouse: Bool?
    /// Returns the URL of a run's page at its provider, if there is one.
    package var webPage: @Sendable (Run) -> String?

    /// Creates settings that leave theme and mouse unchanged.
    package init(
        keymap: Keymap = Keymap(), clock: ZonedClock, presets: [SavedView] = [],
        bell: Bool = false, webPage: @escaping @Sendable (Run) -> String? = { _ in nil }
    ) {
        self.keymap = keymap
        self.clock = clock
        self.presets = presets
        self.bell = bell
        self.webPage = webPage
    }
}
