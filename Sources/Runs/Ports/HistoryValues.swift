/// What is to be kept of one source: its records, and how it stands after them.
///
/// Both are kept together or not at all, so that reading never goes on behind runs that were lost.
package struct HistoryBatch: Hashable, Sendable {
    /// The source.
    package let source: SourceName
    /// The runs, new or changed.
    package var records: [RunRecord]
    /// Pipelines whose names became known.
    package var pipelines: [Pipeline]
    /// How the source stands once these records are kept; nil leaves it as it is.
    package var standing: SourceCheckpoint?
    /// Who polled. Where the lease is somebody else's by now, records are kept and the standing is
    /// theirs to say; nil where there are no leases.
    package var owner: LeaseOwner?

    /// Joins a source and what came of it.
    package init(
        source: SourceName, records: [RunRecord] = [], pipelines: [Pipeline] = [],
        standing: SourceCheckpoint? = nil, owner: LeaseOwner? = nil
    ) {
        self.source = source
        self.records = records
        self.pipelines = pipelines
        self.standing = standing
        self.owner = owner
    }
}

/// One of the histories that a process finds in one place: damaged files are replaced by new ones.
///
/// It has a meaning within the process alone.
package struct HistoryEpoch: Hashable, Sendable, Comparable {
    private let number: Int

    /// The history that was there first.
    package static let first = HistoryEpoch(number: 0)

    /// The history that replaces this one.
    package var next: HistoryEpoch { HistoryEpoch(number: number + 1) }

    package static func < (left: HistoryEpoch, right: HistoryEpoch) -> Bool {
        left.number < right.number
    }
}

/// A count of all changes to a history; later ones have greater numbers, and those of a history that
/// replaced another one are greater than any of that.
package struct HistoryRevision: Hashable, Sendable, Comparable {
    /// The history that it counts the changes of.
    package let epoch: HistoryEpoch
    /// The number, 0 before the first change.
    package let number: Int64

    /// Before the first change.
    package static let none = HistoryRevision(0)

    /// Wraps a number.
    package init(_ number: Int64, in epoch: HistoryEpoch = .first) {
        self.number = number
        self.epoch = epoch
    }

    package static func < (left: HistoryRevision, right: HistoryRevision) -> Bool {
        (left.epoch, left.number) < (right.epoch, right.number)
    }
}

/// A place in the order of a history: newest first, runs of one moment by identifier, then source.
package struct HistoryPlace: Hashable, Sendable {
    /// The moment that the run is sorted by.
    package let time: Timestamp
    /// The run.
    package let key: RunKey

    /// Joins a moment and a run.
    package init(time: Timestamp, key: RunKey) {
        self.time = time
        self.key = key
    }
}

/// A page of a history.
package struct HistoryPage: Hashable, Sendable {
    /// Records, newest first.
    package let records: [RunRecord]
    /// The named pipelines of the sources asked for.
    package let pipelines: [SourceName: [Pipeline]]
    /// Where the next page begins; nil where nothing older is held.
    package let next: HistoryPlace?
    /// The revision at which this was true; what changes later has greater ones.
    package let revision: HistoryRevision
    /// How many records that belong here are left out because they cannot be read.
    package let unreadableCount: Int

    /// Joins records, names, and how to go on.
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
    /// Records that are new or changed.
    package let records: [RunRecord]
    /// Pipelines whose names changed.
    package let pipelines: [SourceName: [Pipeline]]
    /// The sources whose standing changed.
    package let standings: [SourceName: SourceCheckpoint]
    /// What is known with these changes.
    package let revision: HistoryRevision
    /// Whether there is more to read after them.
    package let hasMore: Bool

    /// Joins changes and how to go on.
    package init(
        records: [RunRecord], pipelines: [SourceName: [Pipeline]],
        standings: [SourceName: SourceCheckpoint], revision: HistoryRevision, hasMore: Bool
    ) {
        self.records = records
        self.pipelines = pipelines
        self.standings = standings
        self.revision = revision
        self.hasMore = hasMore
    }
}

/// One process that polls, told from every other.
package struct LeaseOwner: Hashable, Sendable {
    /// A text that no other process has.
    package let text: String

    /// Wraps a text that no other process has.
    package init(_ text: String) { self.text = text }

    /// Wraps a process's number, and what tells it from others that have or had the same one.
    package init(process: Int32, mark: String) { text = "\(process)-\(mark)" }

    /// The process's number, where it was given.
    package var process: Int32? {
        let parts = text.split(separator: "-", maxSplits: 1)
        return parts.count == 2 ? Int32(parts[0]) : nil
    }
}

/// How much of the past is kept.
package struct Retention: Hashable, Sendable {
    /// The age at which a run is forgotten.
    package var age: Duration
    /// The greatest number of runs.
    package var count: Int

    /// Joins an age and a number.
    package init(age: Duration, count: Int) {
        self.age = age
        self.count = count
    }
}

/// What was removed from a history, and what is left there.
package struct Forgotten: Hashable, Sendable {
    /// How many runs were removed.
    package var count: Int
    /// How many runs are too old and are there still.
    package var remaining: Int
    /// When the oldest run began that is held, nil where none is.
    package var oldest: Timestamp?

    /// Joins what was removed and what is left.
    package init(count: Int, remaining: Int, oldest: Timestamp?) {
        self.count = count
        self.remaining = remaining
        self.oldest = oldest
    }
}
