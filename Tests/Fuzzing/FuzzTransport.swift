import Providers
import Runs
import Synchronization

/// Answers calls with what an input holds, one answer after the other, and the last one for ever.
///
/// Answers are parted by an empty line. One may begin with `HTTP 429` and lines of header fields;
/// `{key}` in it stands for the secret that the call was signed with, `{odd}` for another one,
/// `{odd-u}` for that with each character escaped as JSON may do it.
final class FuzzTransport: Transport {
    /// A secret that is found wherever it turns up.
    static let key = "wk_C4naryK3y"
    /// A secret beyond ASCII, with characters in it that JSON escapes.
    static let odd = "pässwörd-\"C4nary\"-🐤"
    /// What stands for what.
    private static let words = [
        ("{key}", key), ("{odd}", odd.replacing("\"", with: "\\\"")),
        (
            "{odd-u}",
            odd.utf16.map { "\\u\(String(UInt32($0) + 0x10000, radix: 16).suffix(4))" }.joined()
        ),
    ]
    /// How many calls an input can ask for before the wire breaks.
    private static let mostCalls = 200

    /// Where reading begins, as a history would tell; nil where the input says nothing of that.
    let position: ReadPosition?
    private let replies: [HTTPReply]
    private let calls = Mutex(0)

    init(_ bytes: [UInt8]) {
        var chunks = Self.chunks(of: bytes)
        var position: ReadPosition?
        let mark = Array("NOTES ".utf8)
        if let first = chunks.first, first.starts(with: mark) {
            let notes = try? JSONParser.parse(Array(first.dropFirst(mark.count)))
            position = notes.map(ReadPosition.init)
            chunks.removeFirst()
        }
        self.position = position
        replies = chunks.map(Self.reply)
    }

    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let number = calls.withLock { count in
            count += 1
            return count
        }
        guard number <= Self.mostCalls, !replies.isEmpty else { throw .unreachable(.timedOut) }
        return replies[min(number, replies.count) - 1]
    }

    private static func chunks(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var chunks: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let gap = rest.firstRange(of: [0x0A, 0x0A]) {
            chunks.append(rest[..<gap.lowerBound])
            rest = rest[gap.upperBound...]
        }
        return chunks + [rest]
    }

    private static func reply(_ chunk: ArraySlice<UInt8>) -> HTTPReply {
        var rest = chunk
        var status = 200
        var fields: [HeaderField] = []
        if rest.starts(with: Array("HTTP ".utf8)) {
            status = Int(takeLine(&rest).dropFirst(5)) ?? 200
            while let first = rest.first, !Array("{[<".utf8).contains(first) {
                let line = takeLine(&rest)
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { break }
                let value = parts[1].replacing("{key}", with: key).replacing("{odd}", with: odd)
                fields.append(
                    HeaderField(String(parts[0]), String(value.trimmingPrefix { $0 == " " })))
            }
        }
        let body = words.reduce(Array(rest)) { body, word in
            body.replacing(Array(word.0.utf8), with: Array(word.1.utf8))
        }
        return HTTPReply(status: status, headers: HeaderFields(fields), body: body)
    }

    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> String {
        let line = rest.prefix { $0 != 0x0A }
        rest = rest.dropFirst(line.count + 1)
        return String(decoding: line, as: UTF8.self)
    }
}
