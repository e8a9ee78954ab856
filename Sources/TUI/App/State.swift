import Query
package import Runs
package import RunTable
package import Terminal

/// Everything that the screen is drawn from. Only `update` changes it.
package struct State: Sendable {
    /// The screen's size.
    package var size: Size
    /// The time of the last message that carried one.
    package var now: Timestamp
    /// The zone that times are shown in.
    package internal(set) var clock: ZonedClock
    /// The signs that the terminal can show.
    package let glyphs: Glyphs
    /// What each key does.
    package internal(set) var keymap: Keymap

    /// What the engine last published, or nil before the first time.
    package internal(set) var snapshot: MonitorSnapshot?
    /// The runs on the screen.
    package internal(set) var listing = RunListing.empty
    /// The filter and the order in force.
    package internal(set) var request: RunListing.Request
    /// Which view is shown.
    package internal(set) var view = View.runs
    /// The places that Esc leads back to, the latest last.
    package internal(set) var trail: [Waypoint] = []
    /// The timeline.
    package internal(set) var timeline = TimelineState()
    /// The view of the pipelines.
    var pipelines = DigestList<PipelineDigest>()
    /// The view of the errors.
    var errors = DigestList<ErrorGroup>()
    /// The view of the sources.
    package internal(set) var sources = SourcesState()
    /// Which run is selected.
    package internal(set) var selection = Selection.newest
    /// The run that was selected when the program was last left, until it is listed.
    package internal(set) var awaited: Session.SelectedRun?
    /// Whether the run selected is opened once what answers the filter is listed.
    var opensOnceListed = false
    /// When it began.
    let began: Timestamp
    /// The first listed run on the screen.
    package internal(set) var top = 0
    /// How many columns the table is scrolled to the right.
    package internal(set) var scrolledColumns = 0
    /// What is shown while following is paused.
    package internal(set) var paused: Pause?
    /// The pane that keys go to.
    package internal(set) var focus = Pane.table
    /// The open details, or nil while they are closed.
    package internal(set) var details: DetailsState?
    /// All that is known of the run that the details were opened on last, where the table lists
    /// less than that.
    package internal(set) var whole: Run?
    /// What other runs have to do with the one whose details were opened last.
    package internal(set) var kin: RelatedRuns?
    /// Where the details stand.
    package internal(set) var placement: DetailsPlacement
    /// How moments are written.
    package internal(set) var times: ShownTimes
    /// Tells the address of a run's page in its provider's own interface.
    var webPage: @Sendable (Run) -> String?
    /// What was asked for as `whole` last.
    var wholeWish: FullRunRequest?
    /// What was decoded as `whole` last.
    var decoded: FullRunRequest?
    /// The open filter prompt.
    package internal(set) var prompt: FilterPrompt?
    /// What is saved under a name.
    package internal(set) var savedViews: SavedViews
    /// Lines of the palette that were obeyed, the latest last.
    package internal(set) var paletteHistory: [String] = []
    /// The runs that are marked.
    package internal(set) var marks: Set<RunKey> = []
    /// Which columns the table of runs shows.
    package internal(set) var columns: ColumnChoice
    /// How far the export under way is; nil while there is none.
    package internal(set) var exporting: ExportProgress?
    /// Whether the mouse is asked for.
    package internal(set) var isMouseWanted: Bool
    /// The open prompt for anything but a filter.
    package internal(set) var line: LinePrompt?
    /// What lies over the panes.
    package internal(set) var overlay: Overlay?
    /// What the status line asks, or nil while it asks nothing.
    package internal(set) var question: ReserveQuestion?
    /// Whether older runs are being read.
    package internal(set) var isReadingOlder = false
    /// Filters that were in force, the latest last.
    package internal(set) var filterHistory: [String] = []
    /// What the status line says until the next key, or for a while.
    package internal(set) var message: StatusMessage? {
        didSet {
            messageExpires = message.map { _ in now.advanced(byMilliseconds: 8_000) }
            if let message { messages.note(message, at: now) }
        }
    }
    /// The failures that came while nobody pressed a key.
    package var alarm = Alarm()
    /// Whether the terminal's window has the keyboard, as far as it tells.
    package internal(set) var hasKeyboard = true
    /// Whether it is shown for the first time, so that the way to all keys is offered once.
    package var isFirstTime = false
    /// Whether what the program does cannot be written down.
    var isLogLost = false
    /// What the status line said so far.
    package internal(set) var messages = MessageLog()
    /// The themes that there are.
    package internal(set) var shelf = ThemeShelf()
    /// The theme that is shown; nil where whoever draws brings another.
    package internal(set) var theme: Theme?
    /// The name of the theme that was picked.
    var pickedTheme: String?
    /// When the message has been there for long enough.
    private(set) var messageExpires: Timestamp?

    /// How many places Esc leads back through at most.
    static let longestTrail = 20

    /// Starts with nothing known but the terminal and what is to be looked at.
    package init(
        size: Size, now: Timestamp, clock: ZonedClock, glyphs: Glyphs,
        session: Session = Session(), keymap: Keymap = Keymap(), mouse: Bool = false,
        presets: [SavedView] = [],
        webPage: @escaping @Sendable (Run) -> String? = { _ in nil }
    ) {
        self.size = size
        self.now = now
        began = now
        self.clock = clock
        self.glyphs = glyphs
        self.keymap = keymap
        self.webPage = webPage
        placement = session.placement
        columns = session.columns
        isMouseWanted = mouse
        savedViews = SavedViews(presets: presets, own: session.saved)
        times = ShownTimes(clock, session.times)
        request = session.request
        view = session.view
        awaited = session.run
        sources.selection = session.source
        pickedTheme = session.theme
    }

    /// The table that is shown, or will be once it is listed.
    package var shownTable: RunTable? { paused?.table ?? snapshot?.table }

    /// The moment that the screen shows: now, or when it was paused.
    package var shownMoment: Timestamp { paused?.since ?? now }

    /// What of the next listing is on the screen.
    var look: RunListing.Look {
        switch selection {
        case .newest: RunListing.Look(at: nil, rows: size.rows)
        case .run(let key, _): RunListing.Look(at: key, rows: size.rows)
        }
    }

    /// Whether the runs listed answer an earlier filter than the one in force.
    var isListingDue: Bool { listing.request.query != request.query }

    /// The place of the selected run in the list, or nil where nothing is listed.
    var selectedPlace: Int? {
        guard listing.count > 0 else { return nil }
        switch selection {
        case .newest: return 0
        case .run(_, let place): return min(place, listing.count - 1)
        }
    }

    /// The selected run as it is listed, or nil where nothing is.
    var selectedRun: Run? { selectedPlace.map { listing.summary(at: $0) } }

    /// How many runs came since following was paused.
    var arrivedWhilePaused: Int {
        guard let paused, let snapshot else { return 0 }
        return max(0, snapshot.table.count - paused.table.count)
    }

    /// Reads a filter in the state's zone.
    func parse(_ text: String) throws(QueryMistake) -> Query {
        try Query.parse(text, localOffset: clock.offset(atWall:))
    }
}

