import Runs

/// Where the reading of a team's connectors stands.
///
/// Each connector has a log of its own, newest first, whose entries do not change. A poll reads
/// them in turn, a page each, from the top down to what the last one knew.
struct SupermetricsPosition: Hashable, Sendable {
    /// What is known of each connector that a walk has read, by its identifier.
    var connectors: [String: Known] = [:]
    /// The walk under way.
    var walk: SupermetricsWalk?

    /// What is known of one connector's log.
    struct Known: Hashable, Sendable {
        /// The time of the newest entry.
        let watermark: Timestamp
        /// The entries since shortly before, by identifier, with their place in time.
        let recent: [String: Timestamp]

        /// Since when entries may still be news.
        var floor: Timestamp { watermark.advanced(byMilliseconds: -SupermetricsPosition.overlap) }
    }

    /// Entries may come this much later than their time, in milliseconds.
    static let overlap: Int64 = 120_000
    /// The greatest number of known entries of a connector to remember; the newest are.
    private static let mostRecent = 2_000

    /// Begins a walk through all connectors, unless one is under way.
    ///
    /// - Parameters:
    ///   - wanted: The connectors to read.
    ///   - since: How far back a connector is read on first contact.
    ///   - now: The time of asking.
    ///   - before: The moment that walks begin before; nil to begin with the newest.
    /// - Returns: The walk.
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
                return walk
            })
    }

    /// Takes in that a connector was read down to what was known, or to its end.
    mutating func end(_ walk: ConnectorWalk) {
        let before = connectors[walk.connector]
        // An entry dated ahead of time must not hide those to come.
        let highest = min(walk.highest ?? walk.floor, walk.began)
        let watermark = max(before?.watermark ?? highest, highest)
        let bound = watermark.advanced(byMilliseconds: -Self.overlap)
        var recent = before?.recent ?? [:]
        recent.merge(walk.recent) { max($0, $1) }
        recent = recent.filter { $0.value >= bound }
        if recent.count > Self.mostRecent {
            let newest = recent.sorted { $0.value > $1.value }
            recent = Dictionary(uniqueKeysWithValues: newest.prefix(Self.mostRecent).map { $0 })
        }
        connectors[walk.connector] = Known(watermark: watermark, recent: recent)
    }
}

/// One walk through the logs of a team's connectors.
struct SupermetricsWalk: Hashable, Sendable {
    /// The connectors still to read; the first one is next.
    var queue: [ConnectorWalk]
    /// Whether any connector could be read.
    var hasRead = false
}

/// One walk down the log of one connector.
struct ConnectorWalk: Hashable, Sendable {
    let connector: String
    /// How far down the walk goes.
    let floor: Timestamp
    /// Whether nothing was read of this connector before.
    let isFirst: Bool
    /// When the walk began.
    let began: Timestamp
    /// The moment before which the next page's entries are wanted; nil for the top.
    var before: Timestamp?
    /// The time of the newest entry met.
    var highest: Timestamp?
    /// The newest entries met, by identifier, with their place in time.
    var recent: [String: Timestamp] = [:]
    /// The entries met that the next page may bring again.
    var edge: [String: Timestamp] = [:]

    /// The largest page that the API gives.
    static let largestLimit = 1_000
    /// Later polls expect little that is new.
    private static let usualLimit = 100

    init(connector: String, floor: Timestamp, isFirst: Bool, began: Timestamp) {
        self.connector = connector
        self.floor = floor
        self.isFirst = isFirst
        self.began = began
    }

    /// The size of the next page.
    var limit: Int { isFirst || before != nil ? Self.largestLimit : Self.usualLimit }
}
