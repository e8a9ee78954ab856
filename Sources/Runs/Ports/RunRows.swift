/// Runs as a history passes them to a table: stored keys and summaries in one piece of memory.
package struct RunRows: Sendable {
    /// The sources that rows refer to by index.
    package let sources: [SourceName]

    private var bytes: ContiguousArray<UInt8> = []
    private var entries: ContiguousArray<Entry> = []

    private struct Entry {
        let source: Int
        let start: Int
        let idEnd: Int
        let end: Int
    }

    package init(of sources: [SourceName]) { self.sources = sources }

    package var count: Int { entries.count }

    /// Appends a row: the index of its source, the bytes of its identifier, and its summary.
    package mutating func append(
        source: Int, id: UnsafeRawBufferPointer, summary: UnsafeRawBufferPointer
    ) {
        let start = bytes.count
        bytes.append(contentsOf: id)
        bytes.append(contentsOf: summary)
        entries.append(
            Entry(source: source, start: start, idEnd: start + id.count, end: bytes.count))
    }

    /// Passes each row to the body: the index of its source, the identifier and the summary.
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

/// Rows of a history in the order in which they were first stored, the last one first.
package struct HistoryRows: Sendable {
    package let rows: RunRows
    /// The named pipelines of the requested sources.
    package let pipelines: [SourceName: [Pipeline]]
    /// Where the next rows begin; nil if there are none.
    package let next: HistoryCursor?
    /// The revision of these rows.
    package let revision: HistoryRevision

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

/// A position among the rows of a history.
package struct HistoryCursor: Hashable, Sendable {
    /// The number of the last row read.
    package let number: Int64

    package init(_ number: Int64) { self.number = number }
}
