import Runs

/// The position in LeadLex's workflows. Quotas are small, so every poll requests the list once, and
/// the logs of workflows that were triggered since. A skipped run may not count as a trigger, so
/// each of the others is read now and then.
struct LeadLexPosition: StoredPosition {
    var marks: [String: Mark] = [:]
    /// How far back workflows are read on first contact. Small quotas may delay that; a late
    /// workflow is read as far back as the others.
    var since: Timestamp?
    var walk: LeadLexWalk?

    private enum CodingKeys: String, CodingKey {
        case since, walk
        case marks = "workflows"
    }

    struct Mark: Codable, Hashable, Sendable {
        /// Its last trigger in the list when its logs were last read whole.
        var triggered: String?
        var watermark: Timestamp?
        var read: Timestamp
        var recent: [String: Timestamp] = [:]
        var refusal: Refusal?
        var longest: Int64 = 0
        /// When its logs were last read for runs that took as long.
        var deep: Timestamp?

        /// Whether to look for runs that took as long as any, as a run is logged when it ends. If
        /// that takes more than a page, it is done now and then.
        func isDeepTurn(at now: Timestamp) -> Bool {
            guard let deep, recent.count > LeadLexPosition.fewRuns else { return true }
            return abs(now.milliseconds(since: deep)) >= LeadLexPosition.rereadAfter
        }
    }

    struct Refusal: Codable, Hashable, Sendable {
        private let status: Int
        private let code: String?
        private let message: String?
        private let ids: [String: String]

        init(_ problem: APIProblem) {
            (status, code, message) = (problem.status, problem.code, problem.message)
            ids = Dictionary(problem.supportIDs.map { ($0.kind.rawValue, $0.text) }) { $1 }
        }

        var problem: APIProblem {
            var problem = APIProblem(status: status)
            (problem.code, problem.message) = (code, message)
            problem.supportIDs = SupportID.Kind.allCases.compactMap { kind in
                ids[kind.rawValue].map { SupportID(kind, $0) }
            }
            return problem
        }
    }

    /// How much later than its start a run may be logged, at least, in milliseconds.
    static let overlap: Int64 = 600_000
    /// So many known runs and some new ones fit into a page.
    private static let fewRuns = 80
    private static let longestBelieved: Int64 = 86_400_000

    /// The overlap if another run took `longest` milliseconds.
    static func overlap(longest: Int64) -> Int64 {
        let believed = longest.clamped(to: 0...longestBelieved)
        return max(overlap, believed + believed / 4 + 60_000)
    }
    /// After this time a workflow is read without a trigger, or deeply again, in milliseconds.
    private static let rereadAfter: Int64 = 900_000
    /// One in so many workflows is read per poll without a trigger.
    private static let share = 20
    /// How far a log's start may precede the trigger in the list, in milliseconds.
    private static let slack: Int64 = 1_000

    mutating func bound() {
        walk?.reading?.bound()
        walk?.listSize.clamp(to: 1...LeadLexReading.limit)
        walk?.listPage?.clamp(to: 1...1 << 40)
        if walk?.listPage == nil, walk?.reading == nil { walk = nil }
    }

    /// Begins a walk, unless one is under way. After a long interruption it begins anew with the
    /// list, as other triggered workflows may matter more; nothing is read twice.
    mutating func beginWalk(since: Timestamp, now: Timestamp) -> LeadLexWalk {
        if let walk, !walk.isStale(at: now) { return walk }
        let since = min(self.since ?? since, since)
        self.since = since
        return LeadLexWalk(began: now, since: since)
    }

    var nextPurpose: CallPurpose {
        guard let walk, walk.listPage == nil else { return .listing }
        return .reading
    }

    /// Decides which workflows the walk reads, once it has listed them all: those triggered since
    /// they were last read, the latest first, then those that were not read for long.
    mutating func plan(_ walk: inout LeadLexWalk, configured: [String]) {
        let listed = Dictionary(walk.listed.map { ($0.id, $0) }) { _, last in last }
        let unlisted = configured.filter { listed[$0] == nil }
            .map { LeadLexWorkflow(id: $0, isListed: false) }
        let wanted =
            listed.values.filter { configured.isEmpty || configured.contains($0.id) } + unlisted
        let ids = Set(wanted.map(\.id))
        marks = marks.filter { ids.contains($0.key) }
        let fresh = wanted.filter { hasNews($0) }.sorted {
            ($0.triggeredAt?.milliseconds ?? 0, $0.id) > ($1.triggeredAt?.milliseconds ?? 0, $1.id)
        }
        let old = wanted.compactMap { workflow -> (read: Timestamp, workflow: LeadLexWorkflow)? in
            guard let mark = marks[workflow.id], !hasNews(workflow),
                abs(walk.began.milliseconds(since: mark.read)) >= Self.rereadAfter
            else { return nil }
            return (mark.read, workflow)
        }
        let turn = (wanted.count + Self.share - 1) / Self.share
        let oldest = old.sorted { ($0.read, $0.workflow.id) < ($1.read, $1.workflow.id) }
        walk.queue = takingTurns(fresh, at: walk.began) + oldest.prefix(turn).map(\.workflow)
        walk.listed = []
        walk.met = []
        walk.listPage = nil
        proceed(&walk)
    }

