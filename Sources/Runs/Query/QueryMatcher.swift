/// A query made ready to be asked of many runs at one moment.
struct QueryMatcher {
    private let root: QueryNode?
    private let now: Timestamp

    init(_ query: Query, now: Timestamp) {
        root = query.root
        self.now = now
    }

    func matches(_ run: Run) -> Bool {
        root == nil
    }
}

/// A part of a query (parsed tree).
package indirect enum QueryNode: Hashable, Sendable {
    /// Every part must hold.
    case all([QueryNode])
}
