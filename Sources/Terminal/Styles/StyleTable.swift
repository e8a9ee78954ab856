/// Resolves styles for one terminal, with a cache.
struct StyleTable {
    /// The colour pair and attributes to draw with.
    struct Resolved: Hashable {
        var pair: Int32
        var attributes: UInt8
    }

    private let depth: ColorDepth
    private let hasDefaultColors: Bool
    private var pairs: ColorPairs
    private var known: [Style: Resolved] = [:]

    /// Creates an empty table for a terminal with this many pairs. Without default colours, the
    /// terminal's own count as white on black.
    init(depth: ColorDepth, pairs: Int, hasDefaultColors: Bool) {
        self.depth = depth
        self.hasDefaultColors = hasDefaultColors
        self.pairs = ColorPairs(limit: pairs)
    }

    /// Returns how to draw a style; first calls `define` with the number and colours of a new pair.
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

/// Numbers the pairs of foreground and background in the order of first use.
struct ColorPairs {
    /// A pair's number, and whether the terminal needs its definition.
    struct Assignment: Hashable {
        var number: Int32
        var isNew: Bool
    }

    private struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private let limit: Int
    private var numbers: [Colors: Int32] = [:]

    /// Creates an empty table for a terminal with this many pairs; pair 0 is its own colours.
    init(limit: Int) { self.limit = limit }

    /// Returns the pair of two colours. If none is free, one with the same foreground, preferably
    /// on the terminal's own background, so that text stays legible.
    mutating func assign(foreground: Int32, background: Int32) -> Assignment {
        let colors = Colors(foreground: foreground, background: background)
        if foreground == -1, background == -1 { return Assignment(number: 0, isNew: false) }
        if let number = numbers[colors] { return Assignment(number: number, isNew: false) }
        guard numbers.count + 1 < limit else {
            let plain = numbers[Colors(foreground: foreground, background: -1)] ?? 0
            return Assignment(number: plain, isNew: false)
        }
        let number = Int32(numbers.count + 1)
        numbers[colors] = number
        return Assignment(number: number, isNew: true)
    }
}
