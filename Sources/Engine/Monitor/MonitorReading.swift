package import Runs
package import RunTable

/// What one reading of all sources found.
package struct MonitorReading: Sendable {
    /// The runs, those of sources that could be read in part included.
    package internal(set) var table: RunTable
    /// How each source fared, in the order of the configuration; one with a `problem` was not
    /// read, or not to its end.
    package internal(set) var sources: [SourceHealth]
    /// What kept the history from being used, where one was wished for.
    package internal(set) var historyTrouble: HistoryError?
    /// How the history answered for the sources that were not called.
    package internal(set) var kept: [SourceName: KeptAnswer]
    /// How many kept runs are left out because they cannot be read.
    package internal(set) var unreadableCount = 0
    /// How many kept runs are too old, and are removed little by little.
    package internal(set) var expiringCount = 0
    /// Reads all that is known of those runs of which the table holds what is listed.
    package internal(set) var records: @Sendable ([RunKey]) async -> [RunKey: RunRecord]

    /// Joins runs and sources.
    package init(
        table: RunTable, sources: [SourceHealth], historyTrouble: HistoryError? = nil,
        kept: [SourceName: KeptAnswer] = [:],
        records: @escaping @Sendable ([RunKey]) async -> [RunKey: RunRecord] = { _ in [:] }
    ) {
        self.records = records
        self.kept = kept
        self.table = table
        self.sources = sources
        self.historyTrouble = historyTrouble
    }

    /// The sources that were not read to their end, in the order of the configuration.
    package var unread: [SourceHealth] { sources.filter { $0.problem != nil } }

    /// Whether it answers better than an earlier one that asked for too little: not where less of the
    /// sources could be read by now.
    package func replaces(_ earlier: MonitorReading) -> Bool {
        let (unread, before) = (unread.count, earlier.unread.count)
        guard unread == before, unread > 0 else { return unread <= before }
        return table.count >= earlier.table.count
    }
}

/// How the history answers for a source that is not called.
package enum KeptAnswer: Hashable, Sendable {
    /// It holds everything, as of the last poll.
    case whole
    /// The first reading of the source did not come to its end.
    case inPart
    /// Nothing was ever kept of the source.
    case nothing
    /// The history cannot be read.
    case unusable

    /// Judges by how the source stands, nil where it was never read.
    package init(_ standing: SourceCheckpoint?) {
        self = standing.map { $0.isBackfilled ? .whole : .inPart } ?? .nothing
    }
}
