import Runs

/// Counts identical entries, so that they stay apart on neighbouring pages too. Those with a moment
/// are distinguished on one page, as the next page repeats all of that moment. Those without one
/// may stand far above what is repeated, and count there.
struct TwinCount: StoredPosition {
    /// How often each derived identifier stands above all that the next page may repeat.
    private(set) var counts: [String: Int] = [:]
    /// The entries without a moment that the next page may repeat; empty text if one has its own
    /// id.
    private var doubtful: [String] = []

    init() {}

    mutating func bound() { counts = counts.mapValues { $0.clamped(to: 0...1 << 40) } }

    /// Begins a page; the `leading` entries without a moment are doubtful ones that came again.
    mutating func begin(leading: Int) {
        count(doubtful.dropLast(leading))
        doubtful = []
    }

    /// Ends a page; the next one begins with entries before a moment.
    mutating func end(_ entries: [PlacedEntry], below bound: Timestamp) {
        let end = entries.firstIndex { entry in entry.moment.map { $0 < bound } ?? false }
        let above = entries[..<(end ?? entries.endIndex)]
        let start = above.lastIndex { $0.moment != nil }.map { $0 + 1 } ?? 0
        count(Self.identifiers(of: above[..<start]))
        doubtful = Self.identifiers(of: above[start...])
    }

    private mutating func count(_ identifiers: some Sequence<String>) {
        for identifier in identifiers where !identifier.isEmpty {
            counts[identifier, default: 0] += 1
        }
    }

    private static func identifiers(of entries: ArraySlice<PlacedEntry>) -> [String] {
        entries.filter { $0.moment == nil }.map { $0.derived ?? "" }
    }
}
