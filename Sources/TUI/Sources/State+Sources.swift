import Query
package import Runs
import RunTable
import Terminal

extension State {
    /// The place of the selected source, or nil where there is none.
    private var sourcePlace: Int? {
        guard let all = snapshot?.sources, !all.isEmpty else { return nil }
        return all.firstIndex { $0.name == sources.selection } ?? 0
    }

    /// The selected source, or nil where there is none.
    var selectedSource: SourceHealth? {
        sourcePlace.flatMap { snapshot?.sources[$0] }
    }

    /// What the details say of the selected source, or nil where there is none.
    var sourceReport: SourceReport? {
        selectedSource.map {
            SourceReport(
                source: $0, now: now, clock: times.clock, glyphs: glyphs,
                width: max(1, layout.details.columns - 2), trail: sources.trail,
                listed: listed(of: $0.name))
        }
    }

    /// How many of a source's runs answer the filter, or nil where there is none.
    private func listed(of source: SourceName) -> Int? {
        request.query == .everything ? nil : listing.counts(of: source).total
    }

    /// Carries a command out in the view of the sources.
    mutating func performInSources(_ command: Command) -> [Effect] {
        let height = focus == .table ? layout.table.rows : layout.details.rows
        if let movement = Movement(command, page: height) {
            moveInSources(movement)
            return []
        }
        if command == .focusNext || command == .focusPrevious {
            focus = focus == .table ? .details : .table
        } else if command == .open {
            return openSource()
        } else if command == .back {
            return goBack() ?? []
        } else if command == .close {
            return [.quit]
        } else if command == .pollSource {
            return selectedSource.map { [.poll($0.name)] } ?? []
        }
        return []
    }

    private mutating func moveInSources(_ movement: Movement) {
        guard let place = sourcePlace, let all = snapshot?.sources else { return }
        if focus == .details {
            let count = sourceReport?.lines.count ?? 0
            let pages = max(1, count - layout.details.rows + 1)
            sources.scroll = movement.applied(to: sources.scroll, count: pages)
        } else {
            sources.selection = all[movement.applied(to: place, count: all.count)].name
            sources.scroll = 0
        }
    }

    /// Goes to the runs of the selected source.
    private mutating func openSource() -> [Effect] {
        guard let name = selectedSource?.name else { return [] }
        leave(for: .runs)
        selection = .newest
        return ask(text: request.query.settingSources([name]))
    }

    /// Brings the selected source onto the screen, and scroll offsets into their bounds.
    mutating func settleSources() {
        guard view == .sources, let place = sourcePlace else { return }
        let height = max(1, layout.table.rows)
        if place < sources.top { sources.top = place }
        if place >= sources.top + height { sources.top = place - height + 1 }
        sources.top = max(0, min(sources.top, (snapshot?.sources.count ?? 0) - height))
        let lines = sourceReport?.lines.count ?? 0
        sources.scroll = max(0, min(sources.scroll, lines - max(1, layout.details.rows)))
    }

    // MARK: - From view to view

    /// Shows a view; the filter stays as it is.
    mutating func show(_ view: View) -> [Effect] {
        guard view != self.view else { return [] }
        guard view == .runs else {
            leave(for: view)
            return view.isDigest ? [.list] : []
        }
        // The runs are home: from there the only way back is to clear the filter.
        trail = []
        self.view = view
        focus = .table
        return []
    }

    /// Goes to a view and notes the way back.
    mutating func leave(for view: View) {
        trail.append(
            Waypoint(
                view: self.view, request: request, selection: selection, timeline: timeline,
                focus: activePane))
        if trail.count > Self.longestTrail { trail.removeFirst() }
        self.view = view
        focus = .table
    }

    /// Goes back to where somebody came from, with the filter and the selection they had.
    ///
    /// - Returns: What is to be done outside, or nil where there is no way back.
    mutating func goBack() -> [Effect]? {
        guard let waypoint = trail.popLast() else { return nil }
        view = waypoint.view
        focus = waypoint.focus == .timeline ? .timeline : .table
        timeline = waypoint.timeline
        selection = waypoint.selection
        guard request != waypoint.request || view.isDigest else { return [] }
        request = waypoint.request
        return [.list]
    }
}

/// The view of the sources, as somebody left it.
package struct SourcesState: Hashable, Sendable {
    /// The selected source; nil for the first one.
    package internal(set) var selection: SourceName?
    /// The first source on the screen.
    package internal(set) var top = 0
    /// The first line of the selected source's details on the screen.
    package internal(set) var scroll = 0
    /// The last calls.
    package internal(set) var trail = RequestTrail()
}
