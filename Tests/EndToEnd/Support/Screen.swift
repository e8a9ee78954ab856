/// What stands on a terminal's screen.
struct Screen: CustomStringConvertible {
    /// The rows of the screen, from the top, without the spaces at their ends.
    let lines: [String]

    var description: String { lines.map { "  |" + $0 }.joined(separator: "\n") }

    /// Whether a text stands somewhere within one row.
    func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

    /// Whether something within one row reads so.
    func contains(_ pattern: Regex<Substring>) -> Bool { lines.contains { $0.contains(pattern) } }

    /// The first row.
    var header: String { lines.first ?? "" }

    /// The last row.
    var footer: String { lines.last ?? "" }

    /// The row that names the view, the filter and how much is listed.
    var title: String { lines.first { $0.hasPrefix(" 1 Runs") } ?? "" }

    /// How many runs are listed, after the title.
    var listed: Int? { numbers.first }

    /// How many runs are held, after the title.
    var held: Int? { numbers.last }

    private var numbers: [Int] {
        let words = title.split(separator: " ").suffix(3)
        return words.compactMap { Int($0.replacing(",", with: "")) }
    }

    /// The rows of the table.
    var runs: [Row] { lines.compactMap(Row.init) }

    /// The rows below the line that separates the details from the table.
    var details: [String] {
        let separator = lines.firstIndex { $0.hasPrefix("──────") }
        return separator.map { lines[($0 + 1)...].dropLast() }.map(Array.init) ?? []
    }

    /// One row of the table.
    struct Row: Hashable, CustomStringConvertible {
        /// The sign of the status.
        let sign: Character
        /// The cells: two spaces or more stand between them.
        let cells: [String]
        let description: String

        /// Reads a row of the screen; nil where it is none of the table's, which begin with a sign
        /// and a time.
        init?(_ line: String) {
            guard let match = line.prefixMatch(of: /\s([○▶✔▲✖–■•?])\s(?:\d\d[:-]\d\d|≤)/),
                let sign = match.1.first
            else { return nil }
            self.sign = sign
            cells = line.dropFirst(3).split(separator: /\s\s+/).map(String.init)
            description = line
        }

        /// Whether one of the cells is this text.
        func has(_ cell: String) -> Bool { cells.contains(cell) }
    }
}
