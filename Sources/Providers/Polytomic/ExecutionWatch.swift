import Runs

/// The executions whose end is awaited, and how long each sync usually takes. Events are delivered
/// at most once, so the end of a run may never arrive. A run that takes several times its usual
/// duration is looked up in the list of its sync's executions.
struct ExecutionWatch: StoredPosition {
    struct Awaited: Codable, Hashable, Sendable {
        private let id: String
        private let kind: SyncReference.Kind
        let began: Timestamp
        var asked = 0
        var next: Timestamp?
        /// Its progress in the last answer that called it running.
        var sign: String?
        /// How many consecutive answers showed no progress.
        var unchanged = 0

        private enum CodingKeys: String, CodingKey {
            case kind, began, asked, next, sign, unchanged
            case id = "sync"
        }

        init(sync: SyncReference, began: Timestamp) {
            (id, kind) = (sync.id.text, sync.kind)
            self.began = began
        }

        var sync: SyncReference { SyncReference(id: PipelineID(id), kind: kind) }
    }

    var awaited: [String: Awaited] = [:]
    /// The ends of executions whose beginning is not known yet: events come in any order.
    var ended: [String: Timestamp] = [:]
    /// The latest completed executions, as windows that overlap repeat some events.
    var closed: [String] = []
    var durations: [SyncReference: [Int64]] = [:]

    /// How many times the usual duration a run may take before it is looked up.
    private static let factor: Int64 = 4
    /// The shortest wait before the first look-up, in milliseconds.
    private static let shortestDelay: Int64 = 5 * 60_000
    /// The assumed duration of a sync without any known end, in milliseconds.
    private static let presumedDuration: Int64 = 15 * 60_000
    /// The longest time between two look-ups, in milliseconds.
    private static let longestPause: Int64 = 24 * 3_600_000
    /// How many look-ups of one execution before it is given up.
    static let mostQuestions = 6
    private static let mostDurations = 5
    private static let most = 500
    /// In a list without order, half of the ends come before their beginnings.
    private static let mostEnds = 5_000

    mutating func note(_ event: PolytomicEvent) {
        guard let sync = event.sync else { return }
        let id = event.observation.id.text
        if event.observation.status == .running {
            if let end = ended.removeValue(forKey: id) {
                close(id, after: end.milliseconds(since: event.created), of: sync)
            } else if awaited[id] == nil, !closed.contains(id) {
                awaited[id] = Awaited(sync: sync, began: event.created)
                awaited.dropEarliest(beyond: Self.most, by: \.began)
            }
        } else if event.observation.status.isTerminal {
            if let begun = awaited.removeValue(forKey: id) {
                close(id, after: event.created.milliseconds(since: begun.began), of: sync)
            } else if !closed.contains(id) {
                ended[id] = event.created
                ended.dropEarliest(beyond: Self.mostEnds, by: \.self)
            }
        }
    }

    /// Drops ends whose beginning will not arrive any more.
    mutating func removeEnds(before bound: Timestamp) {
        ended = ended.filter { $0.value >= bound }
    }

    mutating func remove(after bound: Timestamp) {
        awaited = awaited.filter { $0.value.began <= bound }
    }

    /// Plans the look-ups of this poll, and their next time in case they give no answer: one for
    /// each sync with overdue executions, of the longest awaited `most` syncs.
    mutating func plan(at now: Timestamp, atMost most: Int) -> [ExecutionQuestion] {
        let overdue = awaited.mapValues { $0.next ?? firstQuestion(of: $0) }
            .filter { $0.value <= now }
            .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        var questions: [ExecutionQuestion] = []
        for (id, _) in overdue {
            guard var entry = awaited[id] else { continue }
            if let known = questions.firstIndex(where: { $0.sync == entry.sync }) {
                questions[known].executions.append(id)
            } else if questions.count < most {
                questions.append(ExecutionQuestion(sync: entry.sync, executions: [id]))
            } else {
                continue
            }
            let pause = delay(with: entry.sync) << Int64(min(entry.asked, 16))
            entry.asked += 1
            entry.next = now.advanced(byMilliseconds: min(pause, Self.longestPause))
            awaited[id] = entry
        }
        return questions
    }

    private func firstQuestion(of entry: Awaited) -> Timestamp {
        entry.began.advanced(byMilliseconds: delay(with: entry.sync))
    }

    private func delay(with sync: SyncReference) -> Int64 {
        let known = durations[sync]?.sorted() ?? []
        let usual = known.isEmpty ? Self.presumedDuration : known[known.count / 2]
        // Stored values may be any number.
        let delay = min(max(usual, 0), Self.longestPause) * Self.factor
        return min(max(delay, Self.shortestDelay), Self.longestPause)
    }

    private mutating func close(_ id: String, after duration: Int64, of sync: SyncReference) {
        closed = (closed + [id]).suffix(Self.most)
        guard (0...Self.longestPause).contains(duration),
            durations[sync] != nil || durations.count < Self.most
        else { return }
        durations[sync] = (durations[sync, default: []] + [duration]).suffix(Self.mostDurations)
    }
}

extension Dictionary {
    fileprivate mutating func dropEarliest(beyond most: Int, by time: (Value) -> Timestamp) {
        guard count > most, let earliest = self.min(by: { time($0.value) < time($1.value) })
        else { return }
        removeValue(forKey: earliest.key)
    }
}

/// A sync, as in the path of its executions.
struct SyncReference: RawRepresentable, Codable, CodingKeyRepresentable, Hashable, Sendable {
    let id: PipelineID
    let kind: Kind

    enum Kind: String, Codable, Hashable, Sendable {
        /// From a model to a target; its events are `sync.*`.
        case model
        /// From a source to a destination; its events are `bulk_sync.*`.
        case bulk
    }

    init(id: PipelineID, kind: Kind) {
        self.id = id
        self.kind = kind
    }

    init?(rawValue: String) {
        let parts = rawValue.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
        self.init(id: PipelineID(String(parts[1])), kind: kind)
    }

    var rawValue: String { "\(kind.rawValue)/\(id.text)" }
}

/// A request for the state of some of a sync's executions.
struct ExecutionQuestion: Codable, Hashable, Sendable {
    private let id: String
    private let kind: SyncReference.Kind
    var executions: [String]
    var token: String?
    var pages = 0

    private enum CodingKeys: String, CodingKey {
        case kind, executions, token, pages
        case id = "sync"
    }

    init(sync: SyncReference, executions: [String]) {
        (id, kind) = (sync.id.text, sync.kind)
        self.executions = executions
    }

    var sync: SyncReference { SyncReference(id: PipelineID(id), kind: kind) }
}
