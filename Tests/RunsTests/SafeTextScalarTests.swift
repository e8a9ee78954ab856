import Foundation
import Runs
import Testing
import TestSupport

/// Every scalar that Unicode has room for: it stands as itself, or it is named. `SYNCTOP_FUZZ=1`
/// tries all; without it, of the planes beyond the first and the tags one in sixteen is.
struct SafeTextScalarTests {
    /// Scalars that may take what follows them with them, and have tests of their own.
    private static let introducers: Set<UInt32> = [0x1B, 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F]

    private static let isThorough = ProcessInfo.processInfo.environment["SYNCTOP_FUZZ"] != nil

    private static let planes = (0...16).map { plane in
        UInt32(plane) << 16..<UInt32(plane + 1) << 16
    }

    @Test(arguments: planes)
    func `each scalar of a plane stands as itself or is named`(plane: Range<UInt32>) {
        var tried = 0
        for start in stride(from: plane.lowerBound, to: plane.upperBound, by: 4_096) {
            var raw = "|".unicodeScalars
            var expected = Array("|".utf8)
            let isFull = Self.isThorough || start < 0x10000 || start == 0xE0000
            for value in stride(from: start, to: start + 4_096, by: isFull ? 1 : 16)
            where !Self.introducers.contains(value) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                tried += 1
                raw.append(scalar)
                raw.append("|")
                write(scalar, to: &expected)
                expected.append(UInt8(ascii: "|"))
            }
            let safe = Array(SafeText.line(String(raw), limit: .max).text.utf8)
            if safe == expected { continue }
            let place = zip(safe, expected).prefix { $0 == $1 }.count
            let context = String(decoding: expected[..<place].suffix(30), as: UTF8.self)
            Issue.record("in the scalars from \(start), behind \(context)")
        }
        let known = plane.lowerBound == 0 ? 2_048 + Self.introducers.count : 0
        #expect(tried == 65_536 - known || (!Self.isThorough && tried >= 4_096))
    }

    @Test(arguments: introducers)
    func `what begins a sequence is named where none follows`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let name = value == 0x1B ? "^[" : "<U+00\(String(value, radix: 16, uppercase: true))>"
        for text in ["", "\u{1}", "é"] {
            let safe = SafeText.line(String(Character(scalar)) + text).text
            #expect(safe == name + SafeText.line(text).text)
        }
    }

    /// Writes what stands for a scalar that follows a bar.
    private func write(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar.value {
        case 0..<0x20: bytes += [UInt8(ascii: "^"), UInt8(scalar.value) + 0x40]
        case 0x7F: bytes += "^?".utf8
        case 0x20..<0x7F: bytes.append(UInt8(scalar.value))
        case _ where isUnseen(scalar):
            let digits = String(scalar.value, radix: 16, uppercase: true)
            bytes += "<U+".utf8
            bytes += [UInt8](repeating: UInt8(ascii: "0"), count: max(0, 4 - digits.utf8.count))
            bytes += digits.utf8
            bytes.append(UInt8(ascii: ">"))
        case _: bytes += UTF8.encode(scalar) ?? .init()
        }
    }

    /// Whether a scalar acts on what is beside it, shows nothing, or has no agreed shape.
    private func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            return true
        case _: return false
        }
    }
}
