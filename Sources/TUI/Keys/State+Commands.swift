import Query
import Runs
import RunTable
import Terminal

extension State {
    mutating func perform(_ command: Command) -> [Effect] {
        if let effects = performAnywhere(command) { return effects }
        if let overlay = navigation.overlay { return performInOverlay(command, overlay) }
        if let effects = performInAnyView(command) { return effects }
        if activePane == .timeline, let effects = performInTimeline(command) { return effects }
        switch view {
        case .runs: return performInPanes(command)
        case .pipelines: return performInPipelines(command)
        case .errors: return performInErrors(command)
        case .sources: return performInSources(command)
        }
    }

    /// Performs the commands that work with and without an overlay; nil for all others.
    private mutating func performAnywhere(_ command: Command) -> [Effect]? {
        if command == .redraw { return [.redraw] }
        if command == .suspend { return [.suspend] }
        guard command == .help else { return nil }
        if case .help = navigation.overlay?.content {
            navigation.overlay = nil
        } else {
            navigation.overlay = Overlay(.help(keyContext))
        }
        return []
    }

    /// Performs the commands that are the same in every view; nil for all others.
    private mutating func performInAnyView(_ command: Command) -> [Effect]? {
        if let view = View.allCases.first(where: { $0.command == command }) { return show(view) }
        if command == .pickTheme { return openThemes() }
        if command == .showMessages {
            navigation.overlay = Overlay(.messages)
            return []
        }
        if command == .reload { return [.reload] }
        if command == .pause { return togglePause() }
        if command == .palette { return openPalette() }
        if command == .savedViews {
            listViews()
            return []
        }
        if command == .timeFormat {
            changeTimes(to: times.format.next)
            return []
        }
        if isOffline, command == .pollAll || command == .pollSource {
            return sayOnly("offline: nothing is polled")
        }
        return command == .pollAll ? [.poll(nil)] : nil
    }

    private mutating func performInPanes(_ command: Command) -> [Effect] {
        if let movement = Movement(command, page: pageHeight) { return move(movement) }
        if let effects = performFilter(command) { return effects }
        switch command {
        case .left, .right: moveSideways(command == .left ? -1 : 1)
        case .focusNext: moveFocus(by: 1)
        case .focusPrevious: moveFocus(by: -1)
        case .open: open()
        case .back: return back()
        case .previousTab: turnTab(by: -1)
        case .nextTab: turnTab(by: 1)
        case .mark: toggleMark()
        case .clearMarks: clearMarks()
        case .copySummary: return copySummary()
        case .copyID: return copyID()
        case .browse: return browse()
        case .export: openExport()
        case .pickColumns: navigation.overlay = Overlay(.columns(saved: runs.columns))
        case .search: openSearch()
        case .nextMatch: findMatch(.down)
        case .previousMatch: findMatch(.up)
        case .placeDetails: placeDetails()
        case .nextFailure: findFailure(.down)
        case .previousFailure: findFailure(.up)
        case .sortLeft: return sort(by: -1)
        case .sortRight: return sort(by: 1)
        case .invertSort: return invertSort()
        case .pollSource: return pollSelected()
        case .close:
            guard layout.detailsCoverTable else { return [.quit] }
            return back()
        case .down, .up, .first, .last, .halfPageDown, .halfPageUp, .pageDown, .pageUp,
            .showRuns, .showPipelines, .showErrors, .showSources, .timeFormat, .pause, .pollAll,
            .toggle, .toggleAll, .moveEarlier, .moveLater, .palette, .savedViews, .removeView,
            .help,
            .redraw, .suspend, .pickTheme, .showMessages, .reload, .filter, .failures,
            .pickStatuses, .pickSources:
            break
        }
        return []
    }

    private var pageHeight: Int { activePane == .details ? layout.details.rows : layout.table.rows }

    private mutating func move(_ movement: Movement) -> [Effect] {
        switch activePane {
        case .table, .timeline: return select(movement)
        case .details:
            scrollDetails(movement)
            return []
        }
    }

