import Query
import Runs
package import RunTable
import Terminal

/// A filter, an order and a view under a name.
package struct SavedView: Hashable, Sendable {
    /// The name it is opened by.
    package let name: String
    /// The view.
    package let view: View
    /// The filter and the order.
    package let request: RunListing.Request

    /// Joins a name and what is shown.
    package init(name: String, view: View, request: RunListing.Request) {
        self.name = name
        self.view = view
        self.request = request
    }
}

/// The saved views: those of the configuration, and those that were saved here.
package struct SavedViews: Hashable, Sendable {
    /// Those of the configuration.
    var presets: [SavedView]
    /// Those that were saved here; one that has a preset's name stands in its place.
    package internal(set) var own: [SavedView]

    init(presets: [SavedView], own: [SavedView]) {
        self.presets = presets
        self.own = own
    }

    /// All of them, those of the configuration first.
    package var all: [SavedView] {
        let replaced = Set(own.map(\.name))
        return presets.filter { !replaced.contains($0.name) } + own
    }

    /// The one of a name, if there is one.
    subscript(name: String) -> SavedView? { all.first { $0.name == name } }

    /// Keeps one, in the place of another of its name.
    mutating func save(_ view: SavedView) {
        own.removeAll { $0.name == view.name }
        own.append(view)
    }

    /// Forgets one that was saved here.
    ///
    /// - Returns: Whether there was one.
    mutating func forget(_ name: String) -> Bool {
        let before = own.count
        own.removeAll { $0.name == name }
        return own.count < before
    }
}

extension State {
    /// Saves what is shown under a name.
    ///
    /// - Returns: What is to be done outside; nil without a name.
    mutating func saveView(_ name: String) -> [Effect]? {
        let name = SafeText.line(name.trimmed, limit: 60).text
        guard !name.isEmpty else { return nil }
        savedViews.save(SavedView(name: name, view: view, request: request))
        message = StatusMessage("saved as \"\(name)\"; \(key(.savedViews)) lists what is saved")
        return [.keepSession]
    }

    /// Forgets a saved view.
    mutating func forgetView(_ name: String) -> [Effect] {
        if savedViews.forget(name) {
            message = StatusMessage("\"\(name)\" is forgotten")
            return [.keepSession]
        }
        message = StatusMessage(
            savedViews[name] == nil
                ? "nothing is saved as \"\(name)\""
                : "\"\(name)\" stands in the configuration, and goes with it", .error)
        return []
    }

    /// Shows a saved view; Esc leads back.
    mutating func open(_ saved: SavedView) -> [Effect] {
        leave(for: saved.view)
        selection = .newest
        message = StatusMessage("view \"\(saved.name)\"; \(key(.back)) goes back")
        guard request != saved.request || view.isDigest else { return [] }
        remember(request.query.text)
        request = saved.request
        return [.list]
    }

    /// Lists what is saved.
    mutating func listViews() {
        guard !savedViews.all.isEmpty else {
            message = StatusMessage("nothing is saved; :save NAME keeps filter, order and view")
            return
        }
        overlay = .views(cursor: 0)
    }

    mutating func performInViews(_ command: Command, cursor: Int) -> [Effect] {
        let all = savedViews.all
        if let movement = Movement(command, page: 8) {
            overlay = .views(cursor: movement.applied(to: cursor, count: all.count))
        } else if command == .open {
            overlay = nil
            return all.indices.contains(cursor) ? open(all[cursor]) : []
        } else if command == .forget {
            guard all.indices.contains(cursor) else { return [] }
            let effects = forgetView(all[cursor].name)
            let count = savedViews.all.count
            overlay = count == 0 ? nil : .views(cursor: min(cursor, count - 1))
            return effects
        } else if command == .back || command == .close || command == .savedViews {
            overlay = nil
        }
        return []
    }
}

/// The saved views over the panes.
struct SavedViewsView {
    let state: State
    let cursor: Int

    func draw(on canvas: inout Canvas) {
        let all = state.savedViews.all
        let box = OverlayBox(
            title: "Saved views",
            hint: state.hint(([.open], "opens"), ([.forget], "forgets"))
                + "  :save NAME adds  " + state.hint(([.back], "closes")),
            columns: 68, rows: all.count)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !inner.isEmpty else { return }
        let first = max(0, cursor - inner.rows + 1)
        let nameWidth = min(24, all.map { DisplayWidth.columns(of: $0.name) }.max() ?? 0)
        for (row, (place, saved)) in all.enumerated().dropFirst(first).prefix(inner.rows)
            .enumerated()
        {
            let line = inner.rows(row..<(row + 1))
            let name = DisplayWidth.truncate(
                saved.name, to: nameWidth, ellipsis: state.glyphs.ellipsis)
            let filter = saved.request.query.text
            canvas.put(
                [
                    Span(name.padded(to: nameWidth + 2), .overlayTitle),
                    Span(saved.view.title.padded(to: 11), .textMuted),
                    Span(filter.isEmpty ? "all runs" : filter, .overlay),
                ], in: line, row: line.row)
            if place == cursor { canvas.highlight(line, .overlaySelected) }
        }
    }
}
