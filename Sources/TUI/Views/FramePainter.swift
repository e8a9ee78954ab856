import Terminal

/// Draws frames, and remembers the last one, of which a tick changes a line.
struct FramePainter {
    private var last: Frame?

    /// Draws all of a state.
    mutating func frame(of state: State, theme: Theme) -> Frame {
        var frame = Frame(size: state.size)
        render(state, theme: theme, into: &frame)
        last = frame
        return frame
    }

    /// Draws a state that differs from the last one in the time alone, and shows that nowhere but in
    /// the header.
    ///
    /// - Returns: The frame; nil where there is none to go on from.
    mutating func ticked(to state: State, theme: Theme) -> Frame? {
        guard var frame = last, frame.size == state.size else { return nil }
        renderHeader(state, theme: theme, into: &frame)
        last = frame
        return frame
    }
}
