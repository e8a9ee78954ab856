import Query
package import Runs
import RunTable

/// What a configuration says of the interface.
package struct Setup: Sendable {
    /// What each key does.
    package var keymap: Keymap
    /// The zone that times are shown in.
    package var clock: ZonedClock
    /// The views that are there from the first.
    package var presets: [SavedView]
    /// The theme, where another one is configured than before; it takes the place of one that was
    /// picked.
    package var theme: Theme?
    /// Whether the bell rings on new failures.
    package var bell: Bool
    /// Whether the mouse is asked for, where that is said otherwise than before.
    package var mouse: Bool?
    /// Tells the address of a run's page in its provider's own interface.
    package var webPage: @Sendable (Run) -> String?

    /// Takes what a configuration says that leaves theme and mouse as they are.
    package init(
        keymap: Keymap, clock: ZonedClock, presets: [SavedView], bell: Bool,
        webPage: @escaping @Sendable (Run) -> String?
    ) {
        self.keymap = keymap
        self.clock = clock
        self.presets = presets
        self.bell = bell
        self.webPage = webPage
    }
}

extension State {
    /// Goes on with what a configuration says by now.
    mutating func take(_ setup: Setup, saying sentence: StatusMessage) -> [Effect] {
        keymap = setup.keymap
        webPage = setup.webPage
        alarm.rings = setup.bell
        savedViews.presets = setup.presets
        if case .views(let cursor) = overlay {
            let last = savedViews.all.count - 1
            overlay = last < 0 ? nil : .views(cursor: min(cursor, last))
        }
        var effects: [Effect] = []
        if let mouse = setup.mouse, mouse != isMouseWanted {
            isMouseWanted = mouse
            effects.append(.mouse(mouse))
        }
        if let theme = setup.theme {
            pickedTheme = nil
            show(theme)
        }
        if setup.clock != clock { effects += go(to: setup.clock) }
        message = sentence
        settle()
        return effects
    }

    /// Tells what is wrong with a configuration, so that it can be read from the top.
    mutating func take(refusal reasons: [String], saying sentence: StatusMessage) {
        for reason in reasons.reversed() {
            messages.note(StatusMessage(reason, .warning), at: now)
        }
        message = sentence
    }

    /// Shows a theme, in the choice of themes once that is left.
    private mutating func show(_ theme: Theme) {
        if case .themes(let picker) = overlay {
            overlay = .themes(ThemePicker(cursor: picker.cursor, saved: theme))
        } else {
            self.theme = theme
        }
    }

    /// Shows and reads times in another zone, those in filters too.
    private mutating func go(to zone: ZonedClock) -> [Effect] {
        clock = zone
        times = ShownTimes(zone, times.format)
        savedViews.own = savedViews.own.map {
            SavedView(name: $0.name, view: $0.view, request: reread($0.request))
        }
        for place in trail.indices { trail[place].request = reread(trail[place].request) }
        let before = request
        request = reread(request)
        return request == before ? [] : [.list]
    }

    private func reread(_ request: RunListing.Request) -> RunListing.Request {
        guard case .success(let query) = Result(catching: { try parse(request.query.text) }) else {
            return request
        }
        return RunListing.Request(query: query, order: request.order)
    }
}
