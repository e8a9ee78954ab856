/// Resolves styles for one terminal, each once.
struct StyleTable {
    /// What is drawn with.
    struct Resolved: Hashable {
        var pair: Int32
        var attributes: UInt8
    }

    private let depth: ColorDepth
    private let hasDefaultColors: Bool
    private var pairs: ColorPairs
    private var known: [Style: Resolved] = [:]

    /// Creates an empty table for a terminal with that many pairs. Without default colours the
    /// terminal's own are taken to be white on black.
    init(depth: ColorDepth, pairs: Int, hasDefaultColors: Bool) {
        self.depth = depth
        self.hasDefaultColors = hasDefaultColors
        self.pairs = ColorPairs(limit: pairs)
    }

    /// Returns what to draw a style with; calls `define` first with a pair's number and its colours
    /// when the pair is new.
    mutating func resolve(
        _ style: Style, define: (_ pair: Int32, _ foreground: Int32, _ background: Int32) -> Void
    ) -> Resolved {
        if let resolved = known[style] { return resolved }
        var matched = ColorMatch.style(style, depth: depth)
        if !hasDefaultColors, matched.foreground >= 0 || matched.background >= 0 {
            if matched.foreground < 0 { matched.foreground = 7 }
            if matched.background < 0 { matched.background = 0 }
        }
        let pair = pairs.assign(
            foreground: matched.foreground, background: matched.background)
        if pair.isNew { define(pair.number, matched.foreground, matched.background) }
        let resolved = Resolved(pair: pair.number, attributes: matched.attributes.rawValue)
        known[style] = resolved
        return resolved
    }
}
