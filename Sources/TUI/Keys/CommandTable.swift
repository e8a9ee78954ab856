package import Terminal

/// An action of the interface. Its row in `CommandTable` has its keys, contexts and help.
package enum Command: String, CaseIterable, Hashable, Sendable {
    case down
    case up
    case first
    case last
    case halfPageDown = "half-page-down"
    case halfPageUp = "half-page-up"
    case pageDown = "page-down"
    case pageUp = "page-up"
    case left
    case right
    case showRuns = "show-runs"
    case showPipelines = "show-pipelines"
    case showErrors = "show-errors"
    case showSources = "show-sources"
    case focusNext = "focus-next"
    case focusPrevious = "focus-previous"
    case open
    case back
    case previousTab = "previous-tab"
    case nextTab = "next-tab"
    case filter
    case failures
    case pickStatuses = "pick-statuses"
    case pickSources = "pick-sources"
    case search
    case nextMatch = "next-match"
    case previousMatch = "previous-match"
    case placeDetails = "place-details"
    case palette
    case savedViews = "views"
    case removeView = "forget-view"
    case mark
    case clearMarks = "clear-marks"
    case copySummary = "copy-summary"
    case copyID = "copy-id"
    case browse
    case export
    case pickColumns = "pick-columns"
    case moveEarlier = "move-earlier"
    case moveLater = "move-later"
    case timeFormat = "time-format"
    case nextFailure = "next-failure"
    case previousFailure = "previous-failure"
    case sortLeft = "sort-left"
    case sortRight = "sort-right"
    case invertSort = "invert-sort"
    case pause
    case toggle
    case toggleAll = "toggle-all"
    case pollSource = "poll-source"
    case pollAll = "poll-all"
    case pickTheme = "theme"
    case showMessages = "messages"
    case reload
    case help
    case redraw
    case suspend
    case close
}

extension Command {
    /// Another name for `close`, in the footer and in the palette.
    static let quit = "quit"

    init?(name: String) { self.init(rawValue: name == Self.quit ? Self.close.rawValue : name) }

    /// The names that find the command.
    package var names: [String] { self == .close ? [rawValue, Self.quit] : [rawValue] }
}

/// Where a key is pressed.
package enum KeyContext: Hashable, Sendable, CaseIterable {
    case table
    case details
    case timeline
    case pipelines
    case errors
    case sources
    case picker
    case themes
    case messages
    case columns
    case views
    case help

    /// The place and its key, for a sentence.
    var words: String {
        switch self {
        case .table: "in the runs (1)"
        case .details: "in the details (Enter, or Tab)"
        case .timeline: "in the timeline (Tab)"
        case .pipelines: "in the pipelines (2)"
        case .errors: "in the errors (3)"
        case .sources: "in the sources (4)"
        case .picker: "in a list of choices"
        case .columns: "in the columns (c)"
        case .views: "in the saved views (v)"
        case .help: "in the help (?)"
        case .themes: "in the themes (t)"
        case .messages: "in the messages (:messages)"
        }
    }
}

/// One row of the table of commands.
package struct CommandRow: Sendable {
    /// The command.
    package let command: Command
    /// The keys, the main one first.
    package let keys: [KeyEvent]
    /// Where the keys work.
    package let contexts: [KeyContext]
    /// Its section of the help.
    package let section: Section
    /// What it does, for the help.
    package let help: String
    /// A label of a word or two for the footer; nil keeps it out of there.
    package let label: String?

    /// The sections of the help, in order.
    package enum Section: String, CaseIterable, Sendable {
        case move = "Move"
        case filter = "Filter"
        case details = "Details"
        case order = "Sort and follow"
        case copyAndExport = "Copy and export"
        case sources = "Sources"
        case program = "Program"
    }

    /// Returns the keys as the help writes them, or `:name` for a command without a key.
    package func ways(_ label: (KeyEvent) -> String = \.label) -> [String] {
        keys.isEmpty ? [":\(command.rawValue)"] : keys.map(label)
    }

    func with(keys: [KeyEvent]) -> CommandRow {
        CommandRow(command, keys, in: contexts, section, help, label: label)
    }

    init(
        _ command: Command, _ keys: [KeyEvent], in contexts: [KeyContext], _ section: Section,
        _ help: String, label: String? = nil
    ) {
        self.command = command
        self.keys = keys
        self.contexts = contexts
        self.section = section
        self.help = help
        self.label = label
    }
}

