import Runs

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
