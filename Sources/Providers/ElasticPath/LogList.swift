import Runs

/// What is known of one list of logs between two walks. The list has offsets and no cursor, its
/// order is undocumented, and its rows may have no time. So the ids of both ends are remembered,
/// and a walk ends where it meets one.
struct LogList: StoredPosition {
    var order: ListOrder?
    var head: [String] = []
    var tail: [String] = []
    var count = 0
    var isRead = false

    private enum CodingKeys: String, CodingKey {
        case order, head, tail, count
        case isRead = "read"
    }

    static let limit = 100
    /// How many rows neighbouring pages share, so that a row that moves up is not missed.
    static let overlap = 5
    /// The greatest offset that the API accepts.
    static let ceiling = 10_000
    static let mostRepeats = 1
    /// How many known rows a poll of the list's end reads again.
    static let lookBack = 20
    /// How far the server's clock may be ahead of ours, in milliseconds.
    static let clockTolerance: Int64 = 600_000
    static let kept = 200

    /// Begins a walk at the end where new rows are expected.
    func beginWalk(since: Timestamp, now: Timestamp) -> LogWalk {
        var walk = LogWalk(since: since, began: now, isFirst: !isRead)
        if isRead, order == .oldestFirst, count > 0 { walk.go(.forward, to: endOffset) }
        return walk
    }

    var endOffset: Int { max(0, count - Self.lookBack) }

    mutating func end(_ walk: LogWalk) {
        head = Array(Self.distinct(walk.ends.head + head).prefix(Self.kept))
        // The last rows stand last, so that the distinct ones are picked from the back.
        let last = Self.distinct((tail + walk.ends.tail).reversed())
        tail = last.prefix(Self.kept).reversed()
        order = walk.order ?? order
        switch order {
        // Rows that came at the end during the walk are for the next one.
        case .oldestFirst: count = walk.reach
        case nil where walk.isFirst || walk.hasTurned: count = walk.reach
        case .newestFirst, nil:
            count = walk.total ?? max(walk.reach, count + (walk.isFirst ? 0 : walk.newsCount))
        }
        isRead = true
    }

    private static func distinct(_ ids: some Sequence<String>) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }
}
