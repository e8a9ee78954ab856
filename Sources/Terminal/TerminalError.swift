/// Why a terminal cannot be used.
package enum TerminalError: Error, Hashable, Sendable {
    /// Standard input or standard output is no terminal.
    case notATerminal
    /// `TERM` is unset or empty.
    case noTerminalType
    /// The terminal database does not know the name in `TERM`, or its entry lacks cursor movement.
    case unknownTerminal(String)
    /// `TERM` names a terminal that cannot move its cursor (`dumb`).
    case unusableTerminal(String)
    /// The terminal's modes could not be read; the number is `errno`.
    case inaccessible(Int32)
}
