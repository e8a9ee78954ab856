/// Runs as a history hands them to a table: keys and summaries, as the bytes that were stored, in
/// one piece of memory.
package struct RunRows: Sendable {
    /// The sources that rows refer to by their place.
    package let sources: [SourceName]

    private var bytes: ContiguousArray<UInt8> = []
    private var entries: ContiguousArray<Entry> = []

    private struct Entry {
        let source: Int
        let start: Int
        let idEnd: Int
        let end: Int
    }

    /// Holds no rows yet.
    package init(of sources: [SourceName]) { self.sources = sources }

    /// How many rows there are.
    package var count: Int { entries.count }

    /// Appends a row.
    ///
    /// - Parameters:
    ///   - source: The place of its source.
    ///   - id: The bytes of the provider's identifier.
    ///   - summary: What `RunRecord.summary` gave.
    package mutating func append(
        source: Int, id: UnsafeRawBufferPointer, summary: UnsafeRawBufferPointer
    ) {
        let start = bytes.count
        bytes.append(contentsOf: id)
        bytes.append(contentsOf: summary)
        entries.append(
            Entry(source: source, start: start, idEnd: start + id.count, end: bytes.count))
    }

    /// Hands over each row: its source's place, the identifier and the summary.
    package func forEach(
        _ body: (Int, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        bytes.withUnsafeBytes { bytes in
            for entry in entries {
                body(
                    entry.source,
                    UnsafeRawBufferPointer(rebasing: bytes[entry.start..<entry.idEnd]),
                    UnsafeRawBufferPointer(rebasing: bytes[entry.idEnd..<entry.end]))
            }
        }
    }
}

/// Rows of a history, in the order in which they were kept first, the last one first.
package struct HistoryRows: Sendable {
    /// The rows.
    package let rows: RunRows
    /// The named pipelines of the sources asked for.
    package let pipelines: [SourceName: [Pipeline]]
    /// Where the next rows begin; nil where there are none.
    package let next: HistoryCursor?
    /// The revision at which this was true.
    package let revision: HistoryRevision

    /// Joins rows and how to go on.
    package init(
        rows: RunRows, pipelines: [SourceName: [Pipeline]], next: HistoryCursor?,
        revision: HistoryRevision
    ) {
        self.rows = rows
        self.pipelines = pipelines
        self.next = next
        self.revision = revision
    }
}

/// A place among the rows of a history.
package struct HistoryCursor: Hashable, Sendable {
    /// The number of the last row that was read.
    package let number: Int64

    /// Wraps a number.
    package init(_ number: Int64) { self.number = number }
}
