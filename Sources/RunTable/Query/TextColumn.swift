import Query
import Runs

/// A text of runs that a query can search, and its location in the table.
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

    var canBeRenamed: Bool { self == .pipelineLabel || self == .provider }

    /// Whether the table has only the beginning of a long text.
    var canBeCut: Bool {
        switch self {
        case .trigger, .event, .request, .error: true
        case .source, .provider, .pipelineLabel, .pipelineID, .id: false
        }
    }

    /// The texts of a subject; empty for a subject without texts.
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

    /// Searches the texts that are new since the last call.
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
                texts.origins[$0]?.trigger.map(matcher.find(listed:))
            }
        case .event:
            answers.extend(to: texts.origins.last) {
                texts.origins[$0]?.event.map(matcher.find(listed:))
            }
        case .request: answers.extend(by: texts.requests, matcher)
        case .error:
            // The line contains code and message, so a pattern that matches a part of them matches
            // it too.
            var lines = answers.inner.first ?? TextAnswers()
            lines.extend(by: texts.lines, matcher)
            let isPart = matcher.isPart
            answers.extend(to: texts.reasons.last) { code in
                guard let reason = texts.reasons[code] else { return nil }
                let found = lines[reason.line]
                guard !isPart, let error = reason.error else { return found }
                return found || error.shownMessage.map(matcher.find(listed:)) ?? .noMatch
                    || error.shownCode.map(matcher.find(listed:)) ?? .noMatch
            }
            answers.inner = [lines]
        case .id: break
        }
    }

    /// The rows of a chunk whose text matched, was too hard, or is cut.
    @inline(__always)
    func rows(of chunk: SealedChunk, _ answers: TextAnswers, _ matcher: TextMatcher) -> LeafAnswer {
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
                return LeafAnswer(rows: rows)
            }()
        }
    }
}

/// The findings for the codes of a dictionary: each distinct text is tested once.
struct TextAnswers: Sendable {
    /// The answers of a dictionary that this one refers to.
    var inner: [TextAnswers] = []
    /// The number of texts that were too hard.
    private(set) var hardCount = 0
    /// Findings by code.
    private var byCode: ContiguousArray<UInt8> = [TextFinding.noMatch.rawValue]
    private var hasMatch = false
    private var hasCut = false

    subscript(code: UInt32) -> TextFinding {
        TextFinding(rawValue: byCode[Int(code)]) ?? .noMatch
    }

    mutating func extend(to last: Int, where find: (UInt32) -> TextFinding?) {
        while byCode.count <= last {
            let code = byCode.count
            byCode.append(TextFinding.noMatch.rawValue)
            if let finding = find(UInt32(truncatingIfNeeded: code)) { record(finding, of: code) }
        }
    }

    /// Searches the new texts of a dictionary.
    mutating func extend(by texts: InternedTexts, _ matcher: TextMatcher) {
        let first = byCode.count
        guard first <= texts.last else { return }
        let none = TextFinding.noMatch.rawValue
        byCode.append(contentsOf: repeatElement(none, count: texts.last + 1 - first))
        texts.forEachFinding(of: matcher, from: first) { record($1, of: $0) }
    }

    private mutating func record(_ finding: TextFinding, of code: Int) {
        byCode[code] = finding.rawValue
        switch finding {
        case .noMatch: break
        case .match: hasMatch = true
        case .tooHard: hardCount += 1
        case .cut: hasCut = true
        }
    }

    @inline(__always)
    func rows<Code: FixedWidthInteger>(of codes: ContiguousArray<Code>) -> LeafAnswer {
        let certain = hasMatch ? rows(of: codes, .match) : .none
        let possible = hardCount == 0 ? certain : certain | rows(of: codes, .tooHard)
        return LeafAnswer(
            rows: RowAnswer(certain: certain, possible: possible),
            undecided: hasCut ? rows(of: codes, .cut) : .none)
    }

    @inline(__always)
    private func rows<Code: FixedWidthInteger>(
        of codes: ContiguousArray<Code>, _ finding: TextFinding
    ) -> RowBits {
        let wanted = finding.rawValue
        return codes.withUnsafeBufferPointer { codes in
            byCode.withUnsafeBufferPointer { byCode in
                .rows(below: codes.count) { byCode[Int(codes[$0])] == wanted }
            }
        }
    }
}
