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

/// Which fields of a run have a value, and where its time comes from.
struct RowMarks: OptionSet, Hashable, Sendable {
    let rawValue: UInt16

    static let error = RowMarks(rawValue: 1 << 0)
    static let metadata = RowMarks(rawValue: 1 << 1)
    static let related = RowMarks(rawValue: 1 << 2)
    static let duration = RowMarks(rawValue: 1 << 3)
    static let started = RowMarks(rawValue: 1 << 4)
    static let finished = RowMarks(rawValue: 1 << 5)
    static let pipeline = RowMarks(rawValue: 1 << 6)
    static let trigger = RowMarks(rawValue: 1 << 7)
    static let event = RowMarks(rawValue: 1 << 8)
    static let request = RowMarks(rawValue: 1 << 9)
    static let requestID = RowMarks(rawValue: 1 << 10)
    static let attempt = RowMarks(rawValue: 1 << 11)
    static let http = RowMarks(rawValue: 1 << 12)
    /// The provider gave a day only.
    static let dated = RowMarks(rawValue: 1 << 13)
    /// The provider gave no time.
    static let undated = RowMarks(rawValue: 1 << 14)
    /// Without a time, and there before anybody looked.
    static let backlog = RowMarks(rawValue: 1 << 15)

    /// No time of day is known: what began then has no place in a timeline.
    static let untimed: RowMarks = [.dated, .undated]

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ run: Run) {
        var marks: RowMarks = []
        for presence in QueryPresence.allCases where presence.holds(run) {
            marks.insert(RowMarks(presence))
        }
        switch run.timeSource {
        case .provider: break
        case .date: marks.insert(.dated)
        case .firstSeen: marks.insert(.undated)
        }
        if run.listPlace?.arrival == .backlog { marks.insert(.backlog) }
        self = marks
    }

    init(_ presence: QueryPresence) {
        self =
            switch presence {
            case .error: .error
            case .metadata: .metadata
            case .related: .related
            case .duration: .duration
            case .started: .started
            case .finished: .finished
            case .pipeline: .pipeline
            case .trigger: .trigger
            case .event: .event
            case .request: .request
            case .requestID: .requestID
            case .attempt: .attempt
            case .http: .http
            }
    }

    var timeSource: TimeSource {
        contains(.undated) ? .firstSeen : contains(.dated) ? .date : .provider
    }
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
