import Query
import Runs
package import RunTable

/// A predefined view: a named filter, order and table.
package struct ViewSettings: Hashable, Sendable {
    package let name: String
    /// The valid filter as written.
    package let filter: String
    package let order: RunOrder
    /// Runs by default.
    package let view: Kind
    /// Whether the interface opens on it.
    package let isDefault: Bool

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case runs
        case pipelines
        case errors
        case sources
    }

    /// The table of the keys of every view.
    package static var keyTable: [KeyRow] { Keys.rows }

    private enum Keys {
        static let name = SettingsKey("name", .text, "what it is called")
        static let filter = SettingsKey("filter", .filter, "the filter expression")
        static let sort = SettingsKey("sort", .sortOrder, "the column to sort by; -NAME inverts")
        static let view =
            SettingsKey("view", .word, "the view that it shows")
            as SettingsKey<Kind>
        static let isDefault = SettingsKey("default", .boolean, "whether to open on it")

        static let rows = [name.row, filter.row, sort.row, view.row, isDefault.row]
    }

    /// Reads one view; reports mistakes and returns nil.
    init?(reading reader: inout TableReader) {
        reader.reportKeys(outside: Keys.rows)
        let name = reader.required(Keys.name)
        let filter = reader.value(Keys.filter) ?? ""
        let order = reader.value(Keys.sort) ?? .newestFirst
        let view = reader.value(Keys.view) ?? .runs
        let isDefault = reader.value(Keys.isDefault) ?? false
        guard let name else { return nil }
        self.name = name
        self.filter = filter
        self.order = order
        self.view = view
        self.isDefault = isDefault
    }
}

extension ValueShape where Value == [ViewSettings] {
    /// The list of views; skips wrong ones and reports their mistakes.
    static var views: ValueShape {
        ValueShape(expected: .tableList("view")) { reader in
            reader.tables(under: "view") { table, _, views in
                let view = ViewSettings(reading: &table)
                if let view, views.contains(where: { $0.name == view.name }) {
                    table.report(.repeated(view.name), at: table.path.key("name"))
                }
                if let view, view.isDefault, views.contains(where: \.isDefault) {
                    table.report(.repeated("default"), at: table.path.key("default"))
                }
                return view
            }
        }
    }
}

extension ValueShape where Value == String {
    /// A valid filter expression.
    static var filter: ValueShape {
        fromText(.text) { text, reader in
            do throws(QueryMistake) {
                _ = try Query.parse(text)
                return text
            } catch {
                return reader.refuse(.badFilter(error.sentence, column: error.column + 1))
            }
        }
    }
}

extension ValueShape where Value == RunOrder {
    /// A sort key; a leading `-` inverts its direction.
    static var sortOrder: ValueShape {
        fromText(.text) { text, reader in
            guard let order = RunOrder(name: text) else {
                let name = String(text.trimmingPrefix("-"))
                let known = SortKey.allCases.map(\.rawValue)
                return reader.refuse(
                    .unknownWord(
                        name, known: known,
                        nearest: EditDistance.nearestWord(to: name, among: known)))
            }
            return order
        }
    }
}
