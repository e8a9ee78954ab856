/// A value of a TOML file, free of the parser that read it.
indirect enum TOMLEntry: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both; nothing here takes one.
    case moment
    case list([TOMLEntry])
    case table([String: TOMLEntry])

    /// Whether it may be written in parts, or several times under one name.
    var isInParts: Bool {
        switch self {
        case .list, .table: true
        case .text, .integer, .float, .boolean, .moment: false
        }
    }

    /// What kind of value it is.
    var kind: ValueKind {
        switch self {
        case .text: .text
        case .integer: .integer
        case .float: .float
        case .boolean: .boolean
        case .moment: .moment
        case .list: .list
        case .table: .table
        }
    }
}

/// The kinds of value that TOML knows.
package enum ValueKind: Hashable, Sendable {
    /// A string.
    case text
    /// A whole number.
    case integer
    /// A number with a fraction.
    case float
    /// `true` or `false`.
    case boolean
    /// A date, a time or both.
    case moment
    /// An array.
    case list
    /// A table.
    case table
}
