/// A TOML file as values, with the position of each key.
struct TOMLDocument: Sendable {
    let entries: [String: TOMLEntry]
    /// The position of each key and list item.
    let positions: [EntryPath: FilePosition]

    /// The most keys that may lead to an entry; more than any settings file has.
    static let deepest = 24

    /// Parses a TOML file.
    /// - Throws: All mistakes that prevent reading.
    init(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
        let bytes = Self.withoutMark(bytes)
        if let fault = Self.unreadable(bytes) {
            throw .mistakes([ConfigMistake(file: file, fault)])
        }
        let parser = TOMLParser(bytes, deepest: Self.deepest)
        guard parser.faults.isEmpty else {
            throw .mistakes(parser.faults.map { ConfigMistake(file: file, $0) })
        }
        entries = parser.entries
        positions = parser.positions
        // Settings become paths, arguments and headers, none of which can contain one.
        if let path = nullCharacter(in: .table(entries), at: EntryPath()) {
            throw .mistakes([
                ConfigMistake(file: file, position: positions[path], problem: .nullCharacter)
            ])
        }
    }

    /// Why bytes are no text; nil if they are.
    private static func unreadable(_ bytes: [UInt8]) -> TOMLFault? {
        if Self.isUTF16(bytes) {
            return TOMLFault(problem: .utf16, position: FilePosition(line: 1, column: 1))
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let valid = lines.prefix { String(validating: $0, as: UTF8.self) != nil }
        return TOMLFault(
            problem: .notUTF8, position: FilePosition(line: valid.count + 1, column: 1))
    }
}

extension ConfigMistake {
    fileprivate init(file: String, _ fault: TOMLFault) {
        self.init(file: file, position: fault.position, problem: fault.problem)
    }
}

/// Finds a text or a key with a null character.
private func nullCharacter(in entry: TOMLEntry, at path: EntryPath) -> EntryPath? {
    switch entry {
    case .text(let text): return text.utf8.contains(0) ? path : nil
    case .integer, .float, .boolean, .moment: return nil
    case .list(let items):
        for (index, item) in items.enumerated() {
            if let found = nullCharacter(in: item, at: path.index(index)) { return found }
        }
        return nil
    case .table(let entries):
        for (key, entry) in entries {
            let path = path.key(key)
            if key.utf8.contains(0) { return path }
            if let found = nullCharacter(in: entry, at: path) { return found }
        }
        return nil
    }
}

extension TOMLDocument {
    /// Removes the UTF-8 byte order mark that some editors write.
    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// Whether a file is UTF-16: it begins with that mark, or with a character with a zero byte.
    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return false }
        return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            || (bytes[0] == 0) != (bytes[1] == 0)
    }
}
