import Query
import Runs
import RunTable

extension State {
    mutating func take(_ setup: Setup, saying sentence: StatusMessage) -> [Effect] {
        terminal.keymap = setup.keymap
        runs.webPage = setup.webPage
        messages.alarm.rings = setup.bell
        navigation.saved.presets = setup.presets
        var effects: [Effect] = []
        if let mouse = setup.mouse, mouse != terminal.isMouseWanted {
            terminal.isMouseWanted = mouse
            effects.append(.mouse(mouse))
        }
        if let theme = setup.theme {
            themes.picked = nil
            show(theme)
        }
        if setup.clock != clock { effects += go(to: setup.clock) }
        message = sentence
        settle()
        return effects
    }

    /// Logs the mistakes in reverse, because the list of messages starts with the latest.
    mutating func take(refusal reasons: [String], saying sentence: StatusMessage) {
        for reason in reasons.reversed() {
            messages.log.note(StatusMessage(reason, .warning), at: now)
        }
        message = sentence
    }

    /// Shows a theme, or lets the open theme picker return to it.
    private mutating func show(_ theme: Theme) {
        if case .themes = navigation.overlay?.content {
            navigation.overlay?.content = .themes(saved: theme)
        } else {
            themes.shown = theme
        }
    }

    /// Changes the zone of shown times, and of times in filters.
    private mutating func go(to zone: ZonedClock) -> [Effect] {
        times = ShownTimes(zone, times.format)
        navigation.saved.own = navigation.saved.own.map {
            SavedView(name: $0.name, view: $0.view, request: reread($0.request))
        }
        for place in navigation.trail.indices {
            navigation.trail[place].request = reread(navigation.trail[place].request)
        }
        let before = runs.request
        runs.request = reread(runs.request)
        return runs.request == before ? [] : [.list]
    }

    private func reread(_ request: RunListing.Request) -> RunListing.Request {
        guard case .success(let query) = Result(catching: { try parse(request.query.text) }) else {
            return request
        }
        return RunListing.Request(query: query, order: request.order)
    }
}
