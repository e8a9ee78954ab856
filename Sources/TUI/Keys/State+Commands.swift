import Query
import Runs
import RunTable
import Terminal

extension State {
    /// Carries a command out where the keys go.
    mutating func perform(_ command: Command) -> [Effect] {
        if let effects = performAnywhere(command) { return effects }
        switch overlay {
        case .help(let scroll):
            performInHelp(command, scroll: scroll)
            return []
        case .picker(let picker): return performInPicker(command, picker)
        case .themes(let picker):
            performInThemes(command, picker)
            return []
        case .messages(let scroll):
            performInMessages(command, scroll: scroll)
            return []
        case .views(let cursor): return performInViews(command, cursor: cursor)
        case .columns(let picker):
            performInColumns(command, picker)
            return []
        case nil: break
        }
        if let effects = performInAnyView(command) { return effects }
        if activePane == .timeline, let effects = performInTimeline(command) { return effects }
        switch view {
        case .runs: return performInPanes(command)
        case .pipelines: return performInPipelines(command)
        case .errors: return performInErrors(command)
        case .sources: return performInSources(command)
        }
    }

    /// Carries out what is the same whatever lies over the panes; nil where it is something else.
    private mutating func performAnywhere(_ command: Command) -> [Effect]? {
        if command == .redraw { return [.redraw] }
        if command == .suspend { return [.suspend] }
        guard command == .help else { return nil }
        if case .help = overlay { overlay = nil } else { overlay = .help(scroll: 0) }
        return []
    }

    /// Carries out what is the same in every view; nil where it is something else.
    private mutating func performInAnyView(_ command: Command) -> [Effect]? {
        if let view = View.allCases.first(where: { $0.command == command }) {
            return show(view)
        }
        if command == .pickTheme { return openThemes() }
        if command == .showMessages {
            overlay = .messages(scroll: 0)
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
            message = StatusMessage("offline: nothing is polled")
            return []
        }
        return command == .pollAll ? [.poll(nil)] : nil
    }

    private mutating func performInPanes(_ command: Command) -> [Effect] {
        if let movement = Movement(command, page: pageHeight) {
            return move(movement)
        }
        switch command {
        case .left, .right: moveSideways(command == .left ? -1 : 1)
        case .focusNext: moveFocus(by: 1)
        case .focusPrevious: moveFocus(by: -1)
        case .open: open()
        case .back: return back()
        case .previousTab: turnTab(by: -1)
        case .nextTab: turnTab(by: 1)
        case .filter: prompt = FilterPrompt(editing: request.query, selection: selection)
        case .failures: return toggleFailures()
        case .pickStatuses: openPicker(.statuses)
        case .pickSources: openPicker(.sources)
        case .mark: toggleMark()
        case .clearMarks: clearMarks()
        case .copySummary: return copySummary()
        case .copyID: return copyID()
        case .browse: return browse()
        case .export: openExport()
        case .pickColumns: openColumns()
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
            .toggle, .toggleAll, .moveEarlier, .moveLater, .palette, .savedViews, .forget, .help,
            .redraw, .suspend, .pickTheme, .showMessages, .reload:
            break
        }
        return []
    }

    private var pageHeight: Int {
        activePane == .details ? layout.details.rows : layout.table.rows
    }

    private mutating func move(_ movement: Movement) -> [Effect] {
        switch activePane {
        case .table, .timeline: return select(movement)
        case .details:
            scrollDetails(movement)
            return []
        }
    }

    /// Moves the selection; from the top upwards and by `first`, back to following the newest, and
    /// from the bottom downwards to runs that are not held yet.
    private mutating func select(_ movement: Movement) -> [Effect] {
        guard let place = selectedPlace else { return movement.goesDown ? askForOlder() : [] }
        let target = movement.applied(to: place, count: listing.count)
        let isPastEnd = movement.goesDown && target == place
        select(place: target)
        if movement == .first { selection = .newest }
        return isPastEnd ? askForOlder() : []
    }

    /// Selects the run at a place in the list.
    mutating func select(place: Int) {
        let before = selectedRun?.key
        selection = .run(listing.key(at: place), place: place)
        if selectedRun?.key != before { details?.rewind() }
    }

    private mutating func moveSideways(_ direction: Int) {
        if activePane == .details {
            foldTree(direction < 0)
        } else {
            scrolledColumns = max(0, min(furthestColumn, scrolledColumns + direction * 8))
        }
    }

    /// How far the table can be scrolled sideways until its longest last cell is seen whole.
    private var furthestColumn: Int {
        guard let last = columnLayout.placed.last else { return 0 }
        let context = CellContext(now: now, times: times, glyphs: glyphs)
        let places = top..<min(listing.count, top + layout.table.rows)
        let longest = places.map {
            DisplayWidth.columns(of: last.column.cell(listing.summary(at: $0), context).text)
        }.max()
        return max(0, (longest ?? 0) - last.width)
    }

    /// Focuses the pane so many places on, around the end.
    mutating func moveFocus(by steps: Int) {
        let panes = panes
        guard panes.count > 1, let here = panes.firstIndex(of: activePane) else {
            message = StatusMessage("there is one pane; \(key(.open)) opens the details")
            return
        }
        focus = panes[(here + steps + panes.count) % panes.count]
    }

    /// Opens the selected run; one of an earlier filter's is not what was asked for.
    mutating func open() {
        guard details != nil || !isListingDue else {
            opensOnceListed = true
            return
        }
        guard let place = selectedPlace else { return }
        guard details == nil else {
            focus = .details
            return
        }
        // Whoever opens a run reads that one, whatever comes after it.
        select(place: place)
        details = DetailsState()
        if listing.summary(at: place).error != nil { details?.tab = .error }
    }

    /// Closes what is on top, and at the bottom clears the filter.
    private mutating func back() -> [Effect] {
        if details != nil {
            if focus == .details, details?.search.isEmpty == false {
                details?.search = ""
                details?.match = nil
            } else if focus == .details, !layout.detailsCoverTable {
                focus = .table
            } else {
                details = nil
                focus = .table
            }
            return []
        }
        if exporting != nil { return [.cancelExport] }
        if let effects = goBack() { return effects }
        guard marks.isEmpty else {
            clearMarks()
            return []
        }
        return clearFilter()
    }

    /// Clears the filter, which the prompt brings back.
    mutating func clearFilter() -> [Effect] {
        guard request.query.root != nil else { return [] }
        remember(request.query.text)
        message = StatusMessage(
            "the filter is cleared; \(key(.filter)) \(glyphs.label(of: .up)) brings it back")
        return ask(.everything)
    }

    private mutating func findFailure(_ direction: Movement) {
        guard let place = selectedPlace else { return }
        guard
            let found = listing.place(
                of: .failed, from: place, towards: direction == .up ? .first : .last)
        else {
            message = StatusMessage(
                direction == .down ? "no failure further down" : "no failure further up")
            return
        }
        select(place: found)
    }

    /// Writes moments in another way.
    mutating func changeTimes(to format: ShownTimes.Format) {
        times.format = format
        message = StatusMessage("times \(format.words)")
        settle()
    }

    mutating func togglePause() -> [Effect] {
        if paused == nil {
            paused = Pause(table: listing.table, since: now)
            return []
        }
        paused = nil
        return [.list]
    }

    private mutating func pollSelected() -> [Effect] {
        guard let source = selectedRun?.source else {
            message = StatusMessage("no run is selected; \(key(.pollAll)) polls all sources")
            return []
        }
        return [.poll(source)]
    }
}
