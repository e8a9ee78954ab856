/// What to store for one source: its records and the checkpoint after them. Both are stored
/// together or not at all, so that reading never continues after lost runs.
package struct HistoryBatch: Hashable, Sendable {
    package let source: SourceName
    /// The runs, new or changed.
    package var records: [RunRecord]
    /// Pipelines whose names became known.
    package var pipelines: [Pipeline]
    /// The checkpoint after these records; nil leaves it unchanged.
    package var checkpoint: SourceCheckpoint?
    /// The process that polled. If another one holds the lease by now, the records are stored and
    /// the checkpoint is not; nil without leases.
    package var owner: LeaseOwner?

    package init(
        source: SourceName, records: [RunRecord] = [], pipelines: [Pipeline] = [],
        checkpoint: SourceCheckpoint? = nil, owner: LeaseOwner? = nil
    ) {
        self.source = source
        self.records = records
        self.pipelines = pipelines
        self.checkpoint = checkpoint
        self.owner = owner
    }
}

/// One of the successive histories in one location; valid only within the process.
package struct HistoryEpoch: Hashable, Sendable, Comparable {
    private let number: Int

    package static let first = HistoryEpoch(number: 0)

    package var next: HistoryEpoch { HistoryEpoch(number: number + 1) }

    package static func < (left: HistoryEpoch, right: HistoryEpoch) -> Bool {
        left.number < right.number
    }
}

/// A counter of changes to a history. Later changes have greater numbers, and those of a
/// replacement are greater than all before.
package struct HistoryRevision: Hashable, Sendable, Comparable {
    package let epoch: HistoryEpoch
    /// 0 before the first change.
    package let number: Int64

    package static let none = HistoryRevision(0)

    package init(_ number: Int64, in epoch: HistoryEpoch = .first) {
        self.number = number
        self.epoch = epoch
    }

    package static func < (left: HistoryRevision, right: HistoryRevision) -> Bool {
        (left.epoch, left.number) < (right.epoch, right.number)
    }
}

/// A position in the order of a history: newest first, then by identifier, then by source.
package struct HistoryPlace: Hashable, Sendable {
    /// The time that the run is sorted by.
    package let time: Timestamp
    package let key: RunKey

    package init(time: Timestamp, key: RunKey) {
        self.time = time
        self.key = key
    }
}

/// A page of a history.
package struct HistoryPage: Hashable, Sendable {
    /// Newest first.
    package let records: [RunRecord]
    /// The named pipelines of the requested sources.
    package let pipelines: [SourceName: [Pipeline]]
    /// Where the next page begins; nil if nothing older exists.
    package let next: HistoryPlace?
    /// The revision of this page; later changes have greater ones.
    package let revision: HistoryRevision
    /// The number of records left out because they are unreadable.
    package let unreadableCount: Int

    package init(
        records: [RunRecord], pipelines: [SourceName: [Pipeline]], next: HistoryPlace?,
        revision: HistoryRevision, unreadableCount: Int = 0
    ) {
        self.unreadableCount = unreadableCount
        self.records = records
        self.pipelines = pipelines
        self.next = next
        self.revision = revision
    }
}

/// What changed in a history since a revision.
package struct HistoryChanges: Hashable, Sendable {
    /// New or changed records.
    package let records: [RunRecord]
    /// Pipelines whose names changed.
    package let pipelines: [SourceName: [Pipeline]]
    /// The sources whose checkpoint changed.
    package let checkpoints: [SourceName: SourceCheckpoint]
    /// The revision after these changes.
    package let revision: HistoryRevision
    /// Whether more changes follow.
    package let hasMore: Bool

    package init(
        records: [RunRecord], pipelines: [SourceName: [Pipeline]],
        checkpoints: [SourceName: SourceCheckpoint], revision: HistoryRevision, hasMore: Bool
    ) {
        self.records = records
        self.pipelines = pipelines
        self.checkpoints = checkpoints
        self.revision = revision
        self.hasMore = hasMore
    }
}

/// Identifies one process that polls.
package struct LeaseOwner: Hashable, Sendable {
    /// Unique among processes.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Joins a process number and what distinguishes processes with the same number.
    package init(process: Int32, mark: String) { text = "\(process)-\(mark)" }

    /// The process number, if it was given.
    package var process: Int32? {
        let parts = text.split(separator: "-", maxSplits: 1)
        return parts.count == 2 ? Int32(parts[0]) : nil
    }
}

/// How much of the past is kept.
package struct Retention: Hashable, Sendable {
    /// The age at which a run is removed.
    package var age: Duration
    /// The greatest number of runs.
    package var count: Int

    package init(age: Duration, count: Int) {
        self.age = age
        self.count = count
    }
}

/// What was removed from a history, and what is left.
package struct Removal: Hashable, Sendable {
    package var count: Int
    /// The number of runs that are too old and still there.
    package var remaining: Int
    /// The start of the oldest stored run; nil if there is none.
    package var oldest: Timestamp?

    package init(count: Int, remaining: Int, oldest: Timestamp?) {
        self.count = count
        self.remaining = remaining
        self.oldest = oldest
    }
}
