import Runs
import RunTable

/// The views; the raw value is the key that shows one.
package enum View: Int, CaseIterable, Hashable, Sendable {
    case runs = 1
    case pipelines = 2
    case errors = 3
    case sources = 4

    /// Its name on the command line.
    package var name: String {
        switch self {
        case .runs: "runs"
        case .pipelines: "pipelines"
        case .errors: "errors"
        case .sources: "sources"
        }
    }

    /// The command that shows it.
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

    /// What its tab says.
    var title: String {
        switch self {
        case .runs: "Runs"
        case .pipelines: "Pipelines"
        case .errors: "Errors"
        case .sources: "Sources"
        }
    }
}

/// Where somebody was before they went elsewhere, for the way back.
package struct Waypoint: Hashable, Sendable {
    let view: View
    var request: RunListing.Request
    let selection: Selection
    let timeline: TimelineState
    let focus: Pane
}
