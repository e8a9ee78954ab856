package import Runs

/// A place where a text stops being a filter expression.
package struct QueryMistake: Error, Hashable, Sendable {
    /// The zero-based column at which it begins, in characters.
    package let column: Int
    /// How many characters it spans; 0 where something is missing.
    package let length: Int
    /// What is wrong there.
    package let problem: Problem

    init(_ problem: Problem, at range: Range<Int>) {
        self.problem = problem
        column = range.lowerBound
        length = range.count
    }

    /// The kinds of mistake.
    package enum Problem: Hashable, Sendable {
        /// There is no such field; the nearest known ones.
        case unknownField(String, near: [String])
        /// There is no such status; the nearest known ones.
        case unknownStatus(String, near: [RunStatus])
        /// `has:` knows no such field; the nearest known ones.
        case unknownPresence(String, near: [String])
        /// A field or a comma with nothing after it.
        case missingValue(field: String?)
        /// A connective with nothing beside it.
        case missingTerm(Gap)
        /// `meta` without a path, or a path with an empty step.
        case missingPath
        /// A quotation mark without its other half.
        case unclosedQuote
        /// Something directly after a closing quotation mark.
        case textAfterQuote
        /// `(` without `)`.
        case unclosedGroup
        /// `)` without `(`.
        case unopenedGroup
        /// A regular expression without its closing `/`.
        case unclosedRegex
        /// A regular expression that cannot be read.
        case badRegex(String)
        /// A field that takes no regular expression.
        case regexNotTaken(QueryField)
        /// A field that takes no comparison.
        case comparisonNotTaken(QueryField)
        /// A second `=`, before a value of a field that takes no comparison.
        case doubledEquals(QueryField)
        /// `<>`, which other languages negate with.
        case foreignInequality
        /// A value that is no whole number.
        case notWhole(QueryField, String)
        /// A value compared in the metadata that is no number.
        case notANumber(String)
        /// A value that is no duration.
        case notADuration(QueryField, String)
        /// A value that is neither an age nor a time.
        case notATime(QueryField, String)
        /// Groups and negations inside each other beyond the limit.
        case tooDeep
        /// More values than a filter may have.
        case tooLong
    }

    /// Where a term is missing.
    package enum Gap: Hashable, Sendable {
        /// Before `or`, `and`.
        case before(String)
        /// After `or`, `and`, `-`.
        case after(String)
        /// Between parentheses.
        case group
    }
}
