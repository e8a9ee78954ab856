import Runs
import Terminal

/// A JSON value as indented lines, with a role for each type.
struct JSONLines {
    private static let indentation = "  "
    /// The most lines to lay out: each key press lays them out again.
    static let limit = MetadataTree.limit

    private let width: Int
    private(set) var lines: [StyledLine] = []
    var isCut: Bool { !hasRoom }

    private var hasRoom: Bool { lines.count < Self.limit }

    init(_ value: JSONValue, width: Int) {
        self.width = max(8, width)
        write(value, before: [], after: "", depth: 0)
    }

    private mutating func write(_ value: JSONValue, before: StyledLine, after: String, depth: Int) {
        switch value {
        case .null: add(before + [Span("null", .jsonNull)], after)
        case .bool(let flag): add(before + [Span(flag ? "true" : "false", .jsonBoolean)], after)
        case .number(let digits): add(before + [Span(Self.safe(digits), .jsonNumber)], after)
        case .string:
            add(before + [Span(Self.safe(JSONWriter.text(of: value)), .jsonString)], after)
        case .array(let elements):
            let parts = elements.prefix(Self.limit).map { (StyledLine(), $0) }
            write(parts, "[", "]", before: before, after: after, depth: depth)
        case .object(let members):
            let parts = members.prefix(Self.limit).map { member -> (StyledLine, JSONValue) in
                let key = Self.safe(JSONWriter.text(of: .string(member.key)))
                return ([Span(key, .jsonKey), Span(": ", .jsonPunctuation)], member.value)
            }
            write(parts, "{", "}", before: before, after: after, depth: depth)
        }
    }

    private mutating func write(
        _ parts: [(head: StyledLine, value: JSONValue)], _ open: String, _ close: String,
        before: StyledLine, after: String, depth: Int
    ) {
        guard let last = parts.indices.last else {
            return add(before + [Span(open + close, .jsonPunctuation)], after)
        }
        add(before + [Span(open, .jsonPunctuation)], "")
        let inner = Self.indent(depth + 1)
        for (place, part) in parts.enumerated() {
            guard hasRoom else { return }
            write(
                part.value, before: [inner] + part.head, after: place == last ? "" : ",",
                depth: depth + 1)
        }
        guard hasRoom else { return }
        add([Self.indent(depth), Span(close, .jsonPunctuation)], after)
    }

    private static func indent(_ depth: Int) -> Span {
        Span(String(repeating: indentation, count: min(depth, 20)), .jsonPunctuation)
    }

    /// Makes a text safe for the terminal: JSON escapes only cover control characters.
    private static func safe(_ text: String) -> String {
        SafeText.line(text, limit: SafeText.blockLimit).text
    }

    /// Adds a line, wrapped at the width without losing a space.
    private mutating func add(_ line: StyledLine, _ after: String) {
        let whole = after.isEmpty ? line : line + [Span(after, .jsonPunctuation)]
        var current: StyledLine = []
        var room = width
        for span in whole {
            var rest = span.text[...]
            while !rest.isEmpty {
                let piece = DisplayWidth.prefix(of: String(rest), columns: room)
                if piece.isEmpty, room < width {
                    lines.append(current)
                    (current, room) = ([], width)
                    continue
                }
                let taken = piece.isEmpty ? String(rest.prefix(1)) : piece
                current.append(Span(taken, span.role))
                room -= DisplayWidth.columns(of: taken)
                rest = rest.dropFirst(taken.count)
            }
        }
        lines.append(current)
    }
}
