/// What `has:` can ask for; the raw value is its word.
package enum RunPresence: String, CaseIterable, Hashable, Sendable {
    /// An error in the provider's words.
    case error
    /// Metadata.
    case metadata
    /// Identifiers of other things.
    case related
    /// A known duration.
    case duration
    /// A start.
    case started
    /// An end.
    case finished
    /// A pipeline.
    case pipeline
    /// A trigger.
    case trigger
    /// An event's type.
    case event
    /// A logged call.
    case request
    /// The identifier of a logged call.
    case requestID = "request_id"
    /// An attempt's number.
    case attempt
    /// An HTTP status.
    case http

    /// Reads a word, without regard to case; `meta` stands for metadata.
    package init?(word: String) {
        let folded = word.lowercased()
        self.init(rawValue: folded == "meta" ? Self.metadata.rawValue : folded)
    }

    package func holds(_ run: Run) -> Bool {
        switch self {
        case .error: run.error != nil
        case .metadata: run.metadata.map { !$0.isNull } ?? false
        case .related: !run.related.isEmpty
        case .duration: run.duration != nil
        case .started: run.startedAt != nil
        case .finished: run.finishedAt != nil
        case .pipeline: run.pipeline != nil
        case .trigger: run.trigger != nil
        case .event: run.event != nil
        case .request: run.request != nil
        case .requestID: run.requestID != nil
        case .attempt: run.attempt != nil
        case .http: run.httpStatus != nil
        }
    }
}
