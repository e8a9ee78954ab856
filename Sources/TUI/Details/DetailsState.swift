package import Runs
package import RunTable

/// The details pane: whether it is open, its place, and its content.
package struct DetailsState: Sendable {
    /// The open details; nil while closed.
    package internal(set) var open: OpenDetails?
    /// The pane's place.
    package internal(set) var placement: DetailsPlacement
    /// The last run that was read in full for the details.
    package internal(set) var whole: Run?
    /// The runs related to the last opened run.
    package internal(set) var relatedRuns: RelatedRuns?
    var requested: FullRunRequest?
    var decoded: FullRunRequest?

    init(placement: DetailsPlacement) { self.placement = placement }
}

struct FullRunRequest: Hashable, Sendable {
    let key: RunKey
    let generation: Int
}

/// The open details of the selected run.
package struct OpenDetails: Hashable, Sendable {
    /// The shown tab.
    package internal(set) var tab = DetailsTab.overview
    /// The first line on the screen, by tab.
    private var scrolls: [DetailsTab: Int] = [:]
    /// The node of the metadata tree under the cursor.
    package internal(set) var treeCursor = 0
    /// The folded paths of the metadata tree.
    package internal(set) var folded: Set<[String]> = []
    /// The search text; empty for none.
    package internal(set) var search = ""
    /// The line of the match that was last shown.
    var match: Int?
    /// Whether the history has scrolled to the run since it was opened.
    var isHistoryPlaced = false

    var scroll: Int {
        get { scrolls[tab, default: 0] }
        set { scrolls[tab] = newValue }
    }

    mutating func rewind() {
        scrolls = [:]
        treeCursor = 0
        folded = []
        match = nil
        isHistoryPlaced = false
    }
}

/// The tabs of the details, in order.
package enum DetailsTab: String, CaseIterable, Hashable, Sendable {
    case overview = "Overview"
    case error = "Error"
    case metadata = "Metadata"
    case history = "History"
    case raw = "Raw"

    func advanced(by steps: Int) -> DetailsTab {
        let all = Self.allCases
        let here = all.firstIndex(of: self) ?? 0
        return all[(here + steps + all.count) % all.count]
    }
}

/// Where the details pane is; the session stores the raw value.
package enum DetailsPlacement: String, CaseIterable, Hashable, Sendable {
    /// On the right of a wide screen, else below.
    case automatic = "auto"
    case right
    case below
    /// In place of the table.
    case full

    var next: DetailsPlacement {
        switch self {
        case .automatic, .full: .right
        case .right: .below
        case .below: .full
        }
    }

    var words: String {
        switch self {
        case .automatic: "right or below, as there is room"
        case .right: "on the right"
        case .below: "below"
        case .full: "in full"
        }
    }
}
