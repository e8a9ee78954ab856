/// A value of a TOML file, independent of the parser.
indirect enum TOMLEntry: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both; no setting accepts one.
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

/// The kinds of TOML values.
package enum ValueKind: Hashable, Sendable {
    case text
    case integer
    /// A number with a fraction.
    case float
    case boolean
    /// A date, a time or both.
    case moment
    case list
    case table
}
