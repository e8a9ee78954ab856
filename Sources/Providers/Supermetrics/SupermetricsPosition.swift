import Runs

/// The position in a team's connectors. Each has a log of its own, newest first, whose entries do
/// not change. A poll reads a page of each in turn, from the top down to what the last one knew.
struct SupermetricsPosition: StoredPosition {
    var connectors: [String: Known] = [:]
    var walk: SupermetricsWalk?

    struct Known: Codable, Hashable, Sendable {
        /// The time of the newest entry, or of the last reading if none has a time.
        let watermark: Timestamp
        let recent: [String: Timestamp]
        /// Whether another connector uses the same identifiers for its own entries.
        var sharesIDs = false

        private enum CodingKeys: String, CodingKey {
            case watermark, recent
            case sharesIDs = "shares_ids"
        }

        /// Entries since then may be new.
        var floor: Timestamp { watermark.advanced(byMilliseconds: -SupermetricsPosition.overlap) }
    }

    /// How much later than its time an entry may come, in milliseconds.
    static let overlap: Int64 = 120_000

    mutating func bound() {
        if walk?.queue.isEmpty ?? false { walk = nil }
        for index in walk?.queue.indices ?? 0..<0 { walk?.queue[index].twins.bound() }
    }

    /// Begins a walk through the connectors, unless one is under way: each from its newest entries,
    /// or from those before a moment, and on first contact down to `since`.
    func beginWalk(
        _ wanted: [String], since: Timestamp, now: Timestamp, before: Timestamp? = nil
    ) -> SupermetricsWalk {
        if var walk, !wanted.isEmpty {
            walk.queue.removeAll { !wanted.contains($0.connector) }
            if !walk.queue.isEmpty { return walk }
        }
        return SupermetricsWalk(
            queue: wanted.map { connector in
                let known = connectors[connector]
                var walk = ConnectorWalk(
                    connector: connector, floor: known?.floor ?? since, isFirst: known == nil,
                    began: now)
                walk.before = before.flatMap { $0 < now ? $0 : nil }
                walk.sharesIDs = known?.sharesIDs ?? false
                return walk
            })
    }

    /// The newest entries of the other connectors whose identifiers are unchanged.
    func recent(
        besides connector: String, in walk: SupermetricsWalk
    ) -> [[String: Timestamp]] {
        let known = connectors.filter { $0.key != connector && !$0.value.sharesIDs }
        let met = walk.queue.filter { $0.connector != connector && !$0.sharesIDs }
        return known.values.map(\.recent) + met.map(\.recent)
    }

    mutating func end(_ walk: ConnectorWalk) {
        let before = connectors[walk.connector]
        // An entry dated ahead of time must not hide later ones. Without times, all is known.
        let highest = min(
            walk.highest ?? (walk.recent.isEmpty ? walk.floor : walk.began), walk.began)
        let watermark = max(before?.watermark ?? highest, highest)
        var known = Known(
            watermark: watermark,
            recent: ConnectorWalk.kept(
                (before?.recent ?? [:]).merging(walk.recent) { max($0, $1) }, below: watermark))
        known.sharesIDs = walk.sharesIDs
        connectors[walk.connector] = known
    }
}

struct SupermetricsWalk: Codable, Hashable, Sendable {
    var queue: [ConnectorWalk]
    var hasRead = false

    private enum CodingKeys: String, CodingKey {
        case queue
        case hasRead = "read"
    }
}

struct ConnectorWalk: Codable, Hashable, Sendable {
    let connector: String
    let floor: Timestamp
    let isFirst: Bool
    let began: Timestamp
    /// The next page's entries are before this moment; nil for the top.
    var before: Timestamp?
    var highest: Timestamp?
    var recent: [String: Timestamp] = [:]
    /// The entries met that the next page may repeat.
    var edge: [String: Timestamp] = [:]
    var passed = 0
    var twins = TwinCount()
    /// Whether a page was too small and is read again as a larger one.
    var isWide = false
    var sharesIDs = false

    /// The largest readable page; smaller if rows are long.
    var largest = Self.largestLimit

    private static let largestLimit = 1_000
    /// Later polls expect little that is new.
    private static let usualLimit = 100

    private enum CodingKeys: String, CodingKey {
        case connector, floor, began, before, highest, recent, edge, passed, twins
        case isFirst = "first"
        case isWide = "wide"
        case sharesIDs = "shares_ids"
    }

    init(connector: String, floor: Timestamp, isFirst: Bool, began: Timestamp) {
        self.connector = connector
        self.floor = floor
        self.isFirst = isFirst
        self.began = began
    }

    var limit: Int {
        min(isFirst || isWide || before != nil ? Self.largestLimit : Self.usualLimit, largest)
    }

    /// Keeps the entries that a later poll may meet: those of its smallest page, and late ones.
    static func kept(
        _ recent: [String: Timestamp], below highest: Timestamp
    ) -> [String: Timestamp] {
        KnownRows.kept(
            of: recent, since: highest.advanced(byMilliseconds: -SupermetricsPosition.overlap),
            atLeast: usualLimit)
    }
}
