/// Why a terminal cannot be used.
package enum TerminalError: Error, Hashable, Sendable {
    /// Standard input or standard output is no terminal.
    case notATerminal
    /// `TERM` is unset or empty.
    case noTerminalType
    /// The terminal database does not know the name in `TERM`.
    case unknownTerminal(String)
    /// There is no terminal database.
    case noDatabase
    /// ncurses cannot begin on a terminal that it knows, for lack of memory.
    case outOfMemory
    /// `TERM` names a terminal that cannot move its cursor (`dumb`), or that is too odd for ncurses.
    case unusableTerminal(String)
    /// The terminal's modes could not be read; the number is `errno`.
    case inaccessible(Int32)
}
