package import Runs
package import RunTable

/// The details of a run: whether they are open, where they stand, and what they show.
package struct DetailsState: Sendable {
    /// The open details, or nil while they are closed.
    package internal(set) var open: OpenDetails?
    /// Where they stand.
    package internal(set) var placement: DetailsPlacement
    /// All that is known of the run that they were opened on last, where the table lists less than
    /// that.
    package internal(set) var whole: Run?
    /// What other runs have to do with the one that they were opened on last.
    package internal(set) var kin: RelatedRuns?
    var requested: FullRunRequest?
    var decoded: FullRunRequest?

    init(placement: DetailsPlacement) { self.placement = placement }
}

/// A run that was to be read whole, and of which state of the table.
struct FullRunRequest: Hashable, Sendable {
    let key: RunKey
    let generation: Int
}

/// The open details of the selected run.
package struct OpenDetails: Hashable, Sendable {
    /// Which of its tabs is shown.
    package internal(set) var tab = DetailsTab.overview
    /// The first line on the screen, by tab.
    private var scrolls: [DetailsTab: Int] = [:]
    /// The line of the metadata tree that keys act on.
    package internal(set) var treeCursor = 0
    /// The paths of the metadata tree that are folded.
    package internal(set) var folded: Set<[String]> = []
    /// What is looked for in the tab; empty for nothing.
    package internal(set) var search = ""
    /// The line of the match that was gone to last.
    var match: Int?
    /// Whether the history was scrolled to the run since it was opened.
    var isHistoryPlaced = false

    /// The first line on the screen.
    var scroll: Int {
        get { scrolls[tab, default: 0] }
        set { scrolls[tab] = newValue }
    }

    /// Goes back to the beginning, as for another run.
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

/// Where the details stand; the raw value is its word in the session.
package enum DetailsPlacement: String, CaseIterable, Hashable, Sendable {
    /// On the right where the screen is wide, else below.
    case automatic = "auto"
    case right
    case below
    /// In the place of the table.
    case full

    /// The one that a key goes on to.
    var next: DetailsPlacement {
        switch self {
        case .automatic, .full: .right
        case .right: .below
        case .below: .full
        }
    }

    /// What it is called in a sentence.
    var words: String {
        switch self {
        case .automatic: "right or below, as there is room"
        case .right: "on the right"
        case .below: "below"
        case .full: "in full"
        }
    }
}
