package import Query
package import Runs
package import RunTable
package import Terminal

/// Something that happened; `update` says what follows from it.
package enum Message: Sendable {
    /// Somebody pressed a key, pasted, or changed the terminal.
    case input(InputEvent)
    /// The engine published.
    case snapshot(MonitorSnapshot)
    /// All that is known of a run, as it was asked for.
    case run(Run)
    /// What other runs have to do with a run, as it was asked for.
    case kin(RelatedRuns)
    /// A listing that was asked for is there.
    case listed(RunListing)
    /// How the pipelines fare that have runs which answer a filter.
    case pipelines([PipelineDigest], answering: Query)
    /// The failures that answer a filter, grouped.
    case errors([ErrorGroup], answering: Query)
    /// Time went on.
    case tick(Timestamp)
    /// Something is to be told.
    case status(StatusMessage)
    /// The log cannot be written any more, or can be again.
    case log(isLost: Bool)
    /// A poll was refused for want of anything but the reserve.
    case reserve(ReserveQuestion)
    /// Older runs were read, or could not be.
    case older(OlderNews)
    /// A call to a source is over.
    case request(SourceRequest, to: SourceName)
    /// The themes were read.
    case themes(ThemeShelf)
    /// The configuration was read again.
    case setup(Setup, saying: StatusMessage)
    /// The configuration was read again and is wrong, for these reasons; what was in force stays.
    case setupRefused([String], saying: StatusMessage)
    /// How far an export is, or what came of it.
    case export(ExportNews)
}

/// Something to be done outside; its result comes back as a later message.
package enum Effect: Hashable, Sendable {
    /// Filter and sort the current table; a newer request replaces an older one.
    case list
    /// Poll a source now, or all of them.
    case poll(SourceName?, reserve: ReserveUse = .keep)
    /// Read runs that are older than those that are held.
    case readOlder(RunQuestion)
    /// Read all that is known of a run.
    case readRun(RunKey)
    /// Read all themes.
    case readThemes
    /// Read the configuration again.
    case reload
    /// Name the terminal's window.
    case title(String)
    /// Ring the terminal's bell.
    case bell
    /// Find what other runs have to do with a run.
    case findKin(RunKey)
    /// Put a text into the clipboard.
    case copy(String)
    /// Open a page in a browser.
    case browse(String)
    /// Write what is listed to a file.
    case export(ExportRequest)
    /// Stop writing to a file.
    case cancelExport
    /// Ask for the mouse, or leave it to the terminal.
    case mouse(Bool)
    /// Remember what is saved, for the next time.
    case keepSession
    /// Paint the screen anew.
    case redraw
    /// Stop the process as job control does.
    case suspend
    /// End the program.
    case quit
}

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
