/// Why bytes cannot be decoded.
package enum CodecError: Error, Hashable, Sendable {
    case truncated
    /// Written in a format that this version does not know.
    case unknownVersion(UInt8)
    case invalid
}

/// Reads what a `ByteWriter` wrote, and never reads beyond the bytes.
package struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    /// - Parameter bytes: Must outlive the reader.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    package var isAtEnd: Bool { index == bytes.count }

    package mutating func byte() throws(CodecError) -> UInt8 {
        guard index < bytes.count else { throw .truncated }
        defer { index += 1 }
        return bytes[index]
    }

    package mutating func unsigned() throws(CodecError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 63 || (shift == 63 && byte <= 1) else { throw .invalid }
            value |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return value }
            shift += 7
        }
    }

    package mutating func integer() throws(CodecError) -> Int64 {
        let raw = try unsigned()
        return Int64(bitPattern: (raw >> 1) ^ (~(raw & 1) &+ 1))
    }

    /// Reads the number of items that follow; each takes at least a byte.
    package mutating func count() throws(CodecError) -> Int {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - index) else { throw .truncated }
        return Int(count)
    }

    /// Reads bytes with a length prefix.
    package mutating func segment() throws(CodecError) -> UnsafeRawBufferPointer {
        let count = try count()
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<index + count])
    }

    package mutating func text() throws(CodecError) -> String {
        let count = try count()
        defer { index += count }
        return String(decoding: bytes[index..<index + count], as: UTF8.self)
    }
}

/// Writes values as bytes: integers with variable length, texts with a length prefix.
package struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    package mutating func write(byte: UInt8) { bytes.append(byte) }

    /// Writes seven bits a byte, lowest first.
    package mutating func write(unsigned value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a signed number so that small values are short (zigzag).
    package mutating func write(_ value: Int64) {
        write(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    package mutating func write(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    package mutating func write(count: Int) { write(unsigned: UInt64(max(0, count))) }

    package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            write(count: utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }
}
