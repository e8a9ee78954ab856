/// Why bytes are not what was written.
package enum CodecError: Error, Hashable, Sendable {
    /// They end in the middle of a value.
    case truncated
    /// They were written in a form that is not known here.
    case unknownVersion(UInt8)
    /// A value that nothing writes.
    case invalid
}

/// Reads what a `ByteWriter` wrote; nothing that the bytes say leads outside of them.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    /// - Parameter bytes: Must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() throws(CodecError) -> UInt8 {
        guard index < bytes.count else { throw .truncated }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func unsigned() throws(CodecError) -> UInt64 {
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

    mutating func integer() throws(CodecError) -> Int64 {
        let raw = try unsigned()
        return Int64(bitPattern: (raw >> 1) ^ (~(raw & 1) &+ 1))
    }

    /// Reads a number of things, each of which takes at least a byte.
    mutating func count() throws(CodecError) -> Int {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - index) else { throw .truncated }
        return Int(count)
    }

    /// Reads bytes with their length before them.
    mutating func segment() throws(CodecError) -> UnsafeRawBufferPointer {
        let count = try count()
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<index + count])
    }

    mutating func text() throws(CodecError) -> String {
        let count = try count()
        defer { index += count }
        return String(decoding: bytes[index..<index + count], as: UTF8.self)
    }
}
