package import Runs
package import RunTable

/// What somebody was looking at when they left, so that they find it again.
package struct Session: Hashable, Sendable {
    /// The view.
    package var view = View.runs
    /// The filter and the order.
    package var request = RunListing.Request()
    /// The selected run; nil where the newest one was followed.
    package var run: SelectedRun?
    /// The selected source; nil where none was chosen.
    package var source: SourceName?
    /// The theme that was picked; nil where the configured one is shown.
    package var theme: String?
    /// Where the details stand.
    package var placement = DetailsPlacement.automatic
    /// Which columns the table of runs shows.
    package var columns = ColumnChoice.usual
    /// What was saved under a name.
    package var saved: [SavedView] = []
    /// How moments are written.
    package var times = ShownTimes.Format.local

    /// A run and where it stood.
    package struct SelectedRun: Hashable, Sendable {
        /// The run.
        package let key: RunKey
        /// Its line in the table, counted from 0 at the top.
        package let line: Int

        /// Joins a run and a line.
        package init(key: RunKey, line: Int) {
            self.key = key
            self.line = line
        }
    }

    /// Looks at the newest of all runs.
    package init() {}
}

extension State {
    /// For how long a run from the last time is waited for where no key is pressed, in
    /// milliseconds, once the history is read.
    private static let patience: Int64 = 5_000

    /// What somebody will want to find again.
    package var session: Session {
        var session = Session()
        session.view = view
        session.request = request
        session.source = sources.selection
        session.theme = pickedTheme
        session.placement = placement
        session.times = times.format
        session.columns = columns
        session.saved = savedViews.own
        session.run = awaited
        if case .run(let key, let place) = selection {
            session.run = Session.SelectedRun(key: key, line: max(0, place - top))
        }
        return session
    }

    /// Selects the run that was selected the last time, once it is listed, on its line of then.
    mutating func meetAwaited(in new: RunListing) {
        guard let awaited, let place = new.place(of: awaited.key) else { return }
        selection = .run(awaited.key, place: place)
        top = max(0, place - awaited.line)
        self.awaited = nil
    }

    /// Stops waiting for a run that does not come: what is being read is never moved.
    mutating func tireOfAwaited() {
        guard awaited != nil, snapshot?.history.loading == nil,
            now.milliseconds(since: began) > Self.patience
        else { return }
        awaited = nil
    }
}
