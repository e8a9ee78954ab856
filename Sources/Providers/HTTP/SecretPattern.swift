import Foundation
import Runs

/// One form of a secret, found in text however that text was encoded once more.
struct SecretPattern: Sendable {
    /// The fewest bytes of a secret that is looked for.
    private static let shortest = 4
    /// The fewest characters of a piece of base64 that is looked for.
    private static let shortestPiece = 5

    private let bytes: [UInt8]
    private let isBase64: Bool

    /// Makes the forms of a secret: the text itself, and what base64 makes of it at each of the
    /// three places that it may have in a group.
    static func all(of secret: Secret) -> [SecretPattern] {
        let bytes = Array(secret.reveal().utf8)
        guard bytes.count >= shortest else { return [] }
        let pieces = (0..<3).map { SecretPattern(bytes: base64(bytes, at: $0), isBase64: true) }
        return [SecretPattern(bytes: bytes, isBase64: false)]
            + pieces.filter { $0.bytes.count >= shortestPiece }
    }

    /// The characters of base64 that follow from the secret alone, whatever stands around it.
    private static func base64(_ secret: [UInt8], at offset: Int) -> [UInt8] {
        let data = Data([UInt8](repeating: 0, count: offset) + secret)
        let whole = data.count * 8 / 6
        return Array(data.base64EncodedString().utf8.prefix(whole).dropFirst((offset * 8 + 5) / 6))
    }

    /// Looks for this form at one place of a text.
    ///
    /// - Returns: The place behind it, or nil where something else stands there.
    func end(in text: [UInt8], from start: Int) -> Int? {
        var ends = [start]
        for byte in bytes {
            // Two readings of one place are rare, and a set of ends is never larger than that.
            ends = ends.flatMap { steps(over: byte, in: text, at: $0) }
            if ends.isEmpty { return nil }
        }
        return ends.max()
    }

    /// The places behind one byte of the secret, as it may have been written.
    private func steps(over byte: UInt8, in text: [UInt8], at index: Int) -> [Int] {
        guard index < text.count else { return [] }
        var ends: [Int] = []
        let found = text[index]
        if found == byte || isAlike(found, byte) { ends.append(index + 1) }
        if found == UInt8(ascii: "%"), Self.hexadecimal(text, at: index + 1, count: 2) == byte {
            ends.append(index + 3)
        }
        guard found == UInt8(ascii: "\\"), index + 1 < text.count else { return ends }
        let next = text[index + 1]
        if next == byte, [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(byte)
        {
            ends.append(index + 2)
        }
        if next == UInt8(ascii: "u"), Self.hexadecimal(text, at: index + 2, count: 4) == byte,
            byte < 0x80
        {
            ends.append(index + 6)
        }
        return ends
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

    private static func hexadecimal(_ text: [UInt8], at index: Int, count: Int) -> UInt8? {
        guard index + count <= text.count else { return nil }
        return UInt8(String(decoding: text[index..<(index + count)], as: UTF8.self), radix: 16)
    }
}
