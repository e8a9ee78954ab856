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

    /// Names the terminal's window, where it has a name. The caller sanitises the title.
    func setTitle(_ title: String)

    /// Rings the terminal's bell.
    func bell()
}
