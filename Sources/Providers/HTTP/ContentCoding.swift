import CZlib
import Runs

/// Undoes the `Content-Encoding` of a body (RFC 9110, section 8.4). Servers are sometimes wrong
/// about it, so a body's first bytes count for more than the name: `deflate` comes with zlib's
/// wrapper and without, and plain text comes as `gzip`.
enum ContentCoding {
    static let accepted = "gzip, deflate"

    /// Codings that exist and were not requested.
    private static let foreign: Set<String> = [
        "br", "zstd", "compress", "x-compress", "exi", "pack200-gzip", "dcb", "dcz", "lzma", "xz",
        "bzip2",
    ]
    private static let mostLayers = 4

    /// Decodes a body; its codings are listed in the order in which they were applied.
    static func decode(
        _ body: [UInt8], _ codings: String?, limit: Int
    ) throws(ProviderError) -> [UInt8] {
        let named = (codings ?? "").split(whereSeparator: { ", \t\"".contains($0) })
            .map { $0.lowercased() }
        guard named.count <= mostLayers else { throw .unreadable(.undecodable(coding: "layered")) }
        var bytes = body
        for coding in named.reversed() {
            bytes = try undo(coding, bytes, limit: limit)
        }
        // An unannounced or repeated coding: no JSON and no text begins like this.
        for _ in 0..<mostLayers where Compression(of: bytes) == .gzip {
            bytes = try unpack(bytes, as: .gzip, limit: limit)
        }
        return bytes
    }

    private static func undo(
        _ coding: String, _ bytes: [UInt8], limit: Int
    ) throws(ProviderError) -> [UInt8] {
        guard !bytes.isEmpty else { return bytes }
        switch coding {
        case "gzip", "x-gzip", "deflate", "x-deflate": break
        case _ where foreign.contains(coding):
            throw .unreadable(.undecodable(coding: coding))
        // `identity`, or no coding at all, such as `utf-8`.
        default: return bytes
        }
        let isDeflate = coding.hasSuffix("deflate")
        let likely = Compression(of: bytes).map { [$0] } ?? []
        for compression in likely + (isDeflate ? [.raw] : []) {
            do throws(ProviderError) {
                return try unpack(bytes, as: compression, limit: limit)
            } catch .unreadable {
                // The body only looked like it.
            }
        }
        guard isText(bytes) else { throw .unreadable(.undecodable(coding: coding)) }
        return bytes
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        let starts = Array("{[\"<".utf8)
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first.map(starts.contains) ?? true
    }

    private static func unpack(
        _ bytes: [UInt8], as compression: Compression, limit: Int
    ) throws(ProviderError) -> [UInt8] {
        guard let inflater = Inflater(compression) else {
            throw .unreadable(.undecodable(coding: compression.rawValue))
        }
        switch inflater.unpack(bytes, limit: limit) {
        case .whole(let unpacked): return unpacked
        case .tooLarge: throw .unreachable(.tooLarge(limit: limit))
        case .broken: throw .unreadable(.undecodable(coding: compression.rawValue))
        }
    }
}

private enum Compression: String {
    case gzip
    case zlib
    case raw = "deflate"

    init?(of bytes: [UInt8]) {
        guard bytes.count >= 2 else { return nil }
        if bytes[0] == 0x1F, bytes[1] == 0x8B {
            self = .gzip
        } else if bytes[0] & 0x0F == 8, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0 {
            self = .zlib
        } else {
            return nil
        }
    }

    var windowBits: Int32 {
        switch self {
        case .gzip: 16 + MAX_WBITS
        case .zlib: MAX_WBITS
        case .raw: -MAX_WBITS
        }
    }
}

private final class Inflater {
    enum Outcome {
        /// Everything; if it breaks off, the reader of the content notices.
        case whole([UInt8])
        case tooLarge
        case broken
    }

    private static let chunk = 65_536

    private let compression: Compression
    // zlib remembers the address of its state, so it must never move.
    private let stream: UnsafeMutablePointer<z_stream>

    init?(_ compression: Compression) {
        self.compression = compression
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, compression.windowBits, ZLIB_VERSION, size) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Unpacks one member after another; what follows the last one is padding.
    func unpack(_ bytes: [UInt8], limit: Int) -> Outcome {
        bytes.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(clamping: input.count)
            var output: [UInt8] = []
            var room = [UInt8](repeating: 0, count: Self.chunk)
            while true {
                let status = fill(&room)
                let made = room.count - Int(stream.pointee.avail_out)
                guard output.count + made <= limit else { return .tooLarge }
                output.append(contentsOf: room[..<made])
                switch status {
                case Z_OK where made > 0 || stream.pointee.avail_in > 0: continue
                case Z_OK, Z_BUF_ERROR: return .whole(output)
                case Z_STREAM_END:
                    guard beginsAnotherMember(input) else { return .whole(output) }
                default: return .broken
                }
            }
        }
    }

    private func fill(_ room: inout [UInt8]) -> Int32 {
        room.withUnsafeMutableBufferPointer { room in
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            return inflate(stream, Z_NO_FLUSH)
        }
    }

    /// Continues with the next member, perhaps behind some zeros.
    private func beginsAnotherMember(_ input: UnsafeBufferPointer<UInt8>) -> Bool {
        guard compression == .gzip else { return false }
        var rest = input.suffix(Int(stream.pointee.avail_in))
        rest = rest.drop { $0 == 0 }
        guard rest.starts(with: [0x1F, 0x8B]), let base = input.baseAddress else { return false }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base + rest.startIndex)
        stream.pointee.avail_in = UInt32(clamping: rest.count)
        return inflateReset(stream) == Z_OK
    }
}
