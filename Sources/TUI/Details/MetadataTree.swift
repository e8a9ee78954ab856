import Runs
import Terminal

/// A JSON value as an indented tree whose objects and lists can be folded.
struct MetadataTree {
    private static let indentation = "  "
    /// How many nodes are laid out. The tree is laid out anew for each key.
    static let limit = 5_000

    struct Node: Hashable {
        /// The keys and list places that lead to it; none where the whole is no tree but a value.
        let path: [String]
        /// The key, or the place in a list.
        let label: String
        let value: JSONValue
        /// Whether it is an object or a list with something in it.
        let isBranch: Bool
        let isFolded: Bool
    }

    /// The lines, outermost first; `limit` at most.
    let nodes: [Node]
    let isCut: Bool

    /// Unrolls a value, leaving out what lies below a folded path.
    init(_ value: JSONValue?, folded: Set<[String]>) {
        let root = value ?? .null
        var nodes: [Node] = []
        switch root {
        case .object, .array: Self.unroll(root, path: [], folded: folded, into: &nodes)
        case .bool, .number, .string:
            nodes = [Node(path: [], label: "", value: root, isBranch: false, isFolded: false)]
        case .null: break
        }
        isCut = nodes.count > Self.limit
        self.nodes = Array(nodes.prefix(Self.limit))
    }

    private static func unroll(
        _ value: JSONValue, path: [String], folded: Set<[String]>, into nodes: inout [Node]
    ) {
        for (label, child) in children(of: value, atMost: limit + 1 - nodes.count) {
            // What a child unrolled may have filled the room.
            guard nodes.count <= limit else { return }
            let childPath = path + [label]
            let isBranch = !children(of: child, atMost: 1).isEmpty
            let isFolded = isBranch && folded.contains(childPath)
            nodes.append(
                Node(
                    path: childPath, label: label, value: child, isBranch: isBranch,
                    isFolded: isFolded))
            if isBranch, !isFolded { unroll(child, path: childPath, folded: folded, into: &nodes) }
        }
    }

    private static func children(of value: JSONValue, atMost count: Int) -> [(String, JSONValue)] {
        switch value {
        case .object(let members): members.prefix(count).map { ($0.key, $0.value) }
        case .array(let elements):
            elements.prefix(count).enumerated().map { (String($0.offset), $0.element) }
        case .null, .bool, .number, .string: []
        }
    }

    struct Row {
        let line: StyledLine
        /// The place of the node that it belongs to.
        let node: Int
    }

    /// The tree as lines of the screen; a long value goes on below itself.
    func rows(width: Int, glyphs: Glyphs) -> [Row] {
        guard !nodes.isEmpty else { return [Row(line: [Span("no metadata", .textMuted)], node: 0)] }
        var rows: [Row] = []
        for place in nodes.indices {
            guard rows.count < Self.limit else {
                return rows + [Row(line: Self.rest(glyphs), node: max(0, place - 1))]
            }
            rows += self.rows(of: place, width: width, glyphs: glyphs)
        }
        return isCut ? rows + [Row(line: Self.rest(glyphs), node: nodes.count - 1)] : rows
    }

    /// The line in place of what is not laid out.
    static func rest(_ glyphs: Glyphs) -> StyledLine {
        [Span("\(glyphs.ellipsis) and more: an export as JSON has all of it", .textMuted)]
    }

    private func rows(of place: Int, width: Int, glyphs: Glyphs) -> [Row] {
        let node = nodes[place]
        let head = Self.head(of: node, glyphs: glyphs)
        let value = Self.text(of: node)
        let indent = min(head.columns, max(2, width / 2))
        let pieces = value.text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { DisplayWidth.wrap(String($0), to: max(8, width - indent)) }
        let first = Row(line: head + [Span(pieces.first ?? "", value.role)], node: place)
        let padding = Span(String(repeating: " ", count: indent), .jsonPunctuation)
        return [first]
            + pieces.dropFirst().map { Row(line: [padding, Span($0, value.role)], node: place) }
    }

    /// What stands before a node's value.
    private static func head(of node: Node, glyphs: Glyphs) -> StyledLine {
        guard !node.path.isEmpty else { return [Span("  ", .jsonPunctuation)] }
        let depth = String(repeating: indentation, count: node.path.count - 1)
        let sign = node.isBranch ? (node.isFolded ? glyphs.folded : glyphs.unfolded) : " "
        return [
            Span(depth + sign + " ", .jsonPunctuation),
            Span(SafeText.line(node.label).text, .jsonKey), Span(": ", .jsonPunctuation),
        ]
    }

    private static func text(of node: Node) -> Span {
        switch node.value {
        case .null: Span("null", .jsonNull)
        case .bool(let flag): Span(flag ? "true" : "false", .jsonBoolean)
        case .number(let digits): Span(SafeText.line(digits).text, .jsonNumber)
        case .string(let text): Span(SafeText.block(text).text, .jsonString)
        case .array(let elements):
            Span(elements.isEmpty ? "[]" : "\(elements.count) items", .jsonPunctuation)
        case .object(let members):
            Span(
                members.isEmpty ? "{}" : node.isFolded ? "\(members.count) keys" : "",
                .jsonPunctuation)
        }
    }
}
