import Runs

/// The chosen columns of the runs, with their order and widths.
package struct ColumnChoice: Hashable, Sendable {
    /// All columns in order, hidden ones too.
    package private(set) var entries: [Entry]

    /// One column.
    package struct Entry: Hashable, Sendable {
        /// The column's name.
        package let id: String
        /// Whether it is shown if there is room.
        package var isShown: Bool
        /// The chosen width in terminal columns; nil for the column's own.
        package var width: Int?

        /// Creates an entry; clamps its width to 4...120.
        package init(id: String, isShown: Bool, width: Int? = nil) {
            self.id = id
            self.isShown = isShown
            self.width = width.map { max(Self.widths.lowerBound, min(Self.widths.upperBound, $0)) }
        }

        static let widths = 4...120
    }

    /// The default columns.
    package static let usual = ColumnChoice(
        RunColumns.all.map { Entry(id: $0.id, isShown: $0.isUsual) })

    /// Drops unknown and repeated names, and hides the columns that the choice does not name.
    package init(_ chosen: [Entry]) {
        var entries: [Entry] = []
        for entry in chosen
        where RunColumns.column(entry.id) != nil && !entries.contains(where: { $0.id == entry.id })
        { entries.append(entry) }
        for column in RunColumns.all where !entries.contains(where: { $0.id == column.id }) {
            entries.append(Entry(id: column.id, isShown: false))
        }
        self.entries = entries
    }

    var columns: [Column<Run>] {
        entries.filter(\.isShown).compactMap { entry in
            var column = RunColumns.column(entry.id)
            if let width = entry.width, let alignment = column?.width.alignment {
                column?.width = .fixed(width, alignment)
            }
            return column
        }
    }

    /// Shows or hides a column; false for the last shown one.
    mutating func toggle(_ place: Int) -> Bool {
        guard entries.indices.contains(place) else { return false }
        let isLast = entries[place].isShown && entries.count(where: \.isShown) == 1
        guard !isLast else { return false }
        entries[place].isShown.toggle()
        return true
    }

    mutating func move(_ place: Int, by steps: Int) -> Int {
        let target = place + steps
        guard entries.indices.contains(place), entries.indices.contains(target) else {
            return place
        }
        entries.swapAt(place, target)
        return target
    }

    mutating func widen(_ place: Int, by columns: Int) {
        guard entries.indices.contains(place) else { return }
        let entry = entries[place]
        let present = entry.width ?? RunColumns.column(entry.id)?.width.least ?? 10
        entries[place] = Entry(id: entry.id, isShown: entry.isShown, width: present + columns)
    }
}
