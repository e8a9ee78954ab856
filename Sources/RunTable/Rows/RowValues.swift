import Runs

/// A row's values except identifier and payload; texts are codes of the table's dictionaries.
struct RowValues: Sendable {
    /// The time that sorting by start uses.
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

/// A pipeline of one source.
struct PipelineEntry: Hashable, Sendable, SizedText {
    let source: UInt16
    let id: PipelineID

    var textSize: Int { id.text.utf8.count }
}

/// The trigger of a run, and the type of the event that decided its status.
struct OriginEntry: Hashable, Sendable, SizedText {
    let trigger: String?
    let event: String?

    var textSize: Int { (trigger?.utf8.count ?? 0) + (event?.utf8.count ?? 0) }
}

/// The reason for a failure or a skip: the provider's words, and the code of the one-line text.
struct ReasonEntry: Hashable, Sendable, SizedText {
    let error: RunError?
    let line: UInt32
    /// The fingerprint of the whole line if this is only its beginning.
    let fingerprint: Fingerprint?

    var textSize: Int { (error?.code?.utf8.count ?? 0) + (error?.message?.utf8.count ?? 0) }
}

/// Shared by the attempts at one job.
struct JobEntry: Hashable, Sendable, SizedText {
    let source: UInt16
    let job: String

    var textSize: Int { job.utf8.count }
}

extension SourceName: SizedText {
    var textSize: Int { text.utf8.count }
}
