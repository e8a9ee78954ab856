/// A text of runs that a query looks at, and where it stands in the table.
enum TextColumn: Hashable, Sendable {
    case source
    case provider
    case pipelineLabel
    case pipelineID
    case trigger
    case event
    case request
    case error
    case id

    /// Whether what a number stands for can become another text.
    var canBeRenamed: Bool { self == .pipelineLabel || self == .provider }

    /// The texts that a subject is about; none where it is about something else.
    static func columns(of subject: QuerySubject) -> [TextColumn] {
        switch subject {
        case .anything: [.pipelineLabel, .source, .error, .event, .request, .id]
        case .metadata: []
        case .field(let field):
            switch field {
            case .source: [.source]
            case .provider: [.provider]
            case .pipeline: [.pipelineLabel, .pipelineID]
            case .trigger: [.trigger]
            case .event: [.event]
            case .error: [.error]
            case .request: [.request]
            case .id: [.id]
            case .status, .http, .duration, .attempt, .since, .until, .has, .meta: []
            }
        }
    }

    /// Finds the texts that came since the last time and answer a pattern.
    func extend(_ answers: inout TextAnswers, by texts: TableTexts, _ matcher: TextMatcher) {
        switch self {
        case .source:
            answers.extend(to: texts.sources.last) {
                texts.sources[$0].map { matcher.matches($0.text) }
            }
        case .provider:
            answers.extend(to: texts.sources.last) {
                texts.provider(of: UInt16(truncatingIfNeeded: $0))
                    .map { matcher.matches($0.rawValue) }
            }
        case .pipelineLabel:
            answers.extend(to: texts.pipelines.last) {
                texts.pipeline($0).map { matcher.matches($0.label) }
            }
        case .pipelineID:
            answers.extend(to: texts.pipelines.last) {
                texts.pipeline($0).map { matcher.matches($0.id.text) }
            }
        case .trigger:
            answers.extend(to: texts.origins.last) {
                texts.origins[$0]?.trigger.map(matcher.matches)
            }
        case .event:
            answers.extend(to: texts.origins.last) {
                texts.origins[$0]?.event.map(matcher.matches)
            }
        case .request: answers.extend(by: texts.requests, matcher)
        case .error:
            // The line holds code and message, so that what is in part of them is in it as well.
            var lines = answers.inner.first ?? TextAnswers()
            lines.extend(by: texts.lines, matcher)
            let isPart = matcher.isPart
            answers.extend(to: texts.reasons.last) { code in
                guard let reason = texts.reasons[code] else { return false }
                if lines[reason.line] { return true }
                guard !isPart, let error = reason.error else { return false }
                return error.message.map(matcher.matches) ?? false
                    || error.code.map(matcher.matches) ?? false
            }
            answers.inner = [lines]
        case .id: break
        }
    }

    /// The rows of a chunk whose text passed.
    @inline(__always)
    func rows(of chunk: SealedChunk, _ answers: TextAnswers, _ matcher: TextMatcher) -> RowBits {
        switch self {
        case .source, .provider: answers.rows(of: chunk.rows.sources)
        case .pipelineLabel, .pipelineID: answers.rows(of: chunk.rows.pipelines)
        case .trigger, .event: answers.rows(of: chunk.rows.origins)
        case .request: answers.rows(of: chunk.rows.requests)
        case .error: answers.rows(of: chunk.rows.reasons)
        case .id:
            {
                var rows = RowBits.none
                matcher.forEachMatch(in: chunk.rows.ids) { rows[$0] = true }
                return rows
            }()
        }
    }
}

/// Which numbers of a dictionary passed a test: each distinct text is tested once.
struct TextAnswers: Sendable {
    /// The answers of a dictionary that this one refers to.
    var inner: [TextAnswers] = []
    private var byCode: ContiguousArray<UInt8> = [0]
    private var hasAny = false

    subscript(code: UInt32) -> Bool { byCode[Int(code)] != 0 }

    /// Tests what came into a dictionary since the last time.
    mutating func extend(to last: Int, where holds: (UInt32) -> Bool?) {
        while byCode.count <= last {
            let passes = holds(UInt32(truncatingIfNeeded: byCode.count)) ?? false
            byCode.append(passes ? 1 : 0)
            if passes { hasAny = true }
        }
    }

    /// Searches what came into a dictionary since the last time.
    mutating func extend(by texts: InternedTexts, _ matcher: TextMatcher) {
        let first = byCode.count
        guard first <= texts.last else { return }
        byCode.append(contentsOf: repeatElement(0, count: texts.last + 1 - first))
        texts.forEachMatch(of: matcher, from: first) { code in
            byCode[code] = 1
            hasAny = true
        }
    }

    @inline(__always)
    func rows<Code: FixedWidthInteger>(of codes: ContiguousArray<Code>) -> RowBits {
        guard hasAny else { return .none }
        return codes.withUnsafeBufferPointer { codes in
            byCode.withUnsafeBufferPointer { byCode in
                .rows(below: codes.count) { byCode[Int(codes[$0])] != 0 }
            }
        }
    }
}
