/// What `has:` can test; the raw value is its word.
package enum RunPresence: String, CaseIterable, Hashable, Sendable {
    /// An error in the provider's words.
    case error
    case metadata
    case related
    case duration
    case started
    case finished
    case pipeline
    case trigger
    case event
    case request
    case requestID = "request_id"
    case attempt
    case http

    /// Reads a word, ignoring case; `meta` means metadata.
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