    /// Puts the workflow that has waited longest first now and then: if calls are too few for all
    /// triggered workflows, the latest ones must not keep the others out.
    private func takingTurns(
        _ fresh: [LeadLexWorkflow], at now: Timestamp
    ) -> [LeadLexWorkflow] {
        guard now.milliseconds / 1_000 % 2 == 0,
            let waiting = fresh.indices.filter({ marks[fresh[$0].id] != nil })
                .min(by: { read(fresh[$0]) < read(fresh[$1]) })
        else { return fresh }
        var fresh = fresh
        fresh.insert(fresh.remove(at: waiting), at: 0)
        return fresh
    }

    private func read(_ workflow: LeadLexWorkflow) -> Timestamp {
        marks[workflow.id]?.read ?? Timestamp(milliseconds: .min)
    }

    mutating func proceed(_ walk: inout LeadLexWalk) {
        guard !walk.queue.isEmpty else {
            self.walk = nil
            return
        }
        let next = walk.queue.removeFirst()
        var reading = LeadLexReading(next, floor: walk.since)
        if let mark = marks[next.id], let watermark = mark.watermark {
            let isDeep = mark.isDeepTurn(at: walk.began)
            let overlap = isDeep ? Self.overlap(longest: mark.longest) : Self.overlap
            reading = LeadLexReading(next, floor: watermark.advanced(byMilliseconds: -overlap))
            reading.longest = mark.longest
            reading.isDeep = isDeep
        }
        walk.reading = reading
        self.walk = walk
    }

    mutating func finish(_ reading: LeadLexReading, began: Timestamp) {
        var mark = marks[reading.workflow.id] ?? Mark(read: began)
        // A run dated ahead of time must not hide later ones.
        let newest = [mark.watermark, reading.highest.map { min($0, began) }]
        mark.watermark = newest.compactMap(\.self).max()
        mark.read = began
        mark.refusal = nil
        mark.longest = max(mark.longest, reading.longest)
        if reading.isDeep { mark.deep = began }
        if isSettled(reading.workflow, mark, at: began) {
            mark.triggered = reading.workflow.triggered
        }
        let overlap = Self.overlap(longest: mark.longest)
        mark.recent = KnownRows.kept(
            of: mark.recent.merging(reading.recent) { _, new in new },
            since: (mark.watermark ?? began).advanced(byMilliseconds: -overlap))
        marks[reading.workflow.id] = mark
    }

    private func hasNews(_ workflow: LeadLexWorkflow) -> Bool {
        guard let mark = marks[workflow.id] else { return true }
        return workflow.triggered != nil && workflow.triggered != mark.triggered
    }

    /// Whether the run of the last trigger was read; one that still runs is not logged yet.
    private func isSettled(_ workflow: LeadLexWorkflow, _ mark: Mark, at now: Timestamp) -> Bool {
        guard let triggered = workflow.triggeredAt else { return true }
        if now.milliseconds(since: triggered) > Self.overlap { return true }
        return mark.watermark.map { triggered.milliseconds(since: $0) <= Self.slack } ?? false
    }
}

/// One walk: through the list of workflows, then through the logs of some of them.
struct LeadLexWalk: Codable, Hashable, Sendable {
    let began: Timestamp
    let since: Timestamp
    /// The page of the list to read next; nil once the list is read.
    var listPage: Int? = 1
    var listSize = LeadLexReading.limit
    var listed: [LeadLexWorkflow] = []
    var met: Set<String> = []
    var queue: [LeadLexWorkflow] = []
    var reading: LeadLexReading?
    /// Whether any workflow's logs could be read.
    var hasAnswer = false

    private enum CodingKeys: String, CodingKey {
        case began, since, listed, met, queue, reading
        case listPage = "list_page"
        case listSize = "list_size"
        case hasAnswer = "answered"
    }

    init(began: Timestamp, since: Timestamp) {
        self.began = began
        self.since = since
    }

    mutating func meetsNew(_ workflows: [LeadLexWorkflow]) -> Bool {
        let before = met.count
        met.formUnion(workflows.map(\.id))
        return met.count > before
    }

    /// How long an interruption leaves the list usable, in milliseconds.
    private static let shelfLife: Int64 = 600_000

    /// Whether its list is old, with no workflow's logs half read.
    func isStale(at now: Timestamp) -> Bool {
        let isBetween = reading.map { $0.place.page == 1 && $0.round == 1 } ?? true
        return isBetween && abs(now.milliseconds(since: began)) > Self.shelfLife
    }
}
