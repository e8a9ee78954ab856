import Runs

/// Notices that a walk from page to page goes round in circles, in constant space.
///
/// This is Brent's cycle detection: the tokens are compared with one anchor, which moves at
/// every power of two, so that a circle of n pages is noticed within 3n steps.
struct LoopGuard: Hashable, Sendable {
    private var anchor: String?
    private var steps = 0

    /// Starts with nothing seen.
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

extension LoopGuard {
    /// Reads what `notes` wrote; anything else is a fresh start.
    init(notes: JSONValue?) {
        anchor = notes?["anchor"]?.string
        let written = notes?["steps"]?.integer ?? 0
        steps = Int(min(max(written, 0), 1 << 32))
    }

    /// The state as JSON.
    var notes: JSONValue {
        .object([
            .init("anchor", anchor.map(JSONValue.string) ?? .null),
            .init("steps", .integer(steps)),
        ])
    }
}