    /// Moves the selection. `first` follows the newest again; down from the last requests older
    /// runs.
    private mutating func select(_ movement: Movement) -> [Effect] {
        guard let place = runs.selectedPlace else { return movement.goesDown ? askForOlder() : [] }
        let target = movement.applied(to: place, count: runs.listing.count)
        let isPastEnd = movement.goesDown && target == place
        select(place: target)
        if movement == .first { runs.selection = .newest }
        return isPastEnd ? askForOlder() : []
    }

    mutating func select(place: Int) {
        let before = runs.selectedRun?.key
        runs.selection = .run(runs.listing.key(at: place), place: place)
        if runs.selectedRun?.key != before { details.open?.rewind() }
    }

    private mutating func moveSideways(_ direction: Int) {
        if activePane == .details {
            foldTree(direction < 0)
        } else {
            runs.scrolledColumns = max(0, min(furthestColumn, runs.scrolledColumns + direction * 8))
        }
    }

    /// The furthest sideways scroll: it shows the longest last cell in full.
    private var furthestColumn: Int {
        guard let last = columnLayout.placed.last else { return 0 }
        let context = CellContext(now: now, times: times, glyphs: glyphs)
        let longest = runs.places(rows: layout.table.rows).map { place in
            last.column.cell(runs.listing.summary(at: place), context).columns
        }.max()
        return max(0, (longest ?? 0) - last.width)
    }

    mutating func moveFocus(by steps: Int) {
        let panes = panes
        guard panes.count > 1, let here = panes.firstIndex(of: activePane) else {
            return say("there is one pane; \(key(.open)) opens the details")
        }
        navigation.focus = panes[(here + steps + panes.count) % panes.count]
    }

    /// Opens the selected run, once the list answers the present filter.
    mutating func open() {
        guard details.open != nil || !runs.isListingDue else {
            runs.opensOnceListed = true
            return
        }
        guard let place = runs.selectedPlace else { return }
        guard details.open == nil else {
            navigation.focus = .details
            return
        }
        // Pins the selection, so that newer runs do not replace the open one.
        select(place: place)
        details.open = OpenDetails()
        if runs.listing.summary(at: place).error != nil { details.open?.tab = .error }
    }

    /// Closes what is on top; with nothing open, cancels an export, else goes back, else clears the
    /// marks, else the filter.
    private mutating func back() -> [Effect] {
        if details.open != nil {
            if navigation.focus == .details, details.open?.search.isEmpty == false {
                details.open?.search = ""
                details.open?.match = nil
            } else if navigation.focus == .details, !layout.detailsCoverTable {
                navigation.focus = .table
            } else {
                details.open = nil
                navigation.focus = .table
            }
            return []
        }
        if runs.exporting != nil { return [.cancelExport] }
        if let effects = goBack() { return effects }
        guard runs.marks.isEmpty else {
            clearMarks()
            return []
        }
        return clearFilter()
    }

    private mutating func findFailure(_ direction: Movement) {
        guard let place = runs.selectedPlace else { return }
        guard
            let found = runs.listing.place(
                of: .failed, from: place, towards: direction == .up ? .first : .last)
        else {
            return say(direction == .down ? "no failure further down" : "no failure further up")
        }
        select(place: found)
    }

    mutating func changeTimes(to format: ShownTimes.Format) {
        times.format = format
        say("times \(format.words)")
        settle()
    }

    mutating func togglePause() -> [Effect] {
        if runs.paused == nil {
            runs.paused = Pause(table: runs.listing.table, since: now)
            return []
        }
        runs.paused = nil
        return [.list]
    }

    private mutating func pollSelected() -> [Effect] {
        guard let source = runs.selectedRun?.source else {
            return sayOnly("no run is selected; \(key(.pollAll)) polls all sources")
        }
        return [.poll(source)]
    }
}
