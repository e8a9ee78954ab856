/// A terminal screen: frames go out, input comes in.
@MainActor
package protocol Screen: AnyObject {
    /// The present size, at least one cell.
    var size: Size { get }

    /// Input in order of arrival, for one reader. Ends after `close()`.
    var events: AsyncStream<InputEvent> { get }

    /// Shows a frame; writes only its difference from the previous one.
    func present(_ frame: Frame)

    /// Clears the terminal and repaints the last frame.
    func redraw()

    /// Restores the terminal, stops the process (job control), and repaints once it continues.
    func suspend()

    /// Restores the terminal for good. Later calls do nothing.
    func close()

    /// Copies a text to the clipboard of the user's terminal. The caller sanitises it.
    func copy(_ text: String) -> ClipboardDelivery

    /// Enables the mouse, or leaves it to the terminal, which then selects text as usual.
    func setMouse(_ isWanted: Bool)

    /// Sets the title of the terminal's window, if it has one. The caller sanitises the title.
    func setTitle(_ title: String)

    func bell()
}

/// Why a terminal cannot be used.
package enum TerminalError: Error, Hashable, Sendable {
    /// Standard input or standard output is no terminal.
    case notATerminal
    /// `TERM` is unset or empty.
    case noTerminalType
    /// The terminal database does not contain the name in `TERM`.
    case unknownTerminal(String)
    case noDatabase
    /// ncurses cannot start on a known terminal for lack of memory.
    case outOfMemory
    /// `TERM` names a terminal that cannot move its cursor (`dumb`), or that ncurses cannot handle.
    case unusableTerminal(String)
    /// The terminal's modes could not be read; the number is `errno`.
    case inaccessible(Int32)
}
