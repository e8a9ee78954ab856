import Runs

/// Which columns the table of runs shows, in which order and how wide.
package struct ColumnChoice: Hashable, Sendable {
    /// The columns, those that are not shown among them, in order.
    package private(set) var entries: [Entry]

    /// One column.
    package struct Entry: Hashable, Sendable {
        /// The column's name.
        package let id: String
        /// Whether it is shown where there is room.
        package var isShown: Bool
        /// Its width in columns of the screen; nil for its own.
        package var width: Int?

        /// Joins a column's name and how it is shown.
        package init(id: String, isShown: Bool, width: Int? = nil) {
            self.id = id
            self.isShown = isShown
            self.width = width.map { max(Self.widths.lowerBound, min(Self.widths.upperBound, $0)) }
        }

        static let widths = 4...120
    }

    /// The columns as they are without a choice.
    package static let usual = ColumnChoice(
        RunColumns.all.map { Entry(id: $0.id, isShown: $0.isUsual) })

    /// Takes a choice: names that there are no columns for are left out, and columns that it does
    /// not name are not shown.
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

    /// The columns that are shown, in order, with their widths.
    var columns: [Column<Run>] {
        entries.filter(\.isShown).compactMap { entry in
            var column = RunColumns.column(entry.id)
            if let width = entry.width, let alignment = column?.width.alignment {
                column?.width = .fixed(width, alignment)
            }
            return column
        }
    }

    /// Shows a column or hides it, unless it is the last one that is shown.
    mutating func toggle(_ place: Int) -> Bool {
        guard entries.indices.contains(place) else { return false }
        let isLast = entries[place].isShown && entries.count(where: \.isShown) == 1
        guard !isLast else { return false }
        entries[place].isShown.toggle()
        return true
    }

    /// Moves a column one place on, and returns where it stands then.
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
