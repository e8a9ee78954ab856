/// Guesses the meaning of a mistyped word.
package enum EditDistance {
    /// The longest word that is compared; a longer one is no typing error.
    private static let longest = 64

    /// Finds the most likely known word; nil if none is near.
    package static func nearestWord(
        to word: String, among known: some Sequence<String>
    ) -> String? {
        nearest(to: word, among: Array(known)).first
    }

    /// Finds at most three known words near a mistyped one, nearest first. Near means: at most a
    /// third of its letters are wrong, or it begins the known word.
    package static func nearest(to word: String, among known: [String]) -> [String] {
        let typed = Array(word.lowercased())
        guard (1...longest).contains(typed.count) else { return [] }
        let scored = known.enumerated().compactMap { place, candidate in
            let letters = Array(candidate.lowercased())
            let distance = distance(typed, letters)
            let begins = typed.count >= 2 && letters.starts(with: typed)
            let allowed = max(1, max(typed.count, letters.count) / 3)
            return begins || distance <= allowed
                ? (distance: begins ? 0 : distance, place: place, word: candidate) : nil
        }
        let best = scored.min { $0.distance < $1.distance }?.distance ?? 0
        return scored.filter { $0.distance == best }.prefix(3).map(\.word)
    }

    /// Counts the letters to insert, delete, replace or swap with their neighbour.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    last[column + 1] + 1, current[column] + 1,
                    last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
