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

    private let bytes: [UInt8]
    private let isBase64: Bool
    /// Whether the secret is longer than the words that runs are called by.
    let isOfLongSecret: Bool

    /// Makes the forms of a secret: the text itself, and what base64 makes of it at each of the
    /// three places that it may have in a group.
    static func all(of secret: Secret) -> [SecretPattern] {
        let bytes = Array(secret.reveal().utf8)
        guard bytes.count >= shortest else { return [] }
        let isLong = bytes.count >= shortestLong
        let pieces = (0..<3).map {
            SecretPattern(bytes: base64(bytes, at: $0), isBase64: true, isOfLongSecret: isLong)
        }
        return [SecretPattern(bytes: bytes, isBase64: false, isOfLongSecret: isLong)]
            + pieces.filter { $0.bytes.count >= shortestPiece }
    }

    /// The characters of base64 that follow from the secret alone, whatever stands around it.
    private static func base64(_ secret: [UInt8], at offset: Int) -> [UInt8] {
        let data = Data([UInt8](repeating: 0, count: offset) + secret)
        let whole = data.count * 8 / 6
        return Array(data.base64EncodedString().utf8.prefix(whole).dropFirst((offset * 8 + 5) / 6))
    }

    /// Whether this may begin with a byte, once that is read in whatever it is written in.
    func mayBegin(with byte: UInt8) -> Bool {
        bytes.first.map { isSame(byte, $0) } == true
    }

    /// Looks for this form at one place of a text.
    ///
    /// - Returns: The place behind it, or nil where something else stands there.
    func end(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        for (place, byte) in bytes.enumerated() {
            guard index < text.count else { return nil }
            if EscapedReader.isMark(text[index]),
                EscapedReader.mayBegin(byte, in: text, at: index)
            {
                return end(of: bytes[place...], in: text, from: index)
            }
            guard isSame(text[index], byte) else { return nil }
            index += 1
        }
        return index
    }

    /// Reads a place in every way that it may be meant.
    ///
    /// - Returns: The place behind the longest one that is this form; nil where none is.
    private func end(
        of rest: ArraySlice<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        var last = end(of: rest, in: EscapedReader(text, at: start), written: .plain)
        for nesting in TextNesting.encoded {
            let reader = EscapedReader(text, at: start)
            guard let end = end(of: rest, in: reader, written: nesting) else { continue }
            last = max(last ?? end, end)
        }
        return last
    }

    private func end(
        of rest: ArraySlice<UInt8>, in text: EscapedReader,
        written nesting: TextNesting
    ) -> Int? {
        var reader = text
        var rest = rest
        while let byte = rest.first {
            switch reader.next(nesting) {
            case .byte(let found)?:
                guard isSame(found, byte) else { return nil }
                rest = rest.dropFirst()
            case .scalar(let found)?:
                guard let written = UTF8.encode(found), rest.starts(with: written) else {
                    return nil
                }
                rest = rest.dropFirst(written.count)
            case nil: return nil
            }
        }
        return reader.index
    }

    /// Whether a byte is one of the secret's, perhaps in another spelling: `+` for a space in a
    /// form, `-_` for `+/` in base64.
    private func isSame(_ found: UInt8, _ byte: UInt8) -> Bool {
        if found == byte { return true }
        switch (found, byte) {
        case (UInt8(ascii: "-"), UInt8(ascii: "+")), (UInt8(ascii: "_"), UInt8(ascii: "/")):
            return isBase64
        case (UInt8(ascii: "+"), UInt8(ascii: " ")): return !isBase64
        default: return false
        }
    }
}
