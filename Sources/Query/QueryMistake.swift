package import Runs

/// The position at which a text stops being a filter expression.
package struct QueryMistake: Error, Hashable, Sendable {
    /// The zero-based column in characters.
    package let column: Int
    /// The length in characters; 0 if something is missing.
    package let length: Int
    package let problem: Problem

    init(_ problem: Problem, at range: Range<Int>) {
        self.problem = problem
        column = range.lowerBound
        length = range.count
    }

    package enum Problem: Hashable, Sendable {
        /// No such field; the nearest known ones.
        case unknownField(String, near: [String])
        /// No such status; the nearest known ones.
        case unknownStatus(String, near: [RunStatus])
        /// No such field for `has:`; the nearest known ones.
        case unknownPresence(String, near: [String])
        /// A field or a comma with nothing after it.
        case missingValue(field: String?)
        /// A connective with nothing beside it.
        case missingTerm(Gap)
        /// `meta` without a path, or a path with an empty step.
        case missingPath
        case unclosedQuote
        /// Text directly after a closing quotation mark.
        case textAfterQuote
        case unclosedGroup
        case unopenedGroup
        /// A regular expression without its closing `/`.
        case unclosedRegex
        case badRegex(String)
        case regexNotTaken(QueryField)
        case comparisonNotTaken(QueryField)
        /// A second `=` before a value of a field that takes no comparison.
        case doubledEquals(QueryField)
        /// `<>`, the negation in other languages.
        case foreignInequality
        /// A value that is no whole number.
        case notWhole(QueryField, String)
        /// A compared metadata value that is no number.
        case notANumber(String)
        case notADuration(QueryField, String)
        case notATime(QueryField, String)
        /// Groups and negations nested beyond the limit.
        case tooDeep
        case tooLong
    }

    /// The position of a missing term.
    package enum Gap: Hashable, Sendable {
        /// Before `or`, `and`.
        case before(String)
        /// After `or`, `and`, `-`.
        case after(String)
        /// Between parentheses.
        case group
    }
}
