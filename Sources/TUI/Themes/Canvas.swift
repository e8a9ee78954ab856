import Terminal

struct Span: Hashable {
    let text: String
    let role: Role

    init(_ text: String, _ role: Role) {
        self.text = text
        self.role = role
    }

    var columns: Int { DisplayWidth.columns(of: text) }
}

typealias StyledLine = [Span]

extension StyledLine { var columns: Int { reduce(0) { $0 + $1.columns } } }

/// The frame that views draw on, and the theme that turns roles into styles.
struct Canvas {
    let theme: Theme
    var frame: Frame

    /// Draws a text over the present background, clipped to a width. Returns the columns used.
    @discardableResult mutating func put(
        _ text: String, _ role: Role, column: Int, row: Int, width: Int = .max
    ) -> Int {
        let below = Style(background: frame[column: column, row: row].style.background)
        return frame.put(
            text, column: column, row: row, style: theme[role].over(below), width: max(0, width))
    }

    /// Draws a text on the first row of a rectangle, truncated to its width.
    mutating func put(_ text: String, _ role: Role, in rect: Rect, _ glyphs: Glyphs) {
        let shown = DisplayWidth.truncate(text, to: rect.columns, ellipsis: glyphs.ellipsis)
        put(shown, role, column: rect.column, row: rect.row, width: rect.columns)
    }

    mutating func put(_ line: StyledLine, in rect: Rect, row: Int) {
        var column = rect.column
        for span in line {
            let width = rect.endColumn - column
            guard width > 0 else { return }
            column += put(span.text, span.role, column: column, row: row, width: width)
        }
    }

    mutating func fill(_ rect: Rect, _ role: Role, text: Character = " ") {
        let below = Style(background: frame[column: rect.column, row: rect.row].style.background)
        frame.fill(rect, style: theme[role].over(below), text: text)
    }

    /// Applies only a role's background, if it has one.
    mutating func tint(_ rect: Rect, _ role: Role) {
        let background = theme[role].background
        guard background != .terminalDefault else { return }
        frame.restyle(rect) { style in
            var style = style
            style.background = background
            return style
        }
    }

    /// Applies a role's background and attributes; the text keeps its colours.
    mutating func highlight(_ rect: Rect, _ role: Role) {
        frame.restyle(rect) { theme.marking($0, as: role) }
    }
}

/// Labels and values in lines; each value wraps beside its label.
struct LabelledLines {
    /// A label, its value as SafeText of one line or several, and the value's role.
    typealias Field = (label: String, value: String, role: Role)

    private let fields: [Field]
    private let width: Int
    private let glyphs: Glyphs

    init(_ fields: [Field], width: Int, glyphs: Glyphs) {
        self.fields = fields
        self.width = width
        self.glyphs = glyphs
    }

    var lines: [StyledLine] {
        let longest = fields.map { DisplayWidth.columns(of: $0.label) }.max() ?? 0
        let labelWidth = min(longest, max(8, width / 3)) + 2
        return fields.flatMap { label, value, role in
            let wrapped = value.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
                DisplayWidth.wrap(String($0), to: max(8, width - labelWidth))
            }
            return wrapped.enumerated().map { index, part in
                let head = DisplayWidth.truncate(
                    index == 0 ? label : "", to: labelWidth - 2, ellipsis: glyphs.ellipsis)
                let padding = labelWidth - DisplayWidth.columns(of: head)
                return [
                    Span(head + String(repeating: " ", count: padding), .detailsLabel),
                    Span(part, role),
                ]
            }
        }
    }
}
