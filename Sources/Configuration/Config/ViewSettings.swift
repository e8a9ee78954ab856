import Query
import Runs
package import RunTable

/// A filter, an order and a view under a name, as a configuration presets them.
package struct ViewSettings: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The filter as written; it can be read.
    package let filter: String
    /// The order.
    package let order: RunOrder
    /// The view, the runs where none is named.
    package let view: Kind
    /// Whether the interface opens on it.
    package let isDefault: Bool

    /// The views by their names.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case runs
        case pipelines
        case errors
        case sources
    }

    /// The table of the keys that every view takes.
    package static var keyTable: [KeyRow] { Keys.rows }

    private enum Keys {
        static let name = SettingsKey("name", .nonEmptyText, "what it is called")
        static let filter = SettingsKey("filter", .filter, "the filter expression")
        static let sort = SettingsKey("sort", .sortOrder, "the column to sort by; -NAME inverts")
        static let view =
            SettingsKey("view", .word, "the view that it shows")
            as SettingsKey<Kind>
        static let isDefault = SettingsKey("default", .boolean, "whether to open on it")

        static let rows = [name.row, filter.row, sort.row, view.row, isDefault.row]
    }

    /// Reads one view; nil where something is wrong with it, which is noted.
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
    /// The list of views; one that is wrong is left out, and its mistakes noted.
    static var views: ValueShape {
        let expected = Expectation.tableList("view")
        return ValueShape(expected: expected) { reader in
            guard case .list(let items) = reader.entry else {
                return reader.refuse(expecting: expected)
            }
            var views: [ViewSettings] = []
            for (index, item) in items.enumerated() {
                let path = reader.path.index(index)
                guard case .table(let entries) = item else {
                    reader.report(.wrongType(found: item.kind, expected: .table), at: path)
                    continue
                }
                var table = TableReader(entries, at: path, in: reader.context)
                let view = ViewSettings(reading: &table)
                if let view, views.contains(where: { $0.name == view.name }) {
                    table.report(.repeated(view.name), at: path.key("name"))
                }
                if let view, view.isDefault, views.contains(where: \.isDefault) {
                    table.report(.repeated("default"), at: path.key("default"))
                }
                reader.add(table.mistakes)
                if let view { views.append(view) }
            }
            return views
        }
    }
}

extension ValueShape where Value == String {
    /// A text with something in it.
    static var nonEmptyText: ValueShape {
        ValueShape(expected: .text) { reader in
            guard case .text(let text) = reader.entry else {
                return reader.refuse(expecting: .text)
            }
            return text.isEmpty ? reader.refuse(.emptyText) : text
        }
    }

    /// A filter expression that can be read.
    static var filter: ValueShape {
        ValueShape(expected: .text) { reader in
            guard case .text(let text) = reader.entry else {
                return reader.refuse(expecting: .text)
            }
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
    /// A sort key, with a `-` before it for the other end.
    static var sortOrder: ValueShape {
        ValueShape(expected: .text) { reader in
            guard case .text(let text) = reader.entry else {
                return reader.refuse(expecting: .text)
            }
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
