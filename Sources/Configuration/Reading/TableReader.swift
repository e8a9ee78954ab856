import Runs

/// A table being read, and its mistakes.
struct TableReader {
    /// The most keys of a table that a message about an unknown key lists.
    private static let fewKeys = 6

    let entries: [String: TOMLEntry]
    let path: EntryPath
    var context: ReadingContext
    private(set) var mistakes: [ConfigMistake] = []

    init(_ entries: [String: TOMLEntry], at path: EntryPath, in context: ReadingContext) {
        self.entries = entries
        self.path = path
        self.context = context
    }

    func holds<Value>(_ key: SettingsKey<Value>) -> Bool { entries[key.name] != nil }

    /// Reads a key's value; nil if it is missing or wrong, which is reported.
    mutating func value<Value>(_ key: SettingsKey<Value>) -> Value? {
        guard let entry = entries[key.name] else { return nil }
        var reader = ValueReader(entry, at: path.key(key.name), in: context)
        let value = key.shape.read(&reader)
        mistakes += reader.mistakes
        return value
    }

    /// Reads a key's value, and reports a missing one.
    mutating func required<Value>(
        _ key: SettingsKey<Value>, reason: MissingReason = .always
    ) -> Value? {
        guard holds(key) else {
            report(.missingKey(key.name, reason: reason), at: path.key(key.name))
            return nil
        }
        return value(key)
    }

    /// Reports a mistake of the table, or of a part of it.
    mutating func report(_ problem: ConfigProblem, at part: EntryPath? = nil) {
        mistakes.append(context.mistake(problem, at: part ?? path))
    }

    /// Reports every key that is not in a table of keys.
    mutating func reportKeys(outside rows: [KeyRow]) {
        let known = rows.map(\.name)
        for (key, entry) in entries where !known.contains(key) {
            // A key that already has a value was hardly meant, except a table that is written in
            // parts.
            let meant = rows.filter { row in
                row.expected.suits(entry.kind) && entries[row.name]?.isInParts ?? true
            }
            let nearest = EditDistance.nearestWord(to: key, among: meant.map(\.name))
            report(
                .unknownKey(
                    key, known: known.count > Self.fewKeys ? [] : known, nearest: nearest),
                at: path.key(key))
        }
    }
}
