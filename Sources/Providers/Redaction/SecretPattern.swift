import Foundation
import Runs

/// One form of a secret, which is also found under a further encoding.
struct SecretPattern: Sendable {
    private static let shortest = 4
    private static let shortestPiece = 5
    /// The fewest bytes to search for in runs: a shorter secret may be part of a run's name.
    private static let shortestLong = 12

    private let characters: [SecretSpelling]
    let isOfLongSecret: Bool

    /// The text itself, and its base64 at each of the three offsets in a group.
    static func all(of secret: Secret) -> [SecretPattern] {
        let text = secret.reveal()
        guard text.utf8.count >= shortest else { return [] }
        let isLong = text.utf8.count >= shortestLong
        let pieces = (0..<3).map { base64(text, at: $0) }.filter { $0.utf8.count >= shortestPiece }
        // Forms have `+` for a space, and base64 in URLs has `-_` for `+/`.
        return [SecretPattern(text, [" ": ["+"]], isLong)]
            + pieces.map { SecretPattern($0, ["+": ["-"], "/": ["_"]], isLong) }
    }

    private init(_ text: String, _ others: [Unicode.Scalar: [Unicode.Scalar]], _ isLong: Bool) {
        characters = text.unicodeScalars.map { .of($0, or: others[$0] ?? []) }
        isOfLongSecret = isLong
    }

    /// The base64 characters that depend on the secret alone, whatever surrounds it.
    private static func base64(_ secret: String, at offset: Int) -> String {
        let data = Data([UInt8](repeating: 0, count: offset) + Array(secret.utf8))
        let whole = data.count * 8 / 6
        return String(data.base64EncodedString().prefix(whole).dropFirst((offset * 8 + 5) / 6))
    }

    var first: SecretSpelling? { characters.first }

    /// Finds the end of the longest match that starts at a place; nil if there is none.
    func end(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        for (number, character) in characters.enumerated() {
            guard index < text.count else { return nil }
            guard !SecretSpelling.isMark(text[index]) else {
                return end(of: characters[number...], in: text, from: index)
            }
            guard let end = character.plainEnd(in: text, from: index) else { return nil }
            index = end
        }
        return index
    }

    /// Matches the rest under every possible encoding.
    private func end(
        of rest: ArraySlice<SecretSpelling>, in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        var places: [Int] = []
        for (number, character) in rest.enumerated() {
            places =
                number == 0
                ? character.ends(in: text, from: start)
                : Array(Set(places.flatMap { character.ends(in: text, from: $0) }))
            if places.isEmpty { return nil }
        }
        return places.max()
    }
}
