import Query
package import Runs
package import RunTable
package import Terminal

/// Everything that the screen is drawn from, feature by feature. Only `update` changes it.
package struct State: Sendable {
    /// The time of the last message that carried one.
    package var now: Timestamp
    /// How moments are written.
    package internal(set) var times: ShownTimes
    /// The terminal and its keys.
    package var terminal: TerminalState
    /// What the engine last published, or nil before the first time.
    package internal(set) var snapshot: MonitorSnapshot?
    /// Which view has the keys, and the way back.
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
    /// What the status line says, and said.
    package internal(set) var messages = MessagesState()
    /// The themes, and the one that is shown.
    package internal(set) var themes: ThemesState

    /// Starts with nothing known but the terminal and what is to be looked at.
    ///
    /// - Parameters:
    ///   - size: The screen's size.
    ///   - now: The present moment.
    ///   - glyphs: The signs that the terminal can show.
    ///   - setup: What the configuration says.
    ///   - session: What was looked at the last time.
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

/// The terminal, and what its keys mean.
package struct TerminalState: Sendable {
    /// The screen's size.
    package internal(set) var size: Size
    /// The signs that it can show.
    package let glyphs: Glyphs
    /// What each key does.
    package internal(set) var keymap: Keymap
    /// Whether the mouse is asked for.
    package internal(set) var isMouseWanted: Bool
    /// Whether its window has the keyboard, as far as it tells.
    package internal(set) var hasKeyboard = true
    /// Whether the interface is shown for the first time, so that the way to all keys is offered
    /// once.
    package var isFirstTime = false
}

// What nearly every feature reads.
extension State {
    /// The screen's size.
    package var size: Size { terminal.size }
    var glyphs: Glyphs { terminal.glyphs }
    var keymap: Keymap { terminal.keymap }
    /// The view that is shown.
    package var view: View { navigation.view }
    /// The zone that was configured for times.
    var clock: ZonedClock { times.home }

    /// What the status line says until the next key, or for a while.
    package internal(set) var message: StatusMessage? {
        get { messages.current }
        set { messages.show(newValue, at: now) }
    }

    /// Says something in the status line.
    mutating func say(_ text: String, _ gravity: StatusMessage.Severity = .notice) {
        message = StatusMessage(text, gravity)
    }

    /// The table that is shown, or will be once it is listed.
    package var shownTable: RunTable? { runs.paused?.table ?? snapshot?.table }

    /// The moment that the screen shows: now, or when it was paused.
    package var shownMoment: Timestamp { runs.paused?.since ?? now }

    /// How many runs came since following was paused.
    var arrivedWhilePaused: Int {
        guard let paused = runs.paused, let snapshot else { return 0 }
        return max(0, snapshot.table.count - paused.table.count)
    }

    /// Reads a filter in the state's zone.
    func parse(_ text: String) throws(QueryMistake) -> Query {
        try Query.parse(text, localOffset: clock.offset(atWall:))
    }
}
