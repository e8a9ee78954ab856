/// Notices a loop of pages in constant space (Brent's cycle detection): compares the tokens with an
/// anchor that moves at every power of two, so that a loop of n pages is noticed within 3n steps.
struct LoopGuard: StoredPosition {
    private var anchor: String?
    private var steps = 0

    init() {}

    /// Returns whether the walk has seen the next page's token.
    mutating func hasSeen(_ token: String) -> Bool {
        if token == anchor { return true }
        steps += 1
        if steps & (steps - 1) == 0 { anchor = token }
        return false
    }
}

/// Notices an endless list: pages that repeat the one before, and pages without recognizable rows.
struct PageProgress: StoredPosition {
    var previous: [String] = []
    /// How many consecutive pages had the rows of the one before.
    var repeats = 0
    /// How many consecutive pages had no recognizable row.
    var blankPages = 0

    mutating func bound() {
        repeats.clamp(to: 0...1_000)
        blankPages.clamp(to: 0...1_000)
    }

    private enum CodingKeys: String, CodingKey {
        case previous, repeats
        case blankPages = "blank_pages"
    }
}
