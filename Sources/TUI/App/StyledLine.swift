import Terminal

/// A piece of a line in one role.
struct Span: Hashable {
    let text: String
    let role: Role

    init(_ text: String, _ role: Role) {
        self.text = text
        self.role = role
    }

    /// The columns that the text takes up.
    var columns: Int { DisplayWidth.columns(of: text) }
}

/// A line of pieces.
typealias StyledLine = [Span]

/// What views draw with: the frame, and the theme that turns roles into styles.
struct Canvas {
    let theme: Theme
    var frame: Frame

    /// Writes a piece of text, clipped to a width, over the background that is there.
    ///
    /// - Returns: The columns used.
    @discardableResult
    mutating func put(
        _ text: String, _ role: Role, column: Int, row: Int, width: Int = .max
    ) -> Int {
        let below = Style(background: frame[column: column, row: row].style.background)
        return frame.put(
            text, column: column, row: row, style: theme[role].over(below), width: max(0, width))
    }

    /// Writes a line into a row of a rectangle.
    mutating func put(_ line: StyledLine, in rect: Rect, row: Int) {
        var column = rect.column
        for span in line {
            let width = rect.endColumn - column
            guard width > 0 else { return }
            column += put(span.text, span.role, column: column, row: row, width: width)
        }
    }

    /// Fills a rectangle with the background of a role.
    mutating func fill(_ rect: Rect, _ role: Role, text: Character = " ") {
        let below = Style(
            background: frame[column: rect.column, row: rect.row].style.background)
        frame.fill(rect, style: theme[role].over(below), text: text)
    }

    /// Lays a role's background alone behind a rectangle, where it has one.
    mutating func tint(_ rect: Rect, _ role: Role) {
        let background = theme[role].background
        guard background != .terminalDefault else { return }
        frame.restyle(rect) { style in
            var style = style
            style.background = background
            return style
        }
    }

    /// Lays a role's background and attributes over a rectangle whose text keeps its colours.
    mutating func highlight(_ rect: Rect, _ role: Role) {
        frame.restyle(rect) { theme.marking($0, as: role) }
    }
}

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
