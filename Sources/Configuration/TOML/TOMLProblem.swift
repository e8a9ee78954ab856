/// What can be wrong in a text that should be TOML 1.0. No case carries a value, which may be a
/// secret; only duplicate keys are named.
package enum TOMLProblem: Error, Hashable, Sendable {
    /// No key begins here.
    case missingKey
    case missingEquals
    /// Nothing follows the `=`, or nothing is between two commas.
    case missingValue
    /// Not a value, usually a text without quotes.
    case noValue
    case badNumber
    case hugeNumber
    /// An invalid date or time, or one that does not exist.
    case badMoment
    /// An invalid escape.
    case badEscape
    /// A control character other than white space.
    case controlCharacter
    /// A text without a closing quote on its line.
    case openText
    /// A text in three quotes without an end.
    case openLongText
    /// A list without a comma or `]` after an item; carries the line where it begins.
    case openList(line: Int)
    /// An inline table without a comma or `}` after an entry on its line.
    case openTable
    /// An inline table with a trailing comma.
    case commaAtEnd
    /// A header without a name.
    case namelessHeader
    /// A header without a closing bracket.
    case openHeader
    /// More text on the line.
    case moreInLine
    /// The key has a value already; carries the line.
    case repeatedKey(String, line: Int?)
    /// The header names an existing table; carries the line.
    case repeatedTable(String, line: Int?)
    /// The name leads through something that is complete or no table; carries the line.
    case closedTable(String, line: Int?)
}
