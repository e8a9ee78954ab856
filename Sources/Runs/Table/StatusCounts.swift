/// How many runs stand in each status.
package struct StatusCounts: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: RunStatus.allCases.count)

    /// Starts at zero everywhere.
    package init() {}

    /// The number of runs in a status.
    package internal(set) subscript(status: RunStatus) -> Int {
        get { counts[status.rank] }
        set { counts[status.rank] = newValue }
    }

    /// The number of runs in all.
    package var total: Int { counts.reduce(0, +) }
}
