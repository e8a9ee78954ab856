import Runs

/// The position in a store's logs. One list holds the logs of the whole store. If it is refused, or
/// so long that no offset reaches its newest rows, each integration's own list is read instead.
struct ElasticPathPosition: StoredPosition {
    /// How far back all lists are read on first contact.
    var since: Timestamp?
    var storeFailed: Timestamp?
    /// Whether a poll has ended, so that no list's rows are a backlog any more: if one list
    /// replaces another, what both hold is known already.
    var hasPolled = false
    var lists: [LogListID: LogList] = [:]
    /// The lists still to read; the first one is being read.
    var queue: [LogListID] = []
    var walk: LogWalk?
    var hasAnswer = false
    /// When a list of the queue was skipped, if none could be read so far.
    var skipped: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case since, lists, queue, walk, skipped
        case storeFailed = "store_failed"
        case hasPolled = "polled"
        case hasAnswer = "answered"
    }

    /// How long the store's own list is avoided after it failed, in milliseconds.
    private static let pause: Int64 = 86_400_000
    /// How long after a skipped list a new attempt at all lists begins, in milliseconds.
    private static let attempt: Int64 = 5_000

    mutating func bound() { walk?.bound() }

    func usesStore(at now: Timestamp) -> Bool {
        guard let storeFailed else { return true }
        let age = now.milliseconds(since: storeFailed)
        return age < 0 || age >= Self.pause
    }

    mutating func begin(_ ids: [LogListID]) {
        queue = ids
        walk = nil
        hasAnswer = false
        skipped = nil
        lists = lists.filter { ids.contains($0.key) || $0.key == .store }
    }

    mutating func current(since: Timestamp, now: Timestamp) -> (id: LogListID, walk: LogWalk)? {
        guard let id = queue.first else { return nil }
        let since = min(self.since ?? since, since)
        self.since = since
        return (id, walk ?? lists[id, default: LogList()].beginWalk(since: since, now: now))
    }

    /// Replaces the store's own list by those of the integrations for a while.
    mutating func avoidStore(_ integrations: [LogListID], now: Timestamp) {
        storeFailed = now
        // What the store's list reported long ago is not read again.
        if hasPolled { since = nil }
        begin(integrations)
        lists[.store] = nil
    }

    /// Throws `unreadable(.circular)` if the store's list claims to continue and no row comes.
    mutating func take(
        _ page: LogPage, _ walk: LogWalk, of id: LogListID
    ) throws(ProviderError) -> Taken {
        var walk = walk
        hasAnswer = true
        var list = lists[id, default: LogList()]
        let arrival: ListPlace.Arrival = walk.isFirst && !hasPolled ? .backlog : .later
        let (news, step) = walk.take(page, of: list)
        // A backlog is shown in the provider's order, later rows newest first.
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
        switch step {
        case .goesOn: self.walk = walk
        case .isOutOfReach where id == .store:
            taken.needsIntegrations = true
            self.walk = walk
        case .isOver, .isOutOfReach, .isCut:
            if case .isCut(let gap) = step {
                guard id != .store || walk.ends.hasIDs || !news.isEmpty else {
                    throw .unreadable(.circular)
                }
                taken.gap = gap
            }
            if step == .isOutOfReach {
                taken.gap = ReadGap(from: page.lastTime ?? walk.since, until: walk.began)
            }
            list.end(walk)
            lists[id] = list
            finishList()
        }
        return taken
    }

    /// Whether an earlier attempt found no readable list, so that all are tried again.
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
        /// Whether the store's own list does not reach the newest rows.
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
