import Runs

/// A table under reading, and the mistakes found in it.
struct TableReader {
    /// Up to how many keys of a table are all named to somebody who wrote another one.
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

    /// Tells whether the table has a key, whatever its value.
    func holds<Value>(_ key: SettingsKey<Value>) -> Bool { entries[key.name] != nil }

    /// Reads a key's value; nil where it is not there or is wrong, which is noted.
    mutating func value<Value>(_ key: SettingsKey<Value>) -> Value? {
        guard let entry = entries[key.name] else { return nil }
        var reader = ValueReader(entry, at: path.key(key.name), in: context)
        let value = key.shape.read(&reader)
        mistakes += reader.mistakes
        return value
    }

    /// Reads a key's value, and notes where it is not there.
    mutating func required<Value>(
        _ key: SettingsKey<Value>, reason: MissingReason = .always
    ) -> Value? {
        guard holds(key) else {
            report(.missingKey(key.name, reason: reason), at: path.key(key.name))
            return nil
        }
        return value(key)
    }

    /// Notes a mistake of the table, or of a part of it.
    mutating func report(_ problem: ConfigProblem, at part: EntryPath? = nil) {
        mistakes.append(context.mistake(problem, at: part ?? path))
    }

    /// Notes every key that a table of keys does not have.
    mutating func reportKeys(outside rows: [KeyRow]) {
        let known = rows.map(\.name)
        for (key, entry) in entries where !known.contains(key) {
            // A value that is there already was hardly meant; a table may well be written in parts.
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
