/// What a screen reports to the application.
package enum InputEvent: Hashable, Sendable {
    case key(KeyEvent)
    /// The mouse did something, as far as it was asked for.
    case mouse(MouseEvent)
    /// Text from the clipboard, line ends as line feeds, other control characters kept. Not
    /// sanitised.
    case paste(String)
    /// The screen has a new size; what was shown is gone until the next frame.
    case resized(Size)
    /// The terminal window gained (`true`) or lost the keyboard.
    case focus(Bool)
    /// Somebody asked the process to end (SIGINT or SIGTERM); the terminal is still there.
    case interrupted
    /// The terminal is gone; nothing shown from now on is seen.
    case closed
}