/// A run that was to be read whole, and of which state of the table.
struct FullRunRequest: Hashable, Sendable {
    let key: RunKey
    let generation: Int
}

/// What a paused screen goes on showing.
package struct Pause: Sendable {
    /// The runs as they were.
    package let table: RunTable
    /// When it was paused.
    package let since: Timestamp
}

/// Which run is selected.
package enum Selection: Hashable, Sendable {
    /// The first of the list, whichever run that is: the screen follows what comes.
    case newest
    /// One run, wherever the list moves it, and the place where it was last seen.
    case run(RunKey, place: Int)
}

/// A part of the screen that can have the focus.
package enum Pane: Hashable, Sendable {
    case timeline
    case table
    case details
}

/// What lies over the panes.
package enum Overlay: Hashable, Sendable {
    /// The help, scrolled down by so many lines.
    case help(scroll: Int)
    /// A list of choices.
    case picker(Picker)
    /// The themes to pick from.
    case themes(ThemePicker)
    /// What the status line said, scrolled down by so many lines.
    case messages(scroll: Int)
    /// The choice of columns.
    case columns(ColumnPicker)
    /// What is saved under names, and the one that keys act on.
    case views(cursor: Int)
}

/// A line for the person, and how grave it is.
package struct StatusMessage: Hashable, Sendable {
    /// What it says.
    package let text: String
    /// How grave it is.
    package let gravity: Severity

    /// How grave a message is.
    package enum Severity: Hashable, Sendable {
        case notice
        case warning
        case error
    }

    /// Joins a text and its gravity.
    package init(_ text: String, _ gravity: Severity = .notice) {
        self.text = SafeText.line(text).text
        self.gravity = gravity
    }
}
