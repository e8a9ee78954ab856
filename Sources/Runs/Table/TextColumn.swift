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
                texts.sources[$0].map { matcher.find(in: $0.text) }
            }
        case .provider:
            answers.extend(to: texts.sources.last) {
                texts.provider(of: UInt16(truncatingIfNeeded: $0))
                    .map { matcher.find(in: $0.rawValue) }
            }
        case .pipelineLabel:
            answers.extend(to: texts.pipelines.last) {
                texts.pipeline($0).map { matcher.find(in: $0.label) }
            }
        case .pipelineID:
            answers.extend(to: texts.pipelines.last) {
                texts.pipeline($0).map { matcher.find(in: $0.id.text) }
            }
        case .trigger:
            answers.extend(to: texts.origins.last) {
                texts.origins[$0]?.trigger.map(matcher.find)
            }
        case .event:
            answers.extend(to: texts.origins.last) {
                texts.origins[$0]?.event.map(matcher.find)
            }
        case .request: answers.extend(by: texts.requests, matcher)
        case .error:
            // The line holds code and message, so that what is in part of them is in it as well.
            var lines = answers.inner.first ?? TextAnswers()
            lines.extend(by: texts.lines, matcher)
            let isPart = matcher.isPart
            answers.extend(to: texts.reasons.last) { code in
                guard let reason = texts.reasons[code] else { return nil }
                let found = lines[reason.line]
                guard !isPart, let error = reason.error else { return found }
                return found || error.message.map(matcher.find) ?? .noMatch
                    || error.code.map(matcher.find) ?? .noMatch
            }
            answers.inner = [lines]
        case .id: break
        }
    }

    /// The rows of a chunk whose text passed, and those whose text was too hard.
    @inline(__always)
    func rows(of chunk: SealedChunk, _ answers: TextAnswers, _ matcher: TextMatcher) -> RowAnswer {
        switch self {
        case .source, .provider: answers.rows(of: chunk.rows.sources)
        case .pipelineLabel, .pipelineID: answers.rows(of: chunk.rows.pipelines)
        case .trigger, .event: answers.rows(of: chunk.rows.origins)
        case .request: answers.rows(of: chunk.rows.requests)
        case .error: answers.rows(of: chunk.rows.reasons)
        case .id:
            {
                var rows = RowAnswer.none
                matcher.forEachFinding(in: chunk.rows.ids) { place, finding in
                    rows.possible[place] = true
                    if finding == .match { rows.certain[place] = true }
                }
                return rows
            }()
        }
    }
}

/// Which numbers of a dictionary passed a test: each distinct text is tested once.
struct TextAnswers: Sendable {
    /// The answers of a dictionary that this one refers to.
    var inner: [TextAnswers] = []
    /// How many texts were too hard.
    private(set) var hardCount = 0
    private var byCode: ContiguousArray<UInt8> = [Self.noMatch]
    private var hasAny = false

    private static let noMatch: UInt8 = 0
    private static let match: UInt8 = 1
    private static let tooHard: UInt8 = 2

    subscript(code: UInt32) -> TextFinding {
        switch byCode[Int(code)] {
        case Self.match: .match
        case Self.tooHard: .tooHard
        default: .noMatch
        }
    }

    /// Tests what came into a dictionary since the last time.
    mutating func extend(to last: Int, where find: (UInt32) -> TextFinding?) {
        while byCode.count <= last {
            let code = byCode.count
            byCode.append(Self.noMatch)
            if let finding = find(UInt32(truncatingIfNeeded: code)) { note(finding, of: code) }
        }
    }

    /// Searches what came into a dictionary since the last time.
    mutating func extend(by texts: InternedTexts, _ matcher: TextMatcher) {
        let first = byCode.count
        guard first <= texts.last else { return }
        byCode.append(contentsOf: repeatElement(Self.noMatch, count: texts.last + 1 - first))
        texts.forEachFinding(of: matcher, from: first) { note($1, of: $0) }
    }

    private mutating func note(_ finding: TextFinding, of code: Int) {
        switch finding {
        case .noMatch: break
        case .match:
            byCode[code] = Self.match
            hasAny = true
        case .tooHard:
            byCode[code] = Self.tooHard
            hardCount += 1
        }
    }

    @inline(__always)
    func rows<Code: FixedWidthInteger>(of codes: ContiguousArray<Code>) -> RowAnswer {
        let certain = hasAny ? rows(of: codes, Self.match) : .none
        return RowAnswer(
            certain: certain,
            possible: hardCount == 0 ? certain : certain | rows(of: codes, Self.tooHard))
    }

    @inline(__always)
    private func rows<Code: FixedWidthInteger>(
        of codes: ContiguousArray<Code>, _ answer: UInt8
    ) -> RowBits {
        codes.withUnsafeBufferPointer { codes in
            byCode.withUnsafeBufferPointer { byCode in
                .rows(below: codes.count) { byCode[Int(codes[$0])] == answer }
            }
        }
    }
}
