/// The open details of the selected run.
package struct DetailsState: Hashable, Sendable {
    /// Which of its tabs is shown.
    package internal(set) var tab = DetailsTab.overview
    /// The first line on the screen, by tab.
    private var scrolls: [DetailsTab: Int] = [:]
    /// The line of the metadata tree that keys act on.
    package internal(set) var treeCursor = 0
    /// The paths of the metadata tree that are folded.
    package internal(set) var folded: Set<[String]> = []

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
    }
}

/// The tabs of the details, in order.
package enum DetailsTab: String, CaseIterable, Hashable, Sendable {
    case overview = "Overview"
    case error = "Error"
    case metadata = "Metadata"

    /// The tab so many places on, around the end.
    func advanced(by steps: Int) -> DetailsTab {
        let all = Self.allCases
        let here = all.firstIndex(of: self) ?? 0
        return all[(here + steps + all.count) % all.count]
    }
}
