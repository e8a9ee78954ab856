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

    /// Whether a written form may begin with a byte; where not, there is no need to look further.
    func mayBegin(with byte: UInt8) -> Bool {
        guard let first = bytes.first else { return false }
        return byte == first || isAlike(byte, first) || byte == UInt8(ascii: "%")
            || byte == UInt8(ascii: "\\")
    }

    /// Looks for this form at one place of a text.
    ///
    /// - Returns: The place behind it, or nil where something else stands there.
    func end(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        for (place, byte) in bytes.enumerated() {
            let next = plainStep(over: byte, in: text, at: index)
            switch (next, escapedStep(over: byte, in: text, at: index)) {
            case (nil, nil): return nil
            case (let next?, nil), (nil, let next?): index = next
            case (let plain?, let escaped?):
                return end(of: bytes[(place + 1)...], in: text, from: [plain, escaped])
            }
        }
        return index
    }

    /// Follows several readings of one place, which are rare.
    private func end(
        of rest: ArraySlice<UInt8>, in text: UnsafeBufferPointer<UInt8>, from starts: Set<Int>
    ) -> Int? {
        var ends = starts
        for byte in rest {
            ends = ends.reduce(into: []) { next, index in
                if let end = plainStep(over: byte, in: text, at: index) { next.insert(end) }
                if let end = escapedStep(over: byte, in: text, at: index) { next.insert(end) }
            }
            if ends.isEmpty { return nil }
        }
        return ends.max()
    }

    /// The place behind one byte of the secret, written as it is.
    private func plainStep(
        over byte: UInt8, in text: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Int? {
        guard index < text.count else { return nil }
        return text[index] == byte || isAlike(text[index], byte) ? index + 1 : nil
    }

    /// The place behind one byte of the secret, percent-encoded or escaped as JSON does it.
    private func escapedStep(
        over byte: UInt8, in text: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Int? {
        guard index + 1 < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "%"):
            return Self.hexadecimal(text, at: index + 1, count: 2) == byte ? index + 3 : nil
        case UInt8(ascii: "\\"):
            let next = text[index + 1]
            if next == UInt8(ascii: "u") {
                guard byte < 0x80, Self.hexadecimal(text, at: index + 2, count: 4) == byte else {
                    return nil
                }
                return index + 6
            }
            return next == byte && Self.isEscapable(byte) ? index + 2 : nil
        case _: return nil
        }
    }

    /// Whether JSON may write a byte with a backslash before it.
    private static func isEscapable(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/")
    }

    /// Whether a byte is another spelling: `+` for a space in a form, `-_` for `+/` in base64.
    private func isAlike(_ found: UInt8, _ byte: UInt8) -> Bool {
        switch (found, byte) {
        case (UInt8(ascii: "-"), UInt8(ascii: "+")), (UInt8(ascii: "_"), UInt8(ascii: "/")):
            isBase64
        case (UInt8(ascii: "+"), UInt8(ascii: " ")): !isBase64
        default: false
        }
    }

    private static func hexadecimal(
        _ text: UnsafeBufferPointer<UInt8>, at index: Int, count: Int
    ) -> UInt8? {
        guard index + count <= text.count else { return nil }
        var value = 0
        for place in index..<(index + count) {
            let digit = Int(text[place])
            switch digit {
            case 0x30...0x39: value = value * 16 + digit - 0x30
            case 0x41...0x46: value = value * 16 + digit - 0x37
            case 0x61...0x66: value = value * 16 + digit - 0x57
            case _: return nil
            }
        }
        return UInt8(exactly: value)
    }
}
