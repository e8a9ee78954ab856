import Runs

/// Where the reading of LeadLex's workflows stands.
///
/// Quotas are small, so every poll asks once which workflows there are, and reads the logs of
/// those that were triggered since. As a skipped run may not count as triggering, each of the
/// others is read now and then.
struct LeadLexPosition: Hashable, Sendable {
    /// How far each workflow was read, by its id.
    var marks: [String: Mark] = [:]
    /// The walk under way.
    var walk: LeadLexWalk?

    /// How far one workflow was read.
    struct Mark: Hashable, Sendable {
        /// What the list said of its last trigger when its logs were last read whole.
        var triggered: String?
        /// The start of its newest run; nil where it has none.
        var watermark: Timestamp?
        /// When it was last read.
        var read: Timestamp
        /// The newest runs, by id, with their starts.
        var recent: [String: Timestamp] = [:]
        /// Whether there was no such workflow.
        var isMissing = false
    }

    /// A run may be logged this much later than it began, in milliseconds.
    static let overlap: Int64 = 600_000
    /// After this time a workflow is read though nothing triggered it, in milliseconds.
    private static let patience: Int64 = 900_000
    /// One in so many workflows is read in one poll though nothing triggered it.
    private static let share = 20
    /// How far a log's start may lie before what the list says of it, in milliseconds.
    private static let slack: Int64 = 1_000
    /// The greatest number of known runs to remember of a workflow; the newest are.
    private static let mostRecent = 2_000

    /// Begins a walk, unless one is under way.
    ///
    /// One that was interrupted for long begins anew with the list, as other workflows may have
    /// been triggered that matter more; nothing that was read is read again.
    func beginWalk(since: Timestamp, now: Timestamp) -> LeadLexWalk {
        guard let walk, !walk.isStale(at: now) else {
            return LeadLexWalk(began: now, since: since)
        }
        return walk
    }

    /// What the next call of the walk is for.
    var nextPurpose: CallPurpose {
        guard let walk, walk.listPage == nil else { return .listing }
        return .reading
    }

    /// Decides which workflows the walk reads, once it knows them all: those that were triggered
    /// since they were last read, the latest first, then those that were not looked at for long.
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
                abs(walk.began.milliseconds(since: mark.read)) >= Self.patience
            else { return nil }
            return (mark.read, workflow)
        }
        let turn = (wanted.count + Self.share - 1) / Self.share
        let oldest = old.sorted { ($0.read, $0.workflow.id) < ($1.read, $1.workflow.id) }
        walk.queue = takingTurns(fresh, at: walk.began) + oldest.prefix(turn).map(\.workflow)
        walk.listed = []
        walk.listPage = nil
        proceed(&walk)
    }

    /// Lets the workflow that has waited longest go first now and then: where calls are too few
    /// to read all that is triggered, those triggered last must not keep the others out.
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

    /// Goes on to the next workflow, or ends the walk where none is left.
    mutating func proceed(_ walk: inout LeadLexWalk) {
        guard !walk.queue.isEmpty else {
            self.walk = nil
            return
        }
        let next = walk.queue.removeFirst()
        let mark = marks[next.id]
        if let watermark = mark?.watermark {
            let floor = watermark.advanced(byMilliseconds: -Self.overlap)
            walk.reading = LeadLexReading(next, floor: floor)
        } else {
            walk.reading = LeadLexReading(next, floor: walk.since)
        }
        self.walk = walk
    }

    /// Takes in that a workflow was read to its end.
    mutating func finish(_ reading: LeadLexReading, began: Timestamp) {
        var mark = marks[reading.workflow.id] ?? Mark(read: began)
        // A run dated ahead of time must not hide those to come.
        let newest = [mark.watermark, reading.highest.map { min($0, began) }]
        mark.watermark = newest.compactMap(\.self).max()
        mark.read = began
        mark.isMissing = false
        if isSettled(reading.workflow, mark, at: began) {
            mark.triggered = reading.workflow.triggered
        }
        let bound = (mark.watermark ?? began).advanced(byMilliseconds: -Self.overlap)
        var recent = mark.recent.merging(reading.recent) { _, new in new }
        recent = recent.filter { $0.value >= bound }
        if recent.count > Self.mostRecent {
            let latest = recent.sorted { $0.value > $1.value }
            recent = Dictionary(uniqueKeysWithValues: latest.prefix(Self.mostRecent).map { $0 })
        }
        mark.recent = recent
        marks[reading.workflow.id] = mark
    }

    private func hasNews(_ workflow: LeadLexWorkflow) -> Bool {
        guard let mark = marks[workflow.id] else { return true }
        return workflow.triggered != nil && workflow.triggered != mark.triggered
    }

    /// Whether the run that the list tells of was met; one that still runs is not logged yet.
    private func isSettled(_ workflow: LeadLexWorkflow, _ mark: Mark, at now: Timestamp) -> Bool {
        guard let triggered = workflow.triggeredAt else { return true }
        if now.milliseconds(since: triggered) > Self.overlap { return true }
        return mark.watermark.map { triggered.milliseconds(since: $0) <= Self.slack } ?? false
    }
}

/// One walk: through the list of workflows, then through the logs of some of them.
struct LeadLexWalk: Hashable, Sendable {
    /// When it began.
    let began: Timestamp
    /// How far back a workflow is read on first contact.
    let since: Timestamp
    /// The page of the list to read next; nil once it was read.
    var listPage: Int? = 1
    /// What the list has so far.
    var listed: [LeadLexWorkflow] = []
    /// The workflows still to read.
    var queue: [LeadLexWorkflow] = []
    /// The workflow being read.
    var reading: LeadLexReading?
    /// Whether any workflow's logs were there.
    var hasAnswer = false

    init(began: Timestamp, since: Timestamp) {
        self.began = began
        self.since = since
    }

    /// How long an interruption leaves the list good enough, in milliseconds.
    private static let shelfLife: Int64 = 600_000

    /// Whether its list is old, with no workflow's logs half read.
    func isStale(at now: Timestamp) -> Bool {
        let isBetween = reading.map { $0.page == 1 && $0.round == 1 } ?? true
        return isBetween && abs(now.milliseconds(since: began)) > Self.shelfLife
    }
}
