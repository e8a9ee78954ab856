import Query
package import Runs
package import RunTable
package import Terminal

/// All that the screen is drawn from, by feature. Only `update` changes it.
package struct State: Sendable {
    /// The time of the last message that carried one.
    package var now: Timestamp
    /// How times are written.
    package internal(set) var times: ShownTimes
    /// The terminal and its keys.
    package var terminal: TerminalState
    /// The engine's latest snapshot; nil before the first.
    package internal(set) var snapshot: MonitorSnapshot?
    /// The view, the focus, the overlay and the way back.
    package internal(set) var navigation: Navigation
    /// The table of runs.
    package internal(set) var runs: RunsState
    /// The details of a run.
    package internal(set) var details: DetailsState
    /// The prompt for filters, commands and other lines.
    package internal(set) var prompt = PromptState()
    var pipelines = TableList<PipelineDigest>()
    var errors = TableList<ErrorGroup>()
    var sources = SourcesState()
    /// The timeline.
    package internal(set) var timeline = TimelineState()
    /// The status line's message, question and log.
    package internal(set) var messages = MessagesState()
    /// The themes, and the one that is shown.
    package internal(set) var themes: ThemesState

    /// Creates the state before the first snapshot, with the settings of the last session.
    package init(
        size: Size, now: Timestamp, glyphs: Glyphs, setup: Setup, session: Session = Session()
    ) {
        self.now = now
        times = ShownTimes(setup.clock, session.times)
        terminal = TerminalState(
            size: size, glyphs: glyphs, keymap: setup.keymap, isMouseWanted: setup.mouse ?? false)
        navigation = Navigation(
            view: session.view, saved: SavedViews(presets: setup.presets, own: session.saved))
        runs = RunsState(session, began: now, webPage: setup.webPage)
        details = DetailsState(placement: session.placement)
        themes = ThemesState(picked: session.theme)
        sources.list.selection = session.source
        messages.alarm.rings = setup.bell
    }
}

/// The terminal and its keymap.
package struct TerminalState: Sendable {
    /// The screen's size.
    package internal(set) var size: Size
    /// The glyphs that it can show.
    package let glyphs: Glyphs
    /// What each key does.
    package internal(set) var keymap: Keymap
    /// Whether mouse events are requested.
    package internal(set) var isMouseWanted: Bool
    /// Whether its window has the focus, as last reported.
    package internal(set) var hasKeyboard = true
    /// Whether this is the first start ever; the footer then points to the help until a key.
    package var isFirstTime = false
}

extension State {
    /// The screen's size.
    package var size: Size { terminal.size }
    var glyphs: Glyphs { terminal.glyphs }
    var keymap: Keymap { terminal.keymap }
    /// The view that is shown.
    package var view: View { navigation.view }
    /// The configured time zone.
    var clock: ZonedClock { times.home }

    /// The status line's message, until the next key or for a few seconds.
    package internal(set) var message: StatusMessage? {
        get { messages.current }
        set { messages.show(newValue, at: now) }
    }

    mutating func say(_ text: String, _ severity: StatusMessage.Severity = .notice) {
        message = StatusMessage(text, severity)
    }

    /// Shows a message, and has no other effect.
    mutating func sayOnly(
        _ text: String, _ severity: StatusMessage.Severity = .notice
    ) -> [Effect] {
        say(text, severity)
        return []
    }

    /// The table on the screen, or the one that is being listed.
    package var shownTable: RunTable? { runs.paused?.table ?? snapshot?.table }

    /// The time that the screen shows: now, or when it was paused.
    package var shownMoment: Timestamp { runs.paused?.since ?? now }

    var arrivedWhilePaused: Int {
        guard let paused = runs.paused, let snapshot else { return 0 }
        return max(0, snapshot.table.count - paused.table.count)
    }

    func parse(_ text: String) throws(QueryMistake) -> Query {
        try Query.parse(text, localOffset: clock.offset(atWall:))
    }
}
