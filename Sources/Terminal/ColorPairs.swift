/// Numbers the pairs of foreground and background in the order in which they are first used.
struct ColorPairs {
    /// A pair's number, and whether the terminal has to be told of it.
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

    /// Creates an empty table for a terminal with that many pairs, pair 0 being its own colours.
    init(limit: Int) { self.limit = limit }

    /// Returns the pair of two colours. When none is free it is one with the same foreground, on
    /// the terminal's own background if there is one: text stays readable.
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
