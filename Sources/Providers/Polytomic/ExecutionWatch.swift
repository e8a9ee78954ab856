import Runs

/// The executions whose end is awaited, and how long each sync usually takes.
///
/// Events are delivered at most once, so that the end of a run may never be told. One that has
/// run for several times its usual duration is asked for where its sync lists its executions.
struct ExecutionWatch: StoredPosition {
    /// An execution that was told to have begun.
    struct Awaited: Codable, Hashable, Sendable {
        private let id: String
        private let kind: SyncReference.Kind
        let began: Timestamp
        var asked = 0
        /// When it is asked for next; nil before the first time.
        var next: Timestamp?
        /// What the last answer that called it running told of its progress.
        var sign: String?
        /// How many answers in a row told of no progress.
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

    /// The executions that have begun and not ended, by their identifiers.
    var awaited: [String: Awaited] = [:]
    /// When executions ended whose beginning was not met yet: events come in any order.
    var ended: [String: Timestamp] = [:]
    /// The executions that were last met from beginning to end, as windows that overlap bring
    /// some events again.
    var closed: [String] = []
    /// The latest durations of each sync, in milliseconds.
    var durations: [SyncReference: [Int64]] = [:]

    /// How many times the usual duration a run may take before it is asked for.
    private static let factor: Int64 = 4
    /// The shortest time to wait before the first question, in milliseconds.
    private static let shortestPatience: Int64 = 5 * 60_000
    /// The usual duration of a sync that no end is known of, in milliseconds.
    private static let presumedDuration: Int64 = 15 * 60_000
    /// The longest time between two questions, in milliseconds.
    private static let longestPause: Int64 = 24 * 3_600_000
    /// How many questions are asked of one execution before it is given up.
    static let mostQuestions = 6
    /// How many durations of a sync are remembered.
    private static let mostDurations = 5
    /// How many executions, and how many syncs, are remembered.
    private static let most = 500
    /// How many ends are remembered: of a list without order, those of half of its executions
    /// are met before their beginnings.
    private static let mostEnds = 5_000

    /// Takes in what an event says of an execution.
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

    /// Forgets ends whose beginning will not be told any more.
    mutating func forgetEnds(before bound: Timestamp) {
        ended = ended.filter { $0.value >= bound }
    }

    /// Forgets the executions that began after a moment.
    mutating func forget(after bound: Timestamp) {
        awaited = awaited.filter { $0.value.began <= bound }
    }

    /// Plans what to ask in this poll, and when to ask again where that gives no answer: one
    /// question for each sync that has overdue executions, of so many syncs at most, those that
    /// are waited for longest.
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
            let pause = patience(with: entry.sync) << Int64(min(entry.asked, 16))
            entry.asked += 1
            entry.next = now.advanced(byMilliseconds: min(pause, Self.longestPause))
            awaited[id] = entry
        }
        return questions
    }

    private func firstQuestion(of entry: Awaited) -> Timestamp {
        entry.began.advanced(byMilliseconds: patience(with: entry.sync))
    }

    private func patience(with sync: SyncReference) -> Int64 {
        let known = durations[sync]?.sorted() ?? []
        let usual = known.isEmpty ? Self.presumedDuration : known[known.count / 2]
        // What comes from notes may be any number.
        let patience = min(max(usual, 0), Self.longestPause) * Self.factor
        return min(max(patience, Self.shortestPatience), Self.longestPause)
    }

    /// Takes in that an execution was met from beginning to end, and how long it took.
    private mutating func close(_ id: String, after duration: Int64, of sync: SyncReference) {
        closed = (closed + [id]).suffix(Self.most)
        guard (0...Self.longestPause).contains(duration),
            durations[sync] != nil || durations.count < Self.most
        else { return }
        durations[sync] = (durations[sync, default: []] + [duration]).suffix(Self.mostDurations)
    }
}

extension Dictionary {
    /// Drops the earliest entry where there are too many.
    fileprivate mutating func dropEarliest(beyond most: Int, by time: (Value) -> Timestamp) {
        guard count > most, let earliest = self.min(by: { time($0.value) < time($1.value) })
        else { return }
        removeValue(forKey: earliest.key)
    }
}

/// A sync as the path of its executions names it.
struct SyncReference: RawRepresentable, Codable, CodingKeyRepresentable, Hashable, Sendable {
    let id: PipelineID
    /// Which of the two lists it is in.
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

    /// Reads a kind and an identifier with a slash between them.
    init?(rawValue: String) {
        let parts = rawValue.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
        self.init(id: PipelineID(String(parts[1])), kind: kind)
    }

    var rawValue: String { "\(kind.rawValue)/\(id.text)" }
}

/// What is asked of a sync: how some of its executions stand.
struct ExecutionQuestion: Codable, Hashable, Sendable {
    private let id: String
    private let kind: SyncReference.Kind
    /// The executions that no answer was found for yet.
    var executions: [String]
    /// The token of the page to read next; nil for the first.
    var token: String?
    /// How many pages were read.
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
