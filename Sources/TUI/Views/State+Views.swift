import Query
import Runs
import RunTable
import Terminal

extension State {
    /// Shows a view; the filter stays as it is.
    mutating func show(_ view: View) -> [Effect] {
        guard view != self.view else { return [] }
        guard view == .runs else {
            leave(for: view)
            return view.isDigest ? [.list] : []
        }
        // The runs are the top level, with nothing to return to.
        navigation.trail = []
        navigation.view = view
        navigation.focus = .table
        return []
    }

    mutating func leave(for view: View) {
        navigation.trail.append(
            Waypoint(
                view: self.view, request: runs.request, selection: runs.selection,
                timeline: timeline, focus: activePane))
        if navigation.trail.count > Navigation.longestTrail { navigation.trail.removeFirst() }
        navigation.view = view
        navigation.focus = .table
    }

    /// Returns to the previous place with its filter and selection; nil if there is none.
    mutating func goBack() -> [Effect]? {
        guard let waypoint = navigation.trail.popLast() else { return nil }
        navigation.view = waypoint.view
        navigation.focus = waypoint.focus == .timeline ? .timeline : .table
        timeline = waypoint.timeline
        runs.selection = waypoint.selection
        guard runs.request != waypoint.request || view.isDigest else { return [] }
        runs.request = waypoint.request
        return [.list]
    }
}

extension State {
    /// How long after the start, in milliseconds, to wait for the last session's run; longer only
    /// while the history loads.
    private static let longestWait: Int64 = 5_000

    /// What the next start restores.
    package var session: Session {
        var session = Session()
        session.view = view
        session.request = runs.request
        session.source = sources.list.selection
        session.theme = themes.picked
        session.placement = details.placement
        session.times = times.format
        session.columns = runs.columns
        session.saved = navigation.saved.own
        session.run = runs.awaited
        if case .run(let key, let place) = runs.selection {
            session.run = Session.SelectedRun(key: key, line: max(0, place - runs.top))
        }
        return session
    }

    /// Selects the last session's run on its old line, once it is listed.
    mutating func selectAwaited(in new: RunListing) {
        guard let awaited = runs.awaited, let place = new.place(of: awaited.key) else { return }
        runs.selection = .run(awaited.key, place: place)
        runs.top = max(0, place - awaited.line)
        runs.awaited = nil
    }

    /// Stops waiting for the last session's run: a late jump would disturb the reader.
    mutating func expireAwaited() {
        guard runs.awaited != nil, snapshot?.history.loading == nil,
            now.milliseconds(since: runs.began) > Self.longestWait
        else { return }
        runs.awaited = nil
    }
}

extension State {
    /// Saves the view, filter and order under a name; nil for an empty name.
    mutating func saveView(_ name: String) -> [Effect]? {
        let name = SafeText.line(name.trimmed, limit: 60).text
        guard !name.isEmpty else { return nil }
        let saved = SavedView(name: name, view: view, request: runs.request)
        let replaced = navigation.saved[name]
        navigation.saved.save(saved)
        if let replaced, replaced != saved {
            let filter = replaced.request.query.text
            say("\"\(name)\" is replaced; its filter was " + (filter.isEmpty ? "empty" : filter))
        } else {
            say("saved as \"\(name)\"; \(key(.savedViews)) lists what is saved")
        }
        return [.keepSession]
    }

    mutating func removeView(_ name: String) -> [Effect] {
        if navigation.saved.remove(name) {
            say("\"\(name)\" is deleted")
            return [.keepSession]
        }
        say(
            navigation.saved[name] == nil
                ? "nothing is saved as \"\(name)\""
                : "\"\(name)\" is defined in the configuration; delete it there", .error)
        return []
    }

    mutating func open(_ saved: SavedView) -> [Effect] {
        leave(for: saved.view)
        runs.selection = .newest
        say("view \"\(saved.name)\"; \(key(.back)) goes back")
        guard runs.request != saved.request || view.isDigest else { return [] }
        prompt.filters.remember(runs.request.query.text)
        runs.request = saved.request
        return [.list]
    }

    mutating func listViews() {
        guard !navigation.saved.all.isEmpty else {
            return say("no saved views; :save NAME saves filter, order and view")
        }
        navigation.overlay = Overlay(.views)
    }

    mutating func performInViews(_ command: Command, at place: Int) -> [Effect] {
        let all = navigation.saved.all
        if command == .open {
            navigation.overlay = nil
            return all.indices.contains(place) ? open(all[place]) : []
        } else if command == .removeView {
            return all.indices.contains(place) ? removeView(all[place].name) : []
        } else if command == .back || command == .close || command == .savedViews {
            navigation.overlay = nil
        }
        return []
    }

    var savedViewsList: OverlayList {
        let all = navigation.saved.all
        let nameWidth = min(24, all.map { DisplayWidth.columns(of: $0.name) }.max() ?? 0)
        let rows = all.map { saved in
            let name = DisplayWidth.truncate(saved.name, to: nameWidth, ellipsis: glyphs.ellipsis)
            let filter = saved.request.query.text
            return OverlayList.Row(line: [
                Span(name.padded(to: nameWidth + 2), .overlayTitle),
                Span(saved.view.title.padded(to: 11), .textMuted),
                Span(filter.isEmpty ? "all runs" : filter, .overlay),
            ])
        }
        return OverlayList(
            title: "Saved views",
            hint: hint(([.open], "open"), ([.removeView], "delete")) + "  :save NAME add  "
                + hint(([.back], "close")), columns: 68, rows: rows, height: rows.count)
    }
}
