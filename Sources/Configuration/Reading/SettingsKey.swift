/// One key of a table: its name, the shape of its value, and its purpose.
struct SettingsKey<Value: Sendable>: Sendable {
    let name: String
    let shape: ValueShape<Value>
    /// The purpose, as part of a sentence.
    let help: String

    init(_ name: String, _ shape: ValueShape<Value>, _ help: String) {
        self.name = name
        self.shape = shape
        self.help = help
    }

    /// The key without its type, for its table of keys.
    var row: KeyRow { KeyRow(name: name, expected: shape.expected, help: help) }
}

/// A row in a table of keys.
package struct KeyRow: Hashable, Sendable {
    package let name: String
    package let expected: Expectation
    /// The purpose, as part of a sentence.
    package let help: String
}

/// A kind of value and its reader.
struct ValueShape<Value: Sendable>: Sendable {
    let expected: Expectation
    /// Reads the value, or reports what is wrong with it.
    let read: @Sendable (inout ValueReader) -> Value?

    /// A shape for texts, which `read` converts or refuses.
    static func fromText(
        _ expected: Expectation, _ read: @escaping @Sendable (String, inout ValueReader) -> Value?
    ) -> ValueShape {
        ValueShape(expected: expected) { reader in
            guard case .text(let text) = reader.entry else {
                return reader.refuse(expecting: expected)
            }
            return read(text, &reader)
        }
    }

    static func fromTable(
        _ read: @escaping @Sendable (inout TableReader) -> Value?
    ) -> ValueShape {
        ValueShape(expected: .table) { reader in
            guard case .table(let entries) = reader.entry else {
                return reader.refuse(expecting: .table)
            }
            return reader.table(entries, read)
        }
    }

    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> ValueShape<Other> {
        ValueShape<Other>(expected: expected) { reader in read(&reader).map(transform) }
    }
}

/// A value being read, and its mistakes.
struct ValueReader {
    let entry: TOMLEntry
    let path: EntryPath
    let context: ReadingContext
    private(set) var mistakes: [ConfigMistake] = []

    init(_ entry: TOMLEntry, at path: EntryPath, in context: ReadingContext) {
        self.entry = entry
        self.path = path
        self.context = context
    }

    /// Reports a mistake of this value, or of a part of it.
    mutating func report(_ problem: ConfigProblem, at part: EntryPath? = nil) {
        mistakes.append(context.mistake(problem, at: part ?? path))
    }

    /// Reports a mistake and returns nil, for a guard's exit.
    mutating func refuse<Value>(_ problem: ConfigProblem) -> Value? {
        report(problem)
        return nil
    }

    /// Reports that another kind of value is expected.
    mutating func refuse<Value>(expecting expected: Expectation) -> Value? {
        refuse(.wrongType(found: entry.kind, expected: expected))
    }

    mutating func table<Value>(
        _ entries: [String: TOMLEntry], _ body: (inout TableReader) -> Value?
    ) -> Value? {
        var reader = TableReader(entries, at: path, in: context)
        let value = body(&reader)
        mistakes += reader.mistakes
        return value
    }

    /// Reads the value as a list of tables under a key, and adds their mistakes. `read` gets the
    /// index of a table and the earlier items; a table without an item is skipped.
    mutating func tables<Item>(
        under key: String, _ read: (inout TableReader, Int, [Item]) -> Item?
    ) -> [Item]? {
        guard case .list(let list) = entry else { return refuse(expecting: .tableList(key)) }
        var items: [Item] = []
        for (index, element) in list.enumerated() {
            let path = path.index(index)
            guard case .table(let entries) = element else {
                report(.wrongType(found: element.kind, expected: .table), at: path)
                continue
            }
            var table = TableReader(entries, at: path, in: context)
            let item = read(&table, index, items)
            mistakes += table.mistakes
            if let item { items.append(item) }
        }
        return items
    }
}
