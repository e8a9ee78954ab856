/// What can be wrong with a text that should be TOML 1.0. No case carries a value, as a value can be
/// a secret; keys are named only where they stand twice.
package enum TOMLProblem: Error, Hashable, Sendable {
    /// Nothing that can be a key begins here.
    case missingKey
    /// No `=` follows the key.
    case missingEquals
    /// Nothing follows the `=`, or nothing stands between two commas.
    case missingValue
    /// What stands here is no value: in most cases a text without quotes.
    case noValue
    /// The number cannot be read.
    case badNumber
    /// The number is beyond 64 bits.
    case hugeNumber
    /// The date or time cannot be read, or there is no such day or hour.
    case badMoment
    /// No backslash is followed by this.
    case badEscape
    /// A control character stands outside of white space.
    case controlCharacter
    /// A text has no closing quote in its line.
    case openText
    /// A text in three quotes is never closed.
    case openLongText
    /// A list has neither a comma nor a `]` behind an item; carries the line where it begins.
    case openList(line: Int)
    /// An inline table has neither a comma nor a `}` behind an entry, in its line.
    case openTable
    /// An inline table ends in a comma.
    case commaAtEnd
    /// A header names no table.
    case namelessHeader
    /// A header has no closing bracket.
    case openHeader
    /// More follows in the line.
    case moreInLine
    /// The key has a value already; carries the line.
    case repeatedKey(String, line: Int?)
    /// The header names a table that is there already; carries the line.
    case repeatedTable(String, line: Int?)
    /// The name leads through something that is complete or is no table; carries the line.
    case closedTable(String, line: Int?)
}

/// What is wrong at a place of a TOML text.
struct TOMLFault: Error {
    let problem: ConfigProblem
    let position: FilePosition
}
