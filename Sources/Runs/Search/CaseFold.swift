import Foundation

/// Compares texts on UTF-8 bytes, ignoring case and the encoding of accents.
package enum CaseFold {
    /// Folds a text for comparison: lower case, one form of small sigma, accents composed.
    package static func bytes(of text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.map(lower) }
        var bytes: [UInt8] = []
        let text = composed(text)
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
        return bytes
    }

    /// Composes letters and their accents (NFC); cheap if nothing may need composing.
    package static func composed(_ text: String) -> String {
        needsComposing(text.unicodeScalars) ? text.precomposedStringWithCanonicalMapping : text
    }

    /// Whether a text may have another composed form.
    package static func needsComposing(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
        scalars.contains { scalar in
            switch scalar.value {
            case 0..<0x300, 0x3100..<0xA000, 0xAC00..<0xD7A4: false
            // Parts of Korean syllables; letters and signs with a second code point.
            case 0x1160..<0x1200, 0x1F00..<0x2000, 0x2000...0x2001, 0x2126, 0x212A...0x212B,
                0x2329...0x232A, 0xF900..<0xFB50, 0x2F800..<0x2FA20, 0x340...0x345, 0x374, 0x37E,
                0x387:
                true
            default: scalar.properties.canonicalCombiningClass != .notReordered
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar.value {
        case 0..<0x80: bytes.append(lower(UInt8(scalar.value)))
        case 0x3C2: bytes.append(contentsOf: "\u{3C3}".utf8)
        // Scripts without case, which need no table lookup.
        case 0x3000..<0xA640, 0xAC00..<0xD800:
            if let encoded = UTF8.encode(scalar) { bytes.append(contentsOf: encoded) }
        default: bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        }
    }

    /// Finds folded bytes in a text whose ASCII letters may have either case.
    package static func firstRange(
        of needle: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Range<Int>? {
        guard let first = needle.first else { return start..<start }
        guard text.count - start >= needle.count else { return nil }
        for place in start...(text.count - needle.count)
        where lower(text[place]) == first && matches(needle, in: text, at: place) {
            return place..<place + needle.count
        }
        return nil
    }

    /// Whether folded bytes stand at an offset of a text.
    package static func matches(
        _ needle: [UInt8], in text: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> Bool {
        guard text.count - place >= needle.count else { return false }
        for offset in needle.indices where lower(text[place + offset]) != needle[offset] {
            return false
        }
        return true
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
