import Query
package import Runs
package import RunTable
import Terminal

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

    mutating func save(_ view: SavedView) {
        own.removeAll { $0.name == view.name }
        own.append(view)
    }

    /// Forgets one that was saved here, if there is one.
    mutating func forget(_ name: String) -> Bool {
        let before = own.count
        own.removeAll { $0.name == name }
        return own.count < before
    }
}

/// The views; the raw value is the key that shows one.
package enum View: Int, CaseIterable, Hashable, Sendable {
    case runs = 1
    case pipelines = 2
    case errors = 3
    case sources = 4

    /// Its name on the command line.
    package var name: String { title.lowercased() }

    var command: Command {
        switch self {
        case .runs: .showRuns
        case .pipelines: .showPipelines
        case .errors: .showErrors
        case .sources: .showSources
        }
    }

    /// Whether it lists what answers the filter, and not runs.
    var isDigest: Bool {
        switch self {
        case .pipelines, .errors: true
        case .runs, .sources: false
        }
    }

    var title: String {
        switch self {
        case .runs: "Runs"
        case .pipelines: "Pipelines"
        case .errors: "Errors"
        case .sources: "Sources"
        }
    }
}
