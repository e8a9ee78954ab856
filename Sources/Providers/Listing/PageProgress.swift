/// Notices that a walk from page to page goes round in circles, in constant space.
///
/// This is Brent's cycle detection: the tokens are compared with one anchor, which moves at
/// every power of two, so that a circle of n pages is noticed within 3n steps.
struct LoopGuard: StoredPosition {
    private var anchor: String?
    private var steps = 0

    init() {}

    /// Takes the token of the page to go to next.
    ///
    /// - Returns: Whether the walk was there before.
    mutating func hasSeen(_ token: String) -> Bool {
        if token == anchor { return true }
        steps += 1
        if steps & (steps - 1) == 0 { anchor = token }
        return false
    }
}

/// Notices that a list goes on without an end: by pages that repeat the one before, and by pages
/// without a row that can be known again.
struct PageProgress: StoredPosition {
    /// The ids of the page before.
    var previous: [String] = []
    /// How many pages in a row had the rows of the one before.
    var repeats = 0
    /// How many pages in a row had no row that can be known again.
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
