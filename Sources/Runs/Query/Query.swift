/// A filter expression, parsed.
///
/// The language is a conjunction of `field:value` terms and words with `or`, parentheses and a
/// leading `-`. `Query.parse` reads it, `matches` evaluates it, and `Query+Edits` changes the
/// top-level terms that single keys stand for.
package struct Query: Hashable, Sendable {
    /// The expression as it was written.
    package let text: String
    /// What it asks for; nil asks for everything.
    package let root: QueryNode?

    /// The query that every run answers.
    package static let everything = Query(text: "", root: nil)

    init(text: String, root: QueryNode?) {
        self.text = text
        self.root = root
    }
}
