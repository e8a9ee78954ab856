/// Something that a key asks for. Its row in `CommandTable` says which keys, where, and why.
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
    case forget = "forget-view"
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
    /// What the footer calls `close`, and the palette too.
    static let quit = "quit"

    /// Finds a command by its name; `quit` is another one for `close`.
    init?(name: String) { self.init(rawValue: name == Self.quit ? Self.close.rawValue : name) }

    /// The names it is found by.
    package var names: [String] { self == .close ? [rawValue, Self.quit] : [rawValue] }
}
