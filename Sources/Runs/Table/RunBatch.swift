/// What one page of a source brings to the table.
package struct RunBatch: Sendable {
    /// The source that it comes from.
    package let source: SourceName
    /// What was observed.
    package let records: [RunRecord]
    /// Pipelines whose names came along.
    package let pipelines: [Pipeline]

    /// Joins a source and what it brings.
    package init(source: SourceName, records: [RunRecord], pipelines: [Pipeline] = []) {
        self.source = source
        self.records = records
        self.pipelines = pipelines
    }
}

/// What merging a batch did.
package struct MergeOutcome: Hashable, Sendable {
    /// Runs that were not held before.
    package internal(set) var added: [RunKey] = []
    /// Runs that read differently now.
    package internal(set) var changed: [RunKey] = []
    /// How many runs took on their pipeline's new name.
    package internal(set) var renamed = 0

    /// Changes nothing.
    package init() {}

    /// Whether the table reads as it did before.
    package var isEmpty: Bool { added.isEmpty && changed.isEmpty && renamed == 0 }
}
