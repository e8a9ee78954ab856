import Runs
import Terminal

/// A JSON value as an indented tree with folds.
struct MetadataTree {
    private static let indentation = "  "
    /// The most nodes to lay out: each key press lays them out again.
    static let limit = 5_000

    struct Node: Hashable {
        /// The keys and list indices to the node; empty if the whole value is a scalar.
        let path: [String]
        let label: String
        let value: JSONValue
        /// Whether it is an object or a list that is not empty.
        let isBranch: Bool
        let isFolded: Bool
    }

    /// The nodes in depth-first order, at most `limit`.
    let nodes: [Node]
    let isCut: Bool

    /// Lists the nodes of a value, without those below a folded path.
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
            // The previous child's nodes may have reached the limit.
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
        let node: Int
    }

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

    /// The line that stands for nodes beyond the limit.
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
