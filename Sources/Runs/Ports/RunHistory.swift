/// A port to where runs are kept between polls, and later between sessions.
package protocol RunHistory: Sendable {
    /// Keeps records, each merged with what is held of the same run, and the position that
    /// reading them led to.
    ///
    /// - Throws: Why nothing of it was kept.
    func keep(_ batch: HistoryBatch) async throws(HistoryError)

    /// Reads what is held of some sources, newest first.
    ///
    /// - Parameters:
    ///   - sources: The sources asked for.
    ///   - limit: The greatest number of records to return.
    /// - Returns: The records and the names of their pipelines.
    /// - Throws: Why it cannot be read.
    func newest(of sources: Set<SourceName>, limit: Int) async throws(HistoryError) -> HistoryPage

    /// Reads where a source's reading stood.
    ///
    /// - Throws: Why it cannot be read.
    func position(of source: SourceName) async throws(HistoryError) -> ReadPosition?
}

/// What one page of a source adds to the history.
package struct HistoryBatch: Hashable, Sendable {
    /// The source.
    package let source: SourceName
    /// The runs, new or changed.
    package let records: [RunRecord]
    /// Pipelines whose names became known.
    package let pipelines: [Pipeline]
    /// Where reading goes on, or nil where the page does not say.
    package let position: ReadPosition?

    /// Joins a source and what came of it.
    package init(
        source: SourceName, records: [RunRecord], pipelines: [Pipeline], position: ReadPosition?
    ) {
        self.source = source
        self.records = records
        self.pipelines = pipelines
        self.position = position
    }
}

/// What a history gives back.
package struct HistoryPage: Hashable, Sendable {
    /// Records, newest first.
    package let records: [RunRecord]
    /// The named pipelines of the sources asked for.
    package let pipelines: [SourceName: [Pipeline]]

    /// Joins records and names.
    package init(records: [RunRecord], pipelines: [SourceName: [Pipeline]]) {
        self.records = records
        self.pipelines = pipelines
    }
}

/// Why a history cannot be read or written.
package enum HistoryError: Error, Hashable, Sendable {
    /// The file cannot be used; the reason is the system's.
    case unavailable(reason: String)
}
