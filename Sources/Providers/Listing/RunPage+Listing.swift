import Runs

extension RunPage {
    /// A page of an API that has nothing of what is requested.
    static let nothing = RunPage(position: ReadPosition(.null), hasMore: false)

    mutating func note(_ reply: APIReply) {
        budget = reply.budget
        byteCount += reply.byteCount
        isShortened = reply.isShortened
    }
}

extension RejectedRow {
    static let tooLarge = RejectedRow(id: nil, field: nil)
}

extension ReadGap {
    /// The period between a walk's floor and what it reached; nil if it got there.
    init?(unread floor: Timestamp, until reached: Timestamp) {
        guard reached > floor else { return nil }
        self.init(from: floor, until: reached)
    }
}

extension RunObservation {
    /// Gives a run without a time its place in a list that a walk began to read at a moment; the
    /// greatest rank is shown first.
    mutating func place(_ rank: Int64, _ arrival: ListPlace.Arrival, listed: Timestamp) {
        guard timeSource == .firstSeen else { return }
        listPlace = ListPlace(arrival: arrival, listed: listed, rank: rank)
    }
}

extension TimeSource {
    init(_ time: Timestamp.Parsed?) {
        switch time?.precision {
        case .instant, .local: self = .provider
        case .day: self = .date
        case nil: self = .firstSeen
        }
    }
}

extension ProviderError {
    /// A pipeline that was removed since it was listed is not reported.
    func refusal(of pipeline: PipelineID, isConfigured: Bool) -> [PipelineRefusal] {
        guard case .refused(let problem) = self, !isNotFound || isConfigured else { return [] }
        return [PipelineRefusal(pipeline: pipeline, problem: problem)]
    }
}

extension Row {
    func pipeline(id: FieldPath = "id", name: FieldPath = "name") -> Pipeline? {
        word(id).map { Pipeline(id: PipelineID($0), name: text(name).value) }
    }
}
