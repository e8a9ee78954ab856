/// A terminal screen: frames go out, input comes in.
@MainActor
package protocol Screen: AnyObject {
    /// The screen's present size, at least one cell.
    var size: Size { get }

    /// Input in order of arrival, for one reader. Ends after `close()`.
    var events: AsyncStream<InputEvent> { get }

    /// Shows a frame. Costs what differs from the frame before; an equal one writes nothing.
    func present(_ frame: Frame)

    /// Clears the terminal and paints the last frame anew.
    func redraw()

    /// Gives the terminal back, stops the process as job control does, and repaints once it goes
    /// on.
    func suspend()

    /// Gives the terminal back for good. Later calls do nothing.
    func close()

    /// Puts a text into the clipboard of whoever sits before the terminal. The caller sanitises it.
    ///
    /// - Returns: What became of it, as far as that is known.
    func copy(_ text: String) -> ClipboardDelivery

    /// Asks for the mouse, or leaves it to the terminal, whose selecting of text then works as
    /// usual.
    func setMouse(_ isWanted: Bool)

    /// Names the terminal's window, where it has a name. The caller sanitises the title.
    func setTitle(_ title: String)

    /// Rings the terminal's bell.
    func bell()
}

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
