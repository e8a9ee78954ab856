/// One key of a table: its name, what it takes, and what it is for.
struct SettingsKey<Value: Sendable>: Sendable {
    let name: String
    let shape: ValueShape<Value>
    /// What the key sets, as part of a sentence.
    let help: String

    init(_ name: String, _ shape: ValueShape<Value>, _ help: String) {
        self.name = name
        self.shape = shape
        self.help = help
    }

    /// The key without its type, for the table of keys that it belongs to.
    var row: KeyRow { KeyRow(name: name, expected: shape.expected, help: help) }
}

/// A row in a table of keys.
package struct KeyRow: Hashable, Sendable {
    /// The key as written in the file.
    package let name: String
    /// What it takes.
    package let expected: Expectation
    /// What the key sets, as part of a sentence.
    package let help: String
}

/// A kind of value: how it is called, and how it is read.
struct ValueShape<Value: Sendable>: Sendable {
    let expected: Expectation
    /// Reads the value, or notes what is wrong with it.
    let read: @Sendable (inout ValueReader) -> Value?

    /// The same shape, its value turned into another.
    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> ValueShape<Other> {
        ValueShape<Other>(expected: expected) { reader in read(&reader).map(transform) }
    }
}

/// A value under reading, and the mistakes found in it.
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

    /// Notes a mistake of this value, or of a part of it.
    mutating func report(_ problem: ConfigProblem, at part: EntryPath? = nil) {
        mistakes.append(context.mistake(problem, at: part ?? path))
    }

    /// Takes over the mistakes found in a part of this value.
    mutating func add(_ found: [ConfigMistake]) { mistakes += found }

    /// Notes a mistake and hands back nothing, for a guard's exit.
    mutating func refuse<Value>(_ problem: ConfigProblem) -> Value? {
        report(problem)
        return nil
    }

    /// Notes that another kind of value is expected.
    mutating func refuse<Value>(expecting expected: Expectation) -> Value? {
        refuse(.wrongType(found: entry.kind, expected: expected))
    }

    /// Reads the value as a table, with whatever mistakes that finds.
    mutating func table<Value>(
        _ entries: [String: TOMLEntry], _ body: (inout TableReader) -> Value?
    ) -> Value? {
        var reader = TableReader(entries, at: path, in: context)
        let value = body(&reader)
        mistakes += reader.mistakes
        return value
    }
}