extension KeyEvent: ExpressibleByExtendedGraphemeClusterLiteral {
    /// Makes the key of a character.
    package init(extendedGraphemeClusterLiteral character: Character) {
        self = .character(character)
    }
}

/// All commands. The key bindings, the help, the footer and the README's table derive from it.
package enum CommandTable {
    private static let everywhere = KeyContext.allCases
    private static let panes: [KeyContext] = [.table, .details]
    private static let lists: [KeyContext] = [.table, .details, .timeline, .pipelines, .errors]
    private static let views: [KeyContext] = lists + [.sources]

    /// The rows, in the order of the help.
    package static let rows: [CommandRow] = [
        CommandRow(.down, ["j", .down], in: everywhere, .move, "down one line"),
        CommandRow(.up, ["k", .up], in: everywhere, .move, "up one line"),
        CommandRow(
            .first, ["g", .home], in: everywhere, .move,
            "to the top; in the runs, follow the newest again"),
        CommandRow(.last, ["G", .end], in: everywhere, .move, "to the bottom"),
        CommandRow(.halfPageDown, [.control("d")], in: everywhere, .move, "down half a page"),
        CommandRow(.halfPageUp, [.control("u")], in: everywhere, .move, "up half a page"),
        CommandRow(.pageDown, [.pageDown], in: everywhere, .move, "down a page"),
        CommandRow(.pageUp, [.pageUp], in: everywhere, .move, "up a page"),
        CommandRow(
            .left, ["h", .left], in: panes + [.timeline, .columns], .move,
            "scroll left; in the metadata, fold; in the timeline, earlier; of columns, narrower"),
        CommandRow(
            .right, ["l", .right], in: panes + [.timeline, .columns], .move,
            "scroll right; in the metadata, unfold; in the timeline, later; of columns, wider"),
        CommandRow(.showRuns, ["1"], in: views, .move, "the runs"),
        CommandRow(
            .showPipelines, ["2"], in: views, .move,
            "the pipelines: how each performs, and when it runs next"),
        CommandRow(
            .showErrors, ["3"], in: views, .move,
            "the errors: failures with the same message, counted"),
        CommandRow(
            .showSources, ["4"], in: views, .move,
            "the sources: state and problems of each"),
        CommandRow(.focusNext, [.tab], in: views, .move, "focus the next pane"),
        CommandRow(.focusPrevious, [.backTab], in: views, .move, "focus the previous pane"),

        CommandRow(
            .filter, ["/"], in: [.table, .timeline, .pipelines, .errors], .filter,
            "filter, applied as you type", label: "filter"),
        CommandRow(
            .failures, ["f"], in: lists, .filter, "failures only, or all again", label: "failures"),
        CommandRow(.pickStatuses, ["s"], in: lists, .filter, "pick statuses", label: "status"),
        CommandRow(
            .pickSources, ["p"], in: lists, .filter, "pick providers and sources", label: "provider"
        ),
        CommandRow(
            .toggle, [" "], in: [.picker, .columns, .timeline], .filter,
            "in a list of choices, choose; in the timeline, begin or end a selection"),
        CommandRow(
            .toggleAll, ["a"], in: [.picker, .columns], .filter,
            "in a list of choices, choose all or none; of columns, the usual ones"),

        CommandRow(
            .open, [.enter], in: everywhere, .details,
            "open the details, or the runs of a pipeline, an error, a source or a time; keep choices",
            label: "details"),
        CommandRow(
            .back, [.escape], in: everywhere, .details,
            "close what is on top, else cancel an export, go back, clear the marks, clear the filter",
            label: "back"),
        CommandRow(.previousTab, ["["], in: panes, .details, "previous tab of the details"),
        CommandRow(.nextTab, ["]"], in: panes, .details, "next tab of the details"),
        CommandRow(.placeDetails, ["w"], in: panes, .details, "details right, below, in full"),
        CommandRow(
            .search, ["/"], in: [.details, .help], .details,
            "in the details and in the help, search",
            label: "search"),
        CommandRow(
            .nextMatch, ["n"], in: [.details], .details, "in the details, next match",
            label: "next match"),
        CommandRow(
            .previousMatch, ["N"], in: [.details], .details, "in the details, previous match"),
        CommandRow(
            .nextFailure, ["e"], in: panes + [.timeline], .details, "next failure",
            label: "next failure"),
        CommandRow(.previousFailure, ["E"], in: panes + [.timeline], .details, "previous failure"),

        CommandRow(
            .savedViews, ["v"], in: views + [.views], .order,
            "saved views; :save NAME adds one"),
        CommandRow(.removeView, ["d"], in: [.views], .order, "in the saved views, delete one"),
        CommandRow(
            .pickColumns, ["c"], in: panes, .order, "choose, order and resize columns"),
        CommandRow(
            .moveEarlier, ["K"], in: [.columns], .order,
            "in the columns, move one up, which is to the left"),
        CommandRow(
            .moveLater, ["J"], in: [.columns], .order,
            "in the columns, move one down, which is to the right"),
        CommandRow(.sortLeft, ["<"], in: lists, .order, "sort by the column to the left"),
        CommandRow(.sortRight, [">"], in: lists, .order, "sort by the column to the right"),
        CommandRow(.invertSort, ["I"], in: lists, .order, "invert the order"),
        CommandRow(.timeFormat, ["z"], in: views, .order, "times as ages, in your zone, in UTC"),
        CommandRow(.pause, ["="], in: views, .order, "pause, or follow again", label: "pause"),

        CommandRow(
            .mark, [" "], in: panes, .copyAndExport, "mark the run for copying, and move down"),
        CommandRow(.clearMarks, [], in: panes, .copyAndExport, "clear all marks"),
        CommandRow(
            .copySummary, ["y"], in: panes, .copyAndExport,
            "copy a summary of the run, or of the marked ones", label: "copy"),
        CommandRow(.copyID, ["Y"], in: panes, .copyAndExport, "copy the run's id"),
        CommandRow(.browse, ["o"], in: panes, .copyAndExport, "open the run's page in the browser"),
        CommandRow(
            .export, ["x"], in: panes, .copyAndExport,
            "export what is listed to a file: CSV, JSON or NDJSON"),

        CommandRow(.pollSource, ["r"], in: views, .sources, "poll this source now"),
        CommandRow(.pollAll, ["R"], in: views, .sources, "poll all sources now"),

        CommandRow(
            .pickTheme, ["t"], in: views, .program, "pick a theme, with a preview"),
        CommandRow(
            .showMessages, [], in: views, .program, "the messages of the status line so far"),
        CommandRow(
            .reload, [], in: views, .program,
            "reload the configuration; saving the file does so too"),
        CommandRow(
            .palette, [":"], in: views, .program, "run a command by name; Tab completes",
            label: "commands"),
        CommandRow(.help, ["?"], in: everywhere, .program, "this help", label: "help"),
        CommandRow(.redraw, [.control("l")], in: everywhere, .program, "redraw the screen"),
        CommandRow(.suspend, [.control("z")], in: everywhere, .program, "suspend; fg returns"),
        CommandRow(
            .close, ["q", .control("c")], in: everywhere, .program,
            "close help or choices; at the top level, quit", label: "quit"),
    ]
}
