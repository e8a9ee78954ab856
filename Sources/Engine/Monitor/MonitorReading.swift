package import Runs
package import RunTable

/// The result of one reading of all sources.
package struct MonitorReading: Sendable {
    /// The runs, including those of partly read sources.
    package internal(set) var table: RunTable
    /// The sources in the configuration's order; one with a `problem` was not read to its end.
    package internal(set) var sources: [SourceHealth]
    /// Why the history could not be used, if one was requested.
    package internal(set) var historyTrouble: HistoryError?
    /// How the history answers for the sources that were not called.
    package internal(set) var kept: [SourceName: KeptAnswer]
    /// The number of stored runs left out because they are unreadable.
    package internal(set) var unreadableCount = 0
    /// The number of stored runs that are too old; they are removed little by little.
    package internal(set) var expiringCount = 0
    /// Reads whole runs; the table holds only the listed fields.
    package internal(set) var records: @Sendable ([RunKey]) async -> [RunKey: RunRecord]

    /// Creates a reading.
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

    /// The sources that were not read to their end, in the configuration's order.
    package var unread: [SourceHealth] { sources.filter { $0.problem != nil } }

    /// Whether it replaces an earlier, too narrow reading: not if fewer sources could be read now.
    package func replaces(_ earlier: MonitorReading) -> Bool {
        let (unread, before) = (unread.count, earlier.unread.count)
        guard unread == before, unread > 0 else { return unread <= before }
        return table.count >= earlier.table.count
    }
}

/// How the history answers for a source that is not called.
package enum KeptAnswer: Hashable, Sendable {
    /// With everything, as of the last poll.
    case whole
    /// In part: the first reading of the source did not reach its end.
    case inPart
    /// With nothing: the source was never stored.
    case nothing
    /// Not at all: the history cannot be read.
    case unusable

    /// Judges a checkpoint; nil if the source was never read.
    package init(_ checkpoint: SourceCheckpoint?) {
        self = checkpoint.map { $0.isBackfilled ? .whole : .inPart } ?? .nothing
    }
}
