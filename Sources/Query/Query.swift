package import Runs

/// A parsed filter expression.
///
/// The language is a conjunction of `field:value` terms and words with `or`, parentheses and
/// negation (`-`, `!`, `NOT`). `Query.parse` reads it, `QueryMatcher` evaluates it, and
/// `Query+Edits` changes its top-level terms.
package struct Query: Hashable, Sendable {
    /// The expression as written.
    package let text: String
    /// The tree; nil matches everything.
    package let root: QueryNode?
    /// The columns of words that look like a negation but are text.
    let bareNegations: [Int]
    /// The parts that a reader may misunderstand.
    let remarks: [QueryRemark]
    /// The layout of the top level in the text.
    let topLevel: QueryTopLevel

    /// Matches every run.
    package static let everything = Query(
        text: "", root: nil, bareNegations: [], remarks: [], topLevel: .parts([]))

    /// The most words and values in a filter, because each is compared with every run.
    package static let mostValues = 1_000

    /// Reads an expression; an empty one matches everything. For a time without a zone,
    /// `localOffset` returns the seconds east of UTC, given the moment that it would mean in UTC.
    /// - Throws: The first mistake, with its column.
    package static func parse(
        _ text: String, localOffset: @escaping (Timestamp) -> Int = { _ in 0 }
    ) throws(QueryMistake) -> Query {
        let tokens = try QueryLexer.tokens(of: text)
        var parser = QueryParser(
            tokens: tokens, length: text.count, values: QueryValueReader(localOffset: localOffset))
        let (root, topLevel) = try parser.query()
        return Query(
            text: text, root: root, bareNegations: tokens.compactMap(\.bareNegation),
            remarks: QueryRemark.all(in: tokens, of: text), topLevel: topLevel)
    }

    /// Whether the same run may match at one moment and not at another.
    package var isTimeDependent: Bool { root?.isTimeDependent ?? false }
}

/// The layout of a query's top level; ranges are in characters of its text.
enum QueryTopLevel: Hashable, Sendable {
    /// Parts that must all hold, in the order of the text.
    case parts([Part])
    /// Alternatives, joined by `or`.
    case alternatives

    /// A term, a negation or a group.
    struct Part: Hashable, Sendable {
        let range: Range<Int>
        let node: QueryNode
    }
}

extension Query {
    /// The first part that a reader may misunderstand, as a sentence; nil if there is none.
    package var remark: String? { remarks.first?.sentence }

    /// Rewrites a filter from before `NOT`, `!`, `field=value` and `field!=value` so that it keeps
    /// its meaning: quotes or escapes what was text then. Text that was no filter stays unchanged.
    package static func quotingFormerWords(_ text: String) -> String {
        guard let tokens = try? QueryLexer.tokens(of: text, .beforeNegationWords) else {
            return text
        }
        var characters = Array(text)
        for token in tokens.reversed() {
            guard case .term(let term) = token.kind, term.field == nil,
                term.values[0].form == .word
            else { continue }
            let word = String(characters[token.range])
            var name = String(word.prefix { !$0.endsFieldName })
            let sign = word.dropFirst(name.count).first
            name = QueryField.negatedName(name, before: sign) ?? name
            if word.lowercased() == "not" {
                characters.replaceSubrange(token.range, with: "\"\(word)\"")
            } else if word.hasPrefix("!") {
                characters.insert("\\", at: token.range.lowerBound)
            } else if let sign, "=<>".contains(sign), QueryField.isKnown(name) {
                characters.insert("\\", at: token.range.lowerBound + name.count)
            }
        }
        return String(characters)
    }
}
