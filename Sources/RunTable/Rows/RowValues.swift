import Runs

/// What a row of the table holds of a run beside its identifier and its payload, its texts as
/// numbers of the table's dictionaries.
struct RowValues: Sendable {
    /// The moment that sorting by start goes by.
    var time: Int64
    var end: Int64?
    var duration: Int64?
    var attempt: Int?
    var httpStatus: Int?
    var status: RunStatus
    var marks: RowMarks
    var source: UInt16
    var pipeline: UInt32
    var origin: UInt32
    var request: UInt32
    var reason: UInt32
    var job: UInt32
    var place: ListPlace?
}

/// A source and its kind of API.
struct SourceEntry: Hashable, Sendable {
    let name: SourceName
    let provider: ProviderKind
}

/// A pipeline, told from those of other sources.
struct PipelineEntry: Hashable, Sendable, SizedText {
    let source: UInt16
    let id: PipelineID

    var textSize: Int { id.text.utf8.count }
}

/// What set a run off, and the type of the event that decided its status.
struct OriginEntry: Hashable, Sendable, SizedText {
    let trigger: String?
    let event: String?

    var textSize: Int { (trigger?.utf8.count ?? 0) + (event?.utf8.count ?? 0) }
}

/// Why a run failed or was skipped: in the provider's words, and the number of that in one line.
struct ReasonEntry: Hashable, Sendable, SizedText {
    let error: RunError?
    let line: UInt32
    /// What the whole line has in common with others, where this is its beginning.
    let fingerprint: Fingerprint?

    var textSize: Int { (error?.code?.utf8.count ?? 0) + (error?.message?.utf8.count ?? 0) }
}

/// The attempts at one job have it in common.
struct JobEntry: Hashable, Sendable, SizedText {
    let source: UInt16
    let job: String

    var textSize: Int { job.utf8.count }
}

extension SourceName: SizedText {
    var textSize: Int { text.utf8.count }
}
