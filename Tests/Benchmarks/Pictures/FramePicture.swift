import Terminal

/// A frame as an SVG image, as a terminal would show it.
struct FramePicture {
    private static let cell = (width: 8.4, height: 18.0)
    private static let fontSize = 14.0
    private static let baseline = 13.5
    private static let margin = 10.0

    private let frame: Frame
    private let ground: Style

    /// Takes a frame.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - ground: The colours of what says nothing of its own.
    init(_ frame: Frame, ground: Style) {
        self.frame = frame
        self.ground = ground
    }

    /// The image.
    var svg: String {
        let width = Double(frame.size.columns) * Self.cell.width + 2 * Self.margin
        let height = Double(frame.size.rows) * Self.cell.height + 2 * Self.margin
        let rows = (0..<frame.size.rows).map { picture(ofRow: $0) }.joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(text(width)) \(text(height))" \
            font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace" \
            font-size="\(text(Self.fontSize))">
            <rect width="100%" height="100%" rx="8" fill="\(hex(ground.background, or: "#000000"))"/>
            \(rows)</svg>

            """
    }

    /// Cells beside each other that look alike.
    private struct Stretch {
        var column: Int
        var columns: Int
        var text: String
        var style: Style
    }

    private func picture(ofRow row: Int) -> String {
        let stretches = stretches(ofRow: row)
        let top = Self.margin + Double(row) * Self.cell.height
        let grounds = stretches.compactMap { stretch -> String? in
            let colour = hex(stretch.style.background, or: "")
            guard !colour.isEmpty, colour != hex(ground.background, or: "") else { return nil }
            return rectangle(stretch.column, stretch.columns, top, Self.cell.height, colour)
        }
        let texts = stretches.map { picture(of: $0, top: top) }
        return (grounds + texts).joined()
    }

    private func stretches(ofRow row: Int) -> [Stretch] {
        var stretches: [Stretch] = []
        for column in 0..<frame.size.columns {
            let cell = frame[column: column, row: row]
            if let last = stretches.indices.last, cell.isTrailingHalf {
                stretches[last].columns += 1
            } else if let last = stretches.indices.last, stretches[last].style == cell.style {
                stretches[last].columns += 1
                stretches[last].text += cell.text
            } else {
                stretches.append(
                    Stretch(column: column, columns: 1, text: cell.text, style: cell.style))
            }
        }
        return stretches
    }

    private func picture(of stretch: Stretch, top: Double) -> String {
        let colour = hex(stretch.style.foreground, or: hex(ground.foreground, or: "#ffffff"))
        var result = ""
        var word = (column: stretch.column, columns: 0, text: "")
        func end() {
            if word.text.contains(where: { $0 != " " }) {
                result += text(word.text, word.column, word.columns, top, colour, stretch.style)
            }
            word = (word.column + word.columns, 0, "")
        }
        var column = stretch.column
        for sign in stretch.text {
            let columns = max(1, DisplayWidth.columns(of: sign))
            if let block = block(sign, column, top, colour) {
                end()
                result += block
                word.column = column + columns
            } else if sign == " ", word.text.hasSuffix(" ") || word.text.isEmpty {
                end()
                word.column = column + columns
            } else {
                word.text.append(sign)
                word.columns += columns
            }
            column += columns
        }
        end()
        return result
    }

    private func text(
        _ word: String, _ column: Int, _ columns: Int, _ top: Double, _ colour: String,
        _ style: Style
    ) -> String {
        let shown = word.last == " " ? String(word.dropLast()) : word
        let width = Double(word.last == " " ? columns - 1 : columns) * Self.cell.width
        var look = style.attributes.contains(.bold) ? " font-weight=\"bold\"" : ""
        if style.attributes.contains(.italic) { look += " font-style=\"italic\"" }
        if style.attributes.contains(.underline) { look += " text-decoration=\"underline\"" }
        return """
            <text x="\(text(x(column)))" y="\(text(top + Self.baseline))" \
            textLength="\(text(width))" fill="\(colour)"\(look)>\(escaped(shown))</text>

            """
    }

    /// A sign that fills its cell up to an edge is drawn, as fonts leave gaps between them.
    private func block(
        _ sign: Character, _ column: Int, _ top: Double, _ colour: String
    ) -> String? {
        let height = Self.cell.height
        if let eighths = Array("▁▂▃▄▅▆▇█").firstIndex(of: sign) {
            let part = height * Double(eighths + 1) / 8
            return rectangle(column, 1, top + height - part, part, colour)
        }
        if let eighths = Array("▏▎▍▌▋▊▉").firstIndex(of: sign) {
            return rectangle(column, Double(eighths + 1) / 8, top, height, colour)
        }
        switch sign {
        case "─": return rectangle(column, 1, top + height / 2, 1, colour)
        case "│":
            return """
                <rect x="\(text(x(column) + Self.cell.width / 2))" y="\(text(top))" width="1" \
                height="\(text(height))" fill="\(colour)"/>

                """
        default: return nil
        }
    }

    private func rectangle(
        _ column: Int, _ columns: Int, _ top: Double, _ height: Double, _ colour: String
    ) -> String { rectangle(column, Double(columns), top, height, colour) }

    private func rectangle(
        _ column: Int, _ columns: Double, _ top: Double, _ height: Double, _ colour: String
    ) -> String {
        """
        <rect x="\(text(x(column)))" y="\(text(top))" width="\(text(columns * Self.cell.width))" \
        height="\(text(height))" fill="\(colour)"/>

        """
    }

    private func x(_ column: Int) -> Double { Self.margin + Double(column) * Self.cell.width }

    private func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private func hex(_ color: Color, or other: String) -> String {
        guard case .rgb(let red, let green, let blue) = color else { return other }
        return "#"
            + [red, green, blue].map { part in
                let digits = String(part, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
