import Runs

/// The views; the raw value is the key that shows one.
package enum View: Int, CaseIterable, Hashable, Sendable {
    case runs = 1
    case sources = 4

    /// Its name on the command line.
    package var name: String {
        switch self {
        case .runs: "runs"
        case .sources: "sources"
        }
    }

    /// The command that shows it.
    var command: Command {
        switch self {
        case .runs: .showRuns
        case .sources: .showSources
        }
    }

    /// What its tab says.
    var title: String {
        switch self {
        case .runs: "Runs"
        case .sources: "Sources"
        }
    }
}

/// Where somebody was before they went elsewhere, for the way back.
package struct Waypoint: Hashable, Sendable {
    let view: View
    let request: RunListing.Request
    let selection: Selection
}
