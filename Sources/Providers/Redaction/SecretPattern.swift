import Foundation
import Runs

/// One form of a secret, found in text however that text was encoded once more.
struct SecretPattern: Sendable {
    /// The fewest bytes of a secret that is looked for.
    private static let shortest = 4
    /// The fewest characters of a piece of base64 that is looked for.
    private static let shortestPiece = 5
    /// The fewest bytes of a secret that is looked for in what an API tells of runs: a shorter one
    /// may be a word that a run is called by.
    private static let shortestLong = 12

    private let characters: [SecretSpelling]
    /// Whether the secret is longer than the words that runs are called by.
    let isOfLongSecret: Bool

    /// Makes the forms of a secret: the text itself, and what base64 makes of it at each of the
    /// three places that it may have in a group.
    static func all(of secret: Secret) -> [SecretPattern] {
        let text = secret.reveal()
        guard text.utf8.count >= shortest else { return [] }
        let isLong = text.utf8.count >= shortestLong
        let pieces = (0..<3).map { base64(text, at: $0) }.filter { $0.utf8.count >= shortestPiece }
        // A form has `+` for a space, and base64 in URLs `-_` for `+/`.
        return [SecretPattern(text, [" ": ["+"]], isLong)]
            + pieces.map { SecretPattern($0, ["+": ["-"], "/": ["_"]], isLong) }
    }

    private init(_ text: String, _ others: [Unicode.Scalar: [Unicode.Scalar]], _ isLong: Bool) {
        characters = text.unicodeScalars.map { .of($0, or: others[$0] ?? []) }
        isOfLongSecret = isLong
    }

    /// The characters of base64 that follow from the secret alone, whatever stands around it.
    private static func base64(_ secret: String, at offset: Int) -> String {
        let data = Data([UInt8](repeating: 0, count: offset) + Array(secret.utf8))
        let whole = data.count * 8 / 6
        return String(data.base64EncodedString().prefix(whole).dropFirst((offset * 8 + 5) / 6))
    }

    /// The ways in which its first character may be written.
    var first: SecretSpelling? { characters.first }

    /// Looks for this form at one place of a text.
    ///
    /// - Returns: The place behind the longest that is it, or nil where something else stands there.
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

    /// Reads the rest in every way that it may be meant.
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
