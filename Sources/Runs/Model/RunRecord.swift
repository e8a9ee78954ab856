/// Everything observed about one run, merged, with the precedence of each field.
///
/// The merge is commutative, associative and idempotent: for each field, the statement with the
/// highest `Precedence` counts, a missing value never erases, and the values themselves settle
/// equal precedences. So pages may arrive twice, out of order, or from two processes.
package struct RunRecord: Hashable, Sendable {
    package let key: RunKey
    package let provider: ProviderKind
    /// When this program first saw it.
    package internal(set) var firstSeen: Timestamp

    // The observed fields, visible to the codec.
    var status: Field<RunStatus>
    var rawStatus: Field<String>
    var pipeline: Field<PipelineID>
    var trigger: Field<String>
    var startedAt: Field<Timestamp>
    var finishedAt: Field<Timestamp>
    var duration: Field<Int64>
    var attempt: Field<Int>
    var httpStatus: Field<Int>
    var request: Field<String>
    var requestID: Field<String>
    var event: Field<String>
    var error: Field<RunError>
    var metadata: Field<JSONValue>
    var related: [String: Field<String>]
    var timeSource: Field<TimeSource>
    var listPlace: ListPlace?

    /// Makes a record from one observation.
    package init(
        _ seen: RunObservation, source: SourceName, provider: ProviderKind, seenAt: Timestamp
    ) {
        key = RunKey(source: source, id: seen.id)
        self.provider = provider
        // The list that contained it was seen before its page.
        firstSeen = min(seenAt, seen.listPlace?.listed ?? seenAt)
        listPlace = seen.listPlace
        let precedence = Precedence(seen)
        status = Field(.value(seen.status), precedence)
        rawStatus = Field(seen.rawStatus, precedence)
        pipeline = Field(seen.pipeline, precedence)
        trigger = Field(seen.trigger, precedence)
        startedAt = Field(seen.startedAt, precedence)
        finishedAt = Field(seen.finishedAt, precedence)
        duration = Field(seen.duration, precedence)
        attempt = Field(seen.attempt, precedence)
        httpStatus = Field(seen.httpStatus, precedence)
        request = Field(seen.request, precedence)
        requestID = Field(seen.requestID, precedence)
        event = Field(seen.event, precedence)
        error = Field(seen.error, precedence)
        metadata = Field(seen.metadata, precedence)
        timeSource = Field(.value(seen.timeSource), precedence)
        related = Dictionary(
            seen.related.map { ($0.key, Field(.value($0.value), precedence)) },
            uniquingKeysWith: { $0.merged(with: $1) })
    }

    /// Merges what another record says about the same run.
    /// - Precondition: Both records have the same key; otherwise nothing changes.
    package mutating func merge(_ other: RunRecord) {
        guard other.key == key else { return }
        firstSeen = min(firstSeen, other.firstSeen)
        status.merge(other.status)
        rawStatus.merge(other.rawStatus)
        pipeline.merge(other.pipeline)
        trigger.merge(other.trigger)
        startedAt.merge(other.startedAt)
        finishedAt.merge(other.finishedAt)
        duration.merge(other.duration)
        attempt.merge(other.attempt)
        httpStatus.merge(other.httpStatus)
        request.merge(other.request)
        requestID.merge(other.requestID)
        event.merge(other.event)
        error.merge(other.error)
        metadata.merge(other.metadata)
        timeSource.merge(other.timeSource)
        listPlace = [listPlace, other.listPlace].compactMap(\.self).min()
        related.merge(other.related) { $0.merged(with: $1) }
    }

    package func merged(with other: RunRecord) -> RunRecord {
        var merged = self
        merged.merge(other)
        return merged
    }

    /// The approximate number of bytes.
    package var size: Int {
        let texts = [
            key.id.text, pipeline.value?.text, request.value, event.value, trigger.value,
            error.value?.code, error.value?.message,
        ]
        return texts.reduce(metadata.value?.size ?? 0) { $0 + ($1?.utf8.count ?? 0) }
    }

    /// The identifier of the pipeline, whose name is stored elsewhere.
    package var pipelineID: PipelineID? { pipeline.value }

    /// The time to sort by: the start, else the end, else first seen.
    package var sortTime: Timestamp { startedAt.value ?? finishedAt.value ?? firstSeen }

    package var knownStatus: RunStatus { status.value ?? .unknown }

    /// Makes the run that the merged observations describe; its duration is nil while it is open.
    package func run(pipelineName: String?) -> Run {
        let status = knownStatus
        var run = Run(
            source: key.source, provider: provider, id: key.id, status: status,
            firstSeen: firstSeen)
        run.pipeline = pipeline.value.map { Pipeline(id: $0, name: pipelineName) }
        run.rawStatus = rawStatus.value
        run.trigger = trigger.value
        run.startedAt = startedAt.value
        run.finishedAt = finishedAt.value
        run.duration = status.isTerminal || status == .unknown ? knownDuration : nil
        run.attempt = attempt.value
        run.httpStatus = httpStatus.value
        run.request = request.value
        run.requestID = requestID.value
        run.event = event.value
        run.error = error.value
        run.metadata = metadata.value
        run.timeSource = timeSource.value ?? .provider
        run.listPlace = run.timeSource == .firstSeen ? listPlace : nil
        run.related = related.compactMap { key, field in
            field.value.map { RelatedID(key: key, value: $0) }
        }.sorted { $0.key < $1.key }
        return run
    }

    /// The duration as given, else computed from start and end.
    private var knownDuration: Int64? {
        if let given = duration.value { return given }
        guard let start = startedAt.value, let end = finishedAt.value, end >= start else {
            return nil
        }
        return end.milliseconds(since: start)
    }
}

