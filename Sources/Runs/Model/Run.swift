/// One execution of a pipeline, or one logged attempt, as far as it is known.
package struct Run: Hashable, Sendable {
    /// The source it was read from.
    package let source: SourceName
    /// The kind of API it was read from.
    package let provider: ProviderKind
    /// The provider's identifier.
    package let id: RunID
    /// What ran, or nil for an event that belongs to no pipeline.
    package var pipeline: Pipeline?
    /// How it stands.
    package var status: RunStatus
    /// The provider's own word for the status.
    package var rawStatus: String?
    /// What set it off, in the provider's word.
    package var trigger: String?
    /// When it began.
    package var startedAt: Timestamp?
    /// When it ended.
    package var finishedAt: Timestamp?
    /// How long it took, in milliseconds; nil while it runs.
    package var duration: Int64?
    /// Which attempt at the same work it was, counted from 1.
    package var attempt: Int?
    /// The HTTP status of a logged call.
    package var httpStatus: Int?
    /// The method and path of a logged call.
    package var request: String?
    /// The provider's identifier of a logged call.
    package var requestID: String?
    /// The type of the event that decided the status.
    package var event: String?
    /// Why it failed.
    package var error: RunError?
    /// What else the provider says of it.
    package var metadata: JSONValue?
    /// Identifiers of other things, by the provider's key, ordered by key.
    package var related: [RelatedID]
    /// Where its time comes from.
    package var timeSource: TimeSource
    /// When it was first seen here.
    package var firstSeen: Timestamp
    /// Where it stands among runs without a time; nil where it has one.
    package var listPlace: ListPlace?
    /// Whether this is what a table lists of it alone: without the raw status, the identifier of
    /// the request, metadata, and identifiers other than that of the job.
    package var isSummary = false
    /// Why it was skipped, where that is known of a summary.
    package var skipReason: String?

    /// Makes a run of which only its identity and status are known.
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

    /// What tells this run from every other.
    package var key: RunKey { RunKey(source: source, id: id) }

    /// The moment that sorting by start goes by: the start, else the end, else first seen.
    package var sortTime: Timestamp { startedAt ?? finishedAt ?? firstSeen }

    /// How long it took, or has been running at a moment, in milliseconds.
    package func elapsed(at now: Timestamp) -> Int64? {
        guard status == .running, let startedAt else { return duration }
        return max(0, now.milliseconds(since: startedAt))
    }

    /// Whether it is said to have succeeded beside an error, or beside the HTTP status of one.
    package var isContradictory: Bool {
        status == .succeeded && (error != nil || httpStatus.map { $0 >= 400 } ?? false)
    }

    /// The job that it was an attempt at, where the provider tells one.
    package var job: String? { related.first { $0.key == RelatedID.jobKey }?.value }

    /// Why it failed, in one line's worth of text: the message (after its code), else the skip
    /// reason, else the HTTP status and request of a failure; nil where nothing went wrong.
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
    /// What its reason has in common with others, where lists hold the beginning of that alone; nil
    /// where they hold all, as it is read from there.
    ///
    /// Cost: linear in the text.
    package var cutFingerprint: Fingerprint? {
        guard status == .failed, let reason, reason.utf8.count > ListedText.limit else {
            return nil
        }
        return Fingerprint(reason, code: error?.code)
    }
}

/// Why a run failed, in the provider's words.
package struct RunError: Hashable, Sendable {
    /// The vendor's code, only where it has a field of its own for one.
    package let code: String?
    /// The vendor's message, verbatim.
    package let message: String?

    /// Joins a code and a message.
    package init(code: String? = nil, message: String?) {
        self.code = code
        self.message = message
    }

    /// The code; nil where it is blank.
    package var shownCode: String? { Self.shown(code) }
    /// The message; nil where it is blank.
    package var shownMessage: String? { Self.shown(message) }

    /// A text; nil where it is blank, as one of line breaks alone is, and so says nothing.
    package static func shown(_ text: String?) -> String? {
        text?.unlessBlank
    }
}

/// The identifier of another thing that a run has to do with.
package struct RelatedID: Hashable, Sendable {
    /// The provider's key, such as `cloud_task_id`.
    package let key: String
    /// The identifier.
    package let value: String

    /// Joins a key and an identifier.
    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The key of the job that runs are attempts at.
    static var jobKey: String { "job_id" }

    /// Makes the identifier of a job.
    package static func job(_ id: String) -> RelatedID { RelatedID(key: jobKey, value: id) }
}

/// Where a run's time comes from; the raw value is its word in JSON.
package enum TimeSource: String, Hashable, Sendable {
    /// The provider gave a moment.
    case provider
    /// The provider gave a day only.
    case date
    /// The provider gave no time; the moment it was first seen stands in.
    case firstSeen = "first_seen"
}

extension Run {
    /// Whether a text that says why the run failed meets a condition.
    package func hasErrorText(where holds: (String) -> Bool) -> Bool {
        if let error {
            let (code, message) = (error.shownCode, error.shownMessage)
            if let message, holds(message) { return true }
            if let code, holds(code) { return true }
            // With one of the two, the reason is that one; with both, it joins them.
            if (code == nil) != (message == nil) { return false }
        }
        return reason.map(holds) ?? false
    }
}
