/// One execution of a pipeline, or one logged attempt, as far as known.
package struct Run: Hashable, Sendable {
    package let source: SourceName
    package let provider: ProviderKind
    package let id: RunID
    /// Nil for an event that belongs to no pipeline.
    package var pipeline: Pipeline?
    package var status: RunStatus
    /// The provider's own word for the status.
    package var rawStatus: String?
    /// What set it off, in the provider's words.
    package var trigger: String?
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    /// Milliseconds; nil while it runs.
    package var duration: Int64?
    /// The attempt at the same work, counted from 1.
    package var attempt: Int?
    /// The HTTP status of a logged call.
    package var httpStatus: Int?
    /// The method and path of a logged call.
    package var request: String?
    /// The provider's identifier of a logged call.
    package var requestID: String?
    /// The type of the event that decided the status.
    package var event: String?
    package var error: RunError?
    /// Further data from the provider.
    package var metadata: JSONValue?
    /// Identifiers of related things, by the provider's key, sorted by key.
    package var related: [RelatedID]
    package var timeSource: TimeSource
    /// When this program first saw it.
    package var firstSeen: Timestamp
    /// The position among runs without a time; nil if it has a time.
    package var listPlace: ListPlace?
    /// Whether it has only the fields that a table lists: no raw status, request identifier,
    /// metadata, or related identifiers other than the job's.
    package var isSummary = false
    /// The reason for skipping, if a summary has it.
    package var skipReason: String?

    /// Makes a run with only an identity and a status.
    package init(
        source: SourceName, provider: ProviderKind, id: RunID, status: RunStatus,
        firstSeen: Timestamp
    ) {
        self.source = source
        self.provider = provider
        self.id = id
        self.status = status
        self.firstSeen = firstSeen
        related = []
        timeSource = .provider
    }

    package var key: RunKey { RunKey(source: source, id: id) }

    /// The time to sort by: the start, else the end, else first seen.
    package var sortTime: Timestamp { startedAt ?? finishedAt ?? firstSeen }

    /// The duration, or the time it has been running at a moment, in milliseconds.
    package func elapsed(at now: Timestamp) -> Int64? {
        guard status == .running, let startedAt else { return duration }
        return max(0, now.milliseconds(since: startedAt))
    }

    /// Whether it claims success despite an error or the HTTP status of one.
    package var isContradictory: Bool {
        status == .succeeded && (error != nil || httpStatus.map { $0 >= 400 } ?? false)
    }

    /// The job that it was an attempt at, if the provider names one.
    package var job: String? { related.first { $0.key == RelatedID.jobKey }?.value }

    /// The reason for a failure, short enough for a line: the message (after its code), else the
    /// skip reason, else the HTTP status and request of a failure; nil if nothing went wrong.
    package var reason: String? {
        switch (error?.shownCode, error?.shownMessage) {
        case (let code?, let message?): return "\(code): \(message)"
        case (let code?, nil): return code
        case (nil, let message?): return message
        case (nil, nil): break
        }
        if let skipReason = RunError.shown(skipReason) { return skipReason }
        if status == .skipped, let skipReason = RunError.shown(metadata?["skip_reason"]?.string) {
            return skipReason
        }
        guard status == .failed, let httpStatus else { return nil }
        return RunError.shown(request).map { "HTTP \(httpStatus) \($0)" } ?? "HTTP \(httpStatus)"
    }
}

extension Run {
    /// The fingerprint of a reason that lists cut; nil for others. Cost: linear in the text.
    package var cutFingerprint: Fingerprint? {
        guard status == .failed, let reason, reason.utf8.count > ListedText.limit else {
            return nil
        }
        return Fingerprint(reason, code: error?.code)
    }
}

/// The reason for a failure in the provider's words.
package struct RunError: Hashable, Sendable {
    /// The vendor's code, only from a dedicated field.
    package let code: String?
    /// The vendor's message, verbatim.
    package let message: String?

    package init(code: String? = nil, message: String?) {
        self.code = code
        self.message = message
    }

    /// The code; nil if blank.
    package var shownCode: String? { Self.shown(code) }
    /// The message; nil if blank.
    package var shownMessage: String? { Self.shown(message) }

    /// The text; nil if it is blank, such as line breaks alone.
    package static func shown(_ text: String?) -> String? {
        text?.unlessBlank
    }
}

/// The identifier of something related to a run.
package struct RelatedID: Hashable, Sendable {
    /// The provider's key, such as `cloud_task_id`.
    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The key of the job that runs are attempts at.
    static var jobKey: String { "job_id" }

    package static func job(_ id: String) -> RelatedID { RelatedID(key: jobKey, value: id) }
}

/// The origin of a run's time; the raw value is its word in JSON.
package enum TimeSource: String, Hashable, Sendable {
    /// The provider gave a moment.
    case provider
    /// The provider gave a day only.
    case date
    /// The provider gave no time; the time of first sight replaces it.
    case firstSeen = "first_seen"
}

extension Run {
    /// Whether a text of the run's error meets a condition.
    package func hasErrorText(where holds: (String) -> Bool) -> Bool {
        if let error {
            let (code, message) = (error.shownCode, error.shownMessage)
            if let message, holds(message) { return true }
            if let code, holds(code) { return true }
            // With only one of code and message, the reason equals it; with both, it joins them.
            if (code == nil) != (message == nil) { return false }
        }
        return reason.map(holds) ?? false
    }
}