/// The weight of a statement against another one about the same field.
struct Precedence: Hashable, Sendable, Comparable {
    /// Whether the run had ended; an end beats everything before it.
    let isTerminal: Bool
    /// The provider's time of the statement in milliseconds, `Int64.min` if it has none.
    let asOf: Int64
    /// The progress within one moment: queued before running before an end.
    let progress: Int

    init(isTerminal: Bool, asOf: Int64, progress: Int) {
        self.isTerminal = isTerminal
        self.asOf = asOf
        self.progress = progress
    }

    init(_ observation: RunObservation) {
        isTerminal = observation.status.isTerminal
        asOf = observation.asOf?.milliseconds ?? .min
        progress = observation.status.rank
    }

    static func < (left: Precedence, right: Precedence) -> Bool {
        if left.isTerminal != right.isTerminal { return right.isTerminal }
        return (left.asOf, left.progress) < (right.asOf, right.progress)
    }
}

/// One field of a record: its latest observation and the precedence.
struct Field<Value: Hashable & Sendable>: Hashable, Sendable {
    private(set) var observed: Observed<Value>
    private(set) var precedence: Precedence

    init(_ observed: Observed<Value>, _ precedence: Precedence) {
        self.observed = observed
        self.precedence = precedence
    }

    var value: Value? {
        guard case .value(let value) = observed else { return nil }
        return value
    }

    mutating func merge(_ other: Field) { self = merged(with: other) }

    func merged(with other: Field) -> Field {
        if (observed == .unsaid) != (other.observed == .unsaid) {
            return observed == .unsaid ? other : self
        }
        guard precedence == other.precedence else {
            return precedence > other.precedence ? self : other
        }
        switch (observed, other.observed) {
        case (.value(let mine), .value(let theirs)):
            // Usually the same page came twice, and describing a value costs more than all else.
            if mine == theirs { return self }
            // Two values of one moment: any total order works as long as it is always the same.
            return String(describing: mine) >= String(describing: theirs) ? self : other
        case (.value, _): return self
        case (_, _): return other
        }
    }
}
