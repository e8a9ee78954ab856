/// Parses tokens into a tree. Juxtaposition binds stronger than `or`, and negation strongest.
struct QueryParser {
    private static let deepest = 64

    private let tokens: [QueryToken]
    /// The length of the text in characters.
    private let length: Int
    private let values: QueryValueReader
    private var index = 0

    private typealias Part = QueryTopLevel.Part

    init(tokens: [QueryToken], length: Int, values: QueryValueReader) {
        self.tokens = tokens
        self.length = length
        self.values = values
    }

    mutating func query() throws(QueryMistake) -> (QueryNode?, QueryTopLevel) {
        guard !tokens.isEmpty else { return (nil, .parts([])) }
        let alternatives = try alternatives(depth: 0)
        if let token = current { throw QueryMistake(.unopenedGroup, at: token.range) }
        let root = Self.join(alternatives)
        return (root, alternatives.count == 1 ? .parts(alternatives[0]) : .alternatives)
    }

    private static func join(_ alternatives: [[Part]]) -> QueryNode {
        let nodes = alternatives.map { parts in
            parts.count == 1 ? parts[0].node : .all(parts.map(\.node))
        }
        return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private var current: QueryToken? { index < tokens.count ? tokens[index] : nil }

    /// The position of a missing token.
    private var gap: Range<Int> {
        guard let token = current else { return length..<length }
        return token.range.lowerBound..<token.range.lowerBound
    }

    /// Reads lists of parts, joined by `or`.
    private mutating func alternatives(depth: Int) throws(QueryMistake) -> [[Part]] {
        var alternatives = [try parts(depth: depth, after: nil)]
        while let token = current, case .or = token.kind {
            index += 1
            alternatives.append(try parts(depth: depth, after: "or"))
        }
        return alternatives
    }

    /// Reads one or more adjacent parts.
    private mutating func parts(
        depth: Int, after connective: String?
    ) throws(QueryMistake) -> [Part] {
        var parts: [Part] = []
        var connective = connective
        while let token = current {
            switch token.kind {
            case .or, .close:
                guard parts.isEmpty || connective != nil else { return parts }
                throw missing(before: token, after: connective)
            case .and:
                guard !parts.isEmpty, connective == nil else {
                    throw missing(before: token, after: connective)
                }
                index += 1
                connective = "and"
            case .open, .minus, .term:
                parts.append(try part(depth: depth))
                connective = nil
            }
        }
        guard let connective else { return parts }
        throw QueryMistake(.missingTerm(.after(connective)), at: gap)
    }

    /// Makes the mistake of a missing term before a token.
    private func missing(before token: QueryToken, after connective: String?) -> QueryMistake {
        if let connective { return QueryMistake(.missingTerm(.after(connective)), at: gap) }
        switch token.kind {
        case .or: return QueryMistake(.missingTerm(.before("or")), at: token.range)
        case .and: return QueryMistake(.missingTerm(.before("and")), at: token.range)
        case .close where index > 0: return QueryMistake(.missingTerm(.group), at: token.range)
        case .close, .open, .minus, .term: return QueryMistake(.unopenedGroup, at: token.range)
        }
    }

    private mutating func part(depth: Int) throws(QueryMistake) -> Part {
        guard let token = current else { throw missingAfterNegation }
        guard depth < Self.deepest else { throw QueryMistake(.tooDeep, at: token.range) }
        switch token.kind {
        case .open: return try group(depth: depth)
        case .minus:
            index += 1
            let part = try part(depth: depth + 1)
            return Part(
                range: token.range.lowerBound..<part.range.upperBound, node: .not(part.node))
        case .term(let text):
            index += 1
            let node = QueryNode.term(try values.term(text))
            let isNegated = text.field?.isNegated ?? false
            return Part(range: token.range, node: isNegated ? .not(node) : node)
        case .or, .and, .close: throw missingAfterNegation
        }
    }

    private var missingAfterNegation: QueryMistake {
        let sign = tokens[index - 1].range.count == 1 ? "-" : "NOT"
        return QueryMistake(.missingTerm(.after(sign)), at: gap)
    }

    private mutating func group(depth: Int) throws(QueryMistake) -> Part {
        let open = tokens[index].range
        index += 1
        guard current != nil else { throw QueryMistake(.unclosedGroup, at: open) }
        let alternatives = try alternatives(depth: depth + 1)
        guard let close = current else { throw QueryMistake(.unclosedGroup, at: open) }
        index += 1
        return Part(
            range: open.lowerBound..<close.range.upperBound, node: Self.join(alternatives))
    }
}
