/// A filter expression, parsed.
///
/// The language is a conjunction of `field:value` terms and words with `or`, parentheses and a
/// leading `-`. `Query.parse` reads it, `QueryMatcher` evaluates it, and `Query+Edits` changes
/// the top-level terms that single keys stand for.
package struct Query: Hashable, Sendable {
    /// The expression as it was written.
    package let text: String
    /// What it asks for; nil asks for everything.
    package let root: QueryNode?
    /// How the top level is laid out in the text.
    let topLevel: QueryTopLevel

    /// The query that every run answers.
    package static let everything = Query(text: "", root: nil, topLevel: .parts([]))

    /// Reads an expression; an empty one asks for everything.
    ///
    /// - Parameters:
    ///   - text: What the user wrote.
    ///   - localOffset: The seconds east of UTC that hold for a time without a zone, given the
    ///     moment that it would name in UTC.
    /// - Returns: The query.
    /// - Throws: The first mistake, with its column.
    package static func parse(
        _ text: String, localOffset: @escaping (Timestamp) -> Int = { _ in 0 }
    ) throws(QueryMistake) -> Query {
        let tokens = try QueryLexer.tokens(of: text)
        var parser = QueryParser(
            tokens: tokens, length: text.count, values: QueryValueReader(localOffset: localOffset))
        let (root, topLevel) = try parser.query()
        return Query(text: text, root: root, topLevel: topLevel)
    }

    /// Whether the same run may answer at one moment and not at another.
    package var isTimeDependent: Bool { root?.isTimeDependent ?? false }
}

/// The layout of a query's top level; ranges are in characters of its text.
enum QueryTopLevel: Hashable, Sendable {
    /// Parts that must all hold, in the order of the text.
    case parts([Part])
    /// Alternatives, joined by `or`.
    case alternatives

    /// One part: a term, a negation or a group.
    struct Part: Hashable, Sendable {
        let range: Range<Int>
        let node: QueryNode
    }
}
