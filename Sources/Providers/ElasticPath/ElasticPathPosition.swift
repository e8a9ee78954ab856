import Runs

/// Where the reading of a store's logs stands.
///
/// One list holds the logs of the whole store; where that is refused, or so long that no offset
/// leads to its newest rows, each integration's own list is read in its place.
struct ElasticPathPosition: StoredPosition {
    /// How far back lists are read on first contact, each as far as the others.
    var since: Timestamp?
    /// When the store's own list was found to be of no use.
    var storeFailed: Timestamp?
    /// Whether a whole poll came to its end, so that no list's rows are a backlog any more: where
    /// one list takes another's place, what both hold is known already.
    var hasPolled = false
    var lists: [LogListID: LogList] = [:]
    /// The lists that are still to be read; the first one is being read.
    var queue: [LogListID] = []
    var walk: LogWalk?
    /// Whether any list of the queue could be read.
    var hasAnswer = false
    /// When a list of the queue was passed over, where none could be read so far.
    var skipped: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case since, lists, queue, walk, skipped
        case storeFailed = "store_failed"
        case hasPolled = "polled"
        case hasAnswer = "answered"
    }

    /// How long the store's own list is left alone once it failed, in milliseconds.
    private static let pause: Int64 = 86_400_000
    /// How long one attempt at all lists may take between two of them, in milliseconds.
    private static let attempt: Int64 = 5_000

    mutating func bound() { walk?.bound() }

    func usesStore(at now: Timestamp) -> Bool {
        guard let storeFailed else { return true }
        let age = now.milliseconds(since: storeFailed)
        return age < 0 || age >= Self.pause
    }

    /// Begins to read lists from their beginnings or ends.
    mutating func begin(_ ids: [LogListID]) {
        queue = ids
        walk = nil
        hasAnswer = false
        skipped = nil
        lists = lists.filter { ids.contains($0.key) || $0.key == .store }
    }

    /// The list to read next and the walk through it; nil where nothing is left.
    mutating func current(since: Timestamp, now: Timestamp) -> (id: LogListID, walk: LogWalk)? {
        guard let id = queue.first else { return nil }
        let since = min(self.since ?? since, since)
        self.since = since
        return (id, walk ?? lists[id, default: LogList()].beginWalk(since: since, now: now))
    }

    /// Gives up the store's own list for a while, in favour of those of the integrations.
    mutating func avoidStore(_ integrations: [LogListID], now: Timestamp) {
        storeFailed = now
        // What the store's list told of for long is not read again.
        if hasPolled { since = nil }
        begin(integrations)
        lists[.store] = nil
    }

    /// Takes in one page of a walk.
    ///
    /// - Throws: `unreadable(.circular)` where the store's list goes on by its word, and no row comes.
    mutating func take(
        _ page: LogPage, _ walk: LogWalk, of id: LogListID
    ) throws(ProviderError) -> Taken {
        var walk = walk
        hasAnswer = true
        var list = lists[id, default: LogList()]
        let arrival: ListPlace.Arrival = walk.isFirst && !hasPolled ? .backlog : .later
        let (news, onward) = walk.take(page, of: list)
        // A backlog is shown as the provider lists it, what comes later newest first.
        let order = arrival == .backlog ? .newestFirst : walk.order ?? list.order
        let sign: Int64 = order == .oldestFirst ? 1 : -1
        var taken = Taken()
        for (index, entry) in news {
            switch entry.observation {
            case .failure(let rejected): taken.rejected.append(rejected)
            case .success(var seen):
                if walk.isFirst, let time = entry.time, time < walk.since { continue }
                let rank = sign * (Int64(page.offset + index) - walk.moved)
                seen.place(rank, arrival, listed: walk.began)
                taken.observations.append(seen)
            }
        }
        switch onward {
        case .goesOn: self.walk = walk
        case .isOutOfReach where id == .store:
            taken.needsIntegrations = true
            self.walk = walk
        case .isOver, .isOutOfReach, .isCut:
            if case .isCut(let gap) = onward {
                guard id != .store || walk.ends.hasIDs || !news.isEmpty else {
                    throw .unreadable(.circular)
                }
                taken.gap = gap
            }
            if onward == .isOutOfReach {
                taken.gap = ReadGap(from: page.lastTime ?? walk.since, until: walk.began)
            }
            list.end(walk)
            lists[id] = list
            finishList()
        }
        return taken
    }

    /// Whether an earlier poll ended without any list that could be read, so that all are tried
    /// again.
    func beginsAnew(at now: Timestamp) -> Bool {
        guard !hasAnswer, let skipped else { return false }
        return abs(now.milliseconds(since: skipped)) >= Self.attempt
    }

    mutating func finishList() {
        if !queue.isEmpty { queue.removeFirst() }
        walk = nil
        if queue.isEmpty { hasPolled = true }
    }

    struct Taken {
        var observations: [RunObservation] = []
        var rejected: [RejectedRow] = []
        var gap: ReadGap?
        /// Whether the store's own list does not lead to the newest rows.
        var needsIntegrations = false
    }
}

struct LogListID: RawRepresentable, Codable, CodingKeyRepresentable, Hashable, Sendable {
    /// The integration's id; empty for the store.
    let rawValue: String

    static let store = LogListID(rawValue: "")
    static func integration(_ id: String) -> LogListID { LogListID(rawValue: id) }

    var integration: String? { rawValue.isEmpty ? nil : rawValue }
}
