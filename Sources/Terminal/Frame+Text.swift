extension Frame {
    /// Writes text on one row, clipped to `width` columns and to the frame. A wide character that
    /// does not fit becomes a space; controls and lone combining marks are left out. Returns the
    /// columns used from `column` on, including those left of the frame, so that the sum is the
    /// position of the next text.
    @discardableResult
    package mutating func put(
        _ text: String, column: Int, row: Int, style: Style, width: Int = .max
    ) -> Int {
        guard width > 0, column < size.columns else { return 0 }
        let end = min(size.columns, column.addingSaturating(width))
        var position = column
        guard !text.unicodeScalars.allSatisfy({ DisplayWidth.plainColumns(of: $0) != nil }) else {
            for scalar in text.unicodeScalars where position < end {
                let columns = DisplayWidth.plainColumns(of: scalar) ?? 0
                let stop = min(end, position.addingSaturating(columns))
                let piece = DisplayWidth.Piece(text: String(scalar), columns: columns)
                place(piece, in: position..<stop, row: row, style: style)
                position = stop
            }
            return position - column
        }
        for character in text {
            guard position < end else { break }
            if let ascii = character.asciiValue {
                // Carriage return and line feed form one character with the value of the latter.
                guard ascii >= 0x20, ascii < 0x7F else { continue }
                set(Cell(text: String(character), style: style), column: position, row: row)
                position += 1
                continue
            }
            for piece in DisplayWidth.pieces(of: character) where position < end {
                let stop = min(end, position.addingSaturating(piece.columns))
                place(piece, in: position..<stop, row: row, style: style)
                position = stop
            }
        }
        return position - column
    }

    /// Puts a piece into its columns, or spaces if some of them are cut off.
    private mutating func place(
        _ piece: DisplayWidth.Piece, in columns: Range<Int>, row: Int, style: Style
    ) {
        let isWhole = columns.count == piece.columns && columns.lowerBound >= 0
        for column in columns {
            let text = !isWhole ? " " : column == columns.lowerBound ? piece.text : ""
            set(Cell(text: text, style: style), column: column, row: row)
        }
    }

    /// Stores a cell and blanks the other half of a wide character that it cuts.
    mutating func set(_ cell: Cell, column: Int, row: Int) {
        guard let index = index(column: column, row: row) else { return }
        if cells[index].isTrailingHalf, !cell.isTrailingHalf, column > 0 {
            cells[index - 1].text = " "
        }
        if column + 1 < size.columns, cells[index + 1].isTrailingHalf {
            cells[index + 1].text = " "
        }
        cells[index] = cell
    }
}
