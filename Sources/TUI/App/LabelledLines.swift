import Terminal

/// Lines of labels and values, each value wrapped beside its label.
struct LabelledLines {
    /// A label, its value as SafeText of one line or several, and the value's role.
    typealias Field = (label: String, value: String, role: Role)

    private let fields: [Field]
    private let width: Int
    private let glyphs: Glyphs

    /// - Parameters:
    ///   - fields: The fields, in order.
    ///   - width: The width to wrap to, in columns.
    ///   - glyphs: The signs that the terminal can show.
    init(_ fields: [Field], width: Int, glyphs: Glyphs) {
        self.fields = fields
        self.width = width
        self.glyphs = glyphs
    }

    /// The lines.
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
