import Runs

/// The ranks of the texts of a sort key, ignoring case.
struct TextRanks: Sendable {
    /// By code, from 1; 0 means none. Empty for a key without texts.
    let ranks: ContiguousArray<UInt32>

    private let key: SortKey
    private let last: Int
    private let renamings: Int

    init(of key: SortKey, in texts: TableTexts) {
        self.key = key
        last = Self.last(for: key, in: texts)
        renamings = texts.renamings
        ranks =
            Self.isText(key) ? Self.ranks(upTo: last) { Self.text($0, for: key, in: texts) } : []
    }

    /// Whether no text was added or changed since.
    func isCurrent(for key: SortKey, in texts: TableTexts) -> Bool {
        self.key == key && last == Self.last(for: key, in: texts)
            && (!key.goesByNames || renamings == texts.renamings)
    }

    private static func isText(_ key: SortKey) -> Bool {
        switch key {
        case .source, .provider, .pipeline, .trigger, .event, .error: true
        case .started, .finished, .status, .duration, .attempt, .http, .id: false
        }
    }

    private static func last(for key: SortKey, in texts: TableTexts) -> Int {
        switch key {
        case .source, .provider: texts.sources.last
        case .pipeline: texts.pipelines.last
        case .trigger, .event: texts.origins.last
        case .error: texts.reasons.last
        case .started, .finished, .status, .duration, .attempt, .http, .id: 0
        }
    }

    private static func text(
        _ code: UInt32, for key: SortKey, in texts: TableTexts
    ) -> String? {
        switch key {
        case .source: texts.sources[code]?.text
        case .provider: texts.provider(of: UInt16(truncatingIfNeeded: code))?.rawValue
        case .pipeline: texts.pipeline(code)?.label
        case .trigger: texts.origins[code]?.trigger
        case .event: texts.origins[code]?.event
        case .error: texts.reasons[code].flatMap { texts.lines[$0.line] }
        case .started, .finished, .status, .duration, .attempt, .http, .id: nil
        }
    }

    private static func ranks(
        upTo last: Int, text: (UInt32) -> String?
    ) -> ContiguousArray<UInt32> {
        var sorted: [(code: Int, folded: String)] = []
        for code in 0...last {
            guard let text = text(UInt32(truncatingIfNeeded: code)) else { continue }
            sorted.append((code, text.lowercased()))
        }
        sorted.sort { $0.folded < $1.folded }
        var ranks = ContiguousArray<UInt32>(repeating: 0, count: last + 1)
        var rank: UInt32 = 0
        for (index, entry) in sorted.enumerated() {
            if index == 0 || sorted[index - 1].folded != entry.folded { rank += 1 }
            ranks[entry.code] = rank
        }
        return ranks
    }
}
