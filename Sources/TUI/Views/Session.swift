import Query
package import Runs
package import RunTable
import Terminal

/// What the next start restores.
package struct Session: Hashable, Sendable {
    /// The view.
    package var view = View.runs
    /// The filter and the order.
    package var request = RunListing.Request()
    /// The selected run; nil if the newest one was followed.
    package var run: SelectedRun?
    /// The selected source; nil if none was selected.
    package var source: SourceName?
    /// The picked theme; nil for the configured one.
    package var theme: String?
    /// The place of the details.
    package var placement = DetailsPlacement.automatic
    /// The columns of the table of runs.
    package var columns = ColumnChoice.usual
    /// The user's saved views.
    package var saved: [SavedView] = []
    /// The format of times.
    package var times = ShownTimes.Format.local

    /// A run and its line.
    package struct SelectedRun: Hashable, Sendable {
        /// The run.
        package let key: RunKey
        /// Its line in the table, counted from 0 at the top.
        package let line: Int

        /// Creates a selection.
        package init(key: RunKey, line: Int) {
            self.key = key
            self.line = line
        }
    }

    /// Creates a session that follows the newest of all runs.
    package init() {}
}

/// A filter, an order and a view under a name.
package struct SavedView: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// The view.
    package let view: View
    /// The filter and the order.
    package let request: RunListing.Request

    /// Creates a saved view.
    package init(name: String, view: View, request: RunListing.Request) {
        self.name = name
        self.view = view
        self.request = request
    }
}

/// The saved views of the configuration and of the user.
package struct SavedViews: Hashable, Sendable {
    var presets: [SavedView]
    /// The user's views; one with a preset's name replaces the preset.
    package internal(set) var own: [SavedView]

    init(presets: [SavedView], own: [SavedView]) {
        self.presets = presets
        self.own = own
    }

    /// All views, the configuration's first.
    package var all: [SavedView] {
        let replaced = Set(own.map(\.name))
        return presets.filter { !replaced.contains($0.name) } + own
    }

    subscript(name: String) -> SavedView? { all.first { $0.name == name } }

    mutating func save(_ view: SavedView) {
        own.removeAll { $0.name == view.name }
        own.append(view)
    }

    /// Deletes one of the user's views; false if there is none.
    mutating func remove(_ name: String) -> Bool {
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

    /// Whether it lists groups of runs.
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
