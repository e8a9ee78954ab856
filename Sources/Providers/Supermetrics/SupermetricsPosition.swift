import Runs

/// Where the reading of a team's connectors stands.
///
/// Each connector has a log of its own, newest first, whose entries do not change. A poll reads
/// them in turn, a page each, from the top down to what the last one knew.
struct SupermetricsPosition: StoredPosition {
    /// What is known of each connector that a walk has read, by its identifier.
    var connectors: [String: Known] = [:]
    var walk: SupermetricsWalk?

    struct Known: Codable, Hashable, Sendable {
        /// The time of the newest entry; of the last reading where none has a time.
        let watermark: Timestamp
        /// The newest entries, by identifier, with their place in time.
        let recent: [String: Timestamp]
        /// Whether another connector uses the same identifiers for entries of its own.
        var sharesIDs = false

        private enum CodingKeys: String, CodingKey {
            case watermark, recent
            case sharesIDs = "shares_ids"
        }

        /// Since when entries may still be news.
        var floor: Timestamp { watermark.advanced(byMilliseconds: -SupermetricsPosition.overlap) }
    }

    /// Entries may come this much later than their time, in milliseconds.
    static let overlap: Int64 = 120_000

    mutating func bound() {
        if walk?.queue.isEmpty ?? false { walk = nil }
        for index in walk?.queue.indices ?? 0..<0 { walk?.queue[index].twins.bound() }
    }

    /// Begins a walk through the wanted connectors, unless one is under way: each from its newest
    /// entries, or those before a moment, and on first contact down to `since`.
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

    /// The newest entries of the other connectors, of those whose identifiers are told as they
    /// are.
    func recent(
        besides connector: String, in walk: SupermetricsWalk
    ) -> [[String: Timestamp]] {
        let known = connectors.filter { $0.key != connector && !$0.value.sharesIDs }
        let met = walk.queue.filter { $0.connector != connector && !$0.sharesIDs }
        return known.values.map(\.recent) + met.map(\.recent)
    }

    /// Takes in that a connector was read down to what was known, or to its end.
    mutating func end(_ walk: ConnectorWalk) {
        let before = connectors[walk.connector]
        // An entry dated ahead of time must not hide those to come. Where none has a time, all
        // that there was is known.
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

/// One walk through the logs of a team's connectors.
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
    /// The moment before which the next page's entries are wanted; nil for the top.
    var before: Timestamp?
    var highest: Timestamp?
    /// The newest entries met, by identifier, with their place in time.
    var recent: [String: Timestamp] = [:]
    /// The entries met that the next page may bring again.
    var edge: [String: Timestamp] = [:]
    var passed = 0
    /// What tells alike entries of neighbouring pages apart.
    var twins = TwinCount()
    /// Whether a page was too small and is read again as a larger one.
    var isWide = false
    /// Whether another connector uses the same identifiers for entries of its own.
    var sharesIDs = false

    /// The largest page that can be read: fewer rows where they are long.
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

    /// Forgets the entries that no later poll asks for: it meets those of its smallest page, and
    /// those that may still come late.
    static func kept(
        _ recent: [String: Timestamp], below highest: Timestamp
    ) -> [String: Timestamp] {
        KnownRows.kept(
            of: recent, since: highest.advanced(byMilliseconds: -SupermetricsPosition.overlap),
            atLeast: usualLimit)
    }
}
