import TOMLKit

/// A TOML file as values, and where each of its keys stands.
///
/// This is the only file that knows the parser.
struct TOMLDocument: Sendable {
    /// The entries at the file's top.
    let entries: [String: TOMLEntry]
    /// Where each key and each item of a list stands.
    let positions: [EntryPath: FilePosition]

    /// How many keys may lead to an entry; more than any file of ours has.
    static let deepest = 24

    /// Reads a TOML file of a name.
    ///
    /// - Throws: The one mistake that keeps the file from being read at all, for its writer.
    init(_ bytes: [UInt8], file: String) throws(SettingsFailure) {
        do throws(TOMLFault) {
            try self.init(bytes)
        } catch {
            throw .mistakes([
                ConfigMistake(file: file, position: error.position, problem: error.problem)
            ])
        }
    }

    /// Reads a TOML file.
    ///
    /// - Throws: The one mistake that keeps the file from being read at all.
    init(_ bytes: [UInt8]) throws(TOMLFault) {
        let bytes = ByteOrderMark.removed(from: bytes)
        guard !ByteOrderMark.isUTF16(bytes) else {
            throw TOMLFault(problem: .utf16, position: FilePosition(line: 1, column: 1))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TOMLFault(problem: .notUTF8, position: firstInvalidByte(in: bytes))
        }
        // The parser works on C strings, which would end at such a character unseen.
        if let place = text.firstRange(of: "\0")?.lowerBound {
            throw TOMLFault(
                problem: .nullCharacter, position: Settings.position(of: place, in: text))
        }
        if let gap = ParserGap.first(in: text) {
            throw TOMLFault(problem: gap.problem, position: gap.position)
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            let position = FilePosition(line: begin.line, column: begin.column)
            let words = withoutValues(error.description)
            throw TOMLFault(
                problem: .syntax(
                    expectation(words, isAtLineEnd: isLineEnd(position, in: text)) ?? words),
                position: position)
        } catch {
            throw TOMLFault(problem: .syntax("the file cannot be read"), position: nil)
        }
        let positions = KeyScanner.positions(in: text, deepest: Self.deepest)
        var tooDeep: EntryPath?
        entries = converted(table, at: EntryPath(), tooDeep: &tooDeep)
        self.positions = positions
        if let tooDeep {
            throw TOMLFault(
                problem: .nestedTooDeeply, position: positions[tooDeep] ?? positions[tooDeep.parent]
            )
        }
    }
}

/// Why a file is no TOML, and where.
struct TOMLFault: Error {
    let problem: ConfigProblem
    let position: FilePosition?
}

private func converted(
    _ table: TOMLTable, at path: EntryPath, tooDeep: inout EntryPath?
) -> [String: TOMLEntry] {
    var entries: [String: TOMLEntry] = [:]
    for key in table.keys {
        guard let value = table[key] else { continue }
        entries[key] = converted(value, at: path.key(key), tooDeep: &tooDeep)
    }
    return entries
}

private func converted(
    _ value: any TOMLValueConvertible, at path: EntryPath, tooDeep: inout EntryPath?
) -> TOMLEntry {
    guard path.steps.count <= TOMLDocument.deepest else {
        tooDeep = path
        return .moment
    }
    switch value.type {
    case .string: return .text(value.string ?? "")
    case .int: return .integer(value.int ?? 0)
    case .double: return .float(value.double ?? 0)
    case .bool: return .boolean(value.bool ?? false)
    case .date, .time, .dateTime: return .moment
    case .array:
        guard let array = value.array else { return .list([]) }
        var items: [TOMLEntry] = []
        for index in 0..<array.count {
            items.append(converted(array[index], at: path.index(index), tooDeep: &tooDeep))
        }
        return .list(items)
    case .table:
        guard let table = value.table else { return .table([:]) }
        return .table(converted(table, at: path, tooDeep: &tooDeep))
    }
}

/// Words what the parser expected where a text lacks its quotation marks; nil for other mistakes.
private func expectation(_ words: String, isAtLineEnd: Bool) -> String? {
    if words.hasSuffix("string)"), isAtLineEnd || words.contains("end-of-file") {
        return "expected a closing quotation mark"
    }
    if words.hasPrefix("could not determine value type") {
        return "expected a value; write a text in quotation marks"
    }
    if words.hasPrefix("expected digit"), words.hasSuffix("integer)") {
        return
            "expected a number; write a text in quotation marks, also one that begins with digits"
    }
    return nil
}

/// Whether a line goes no further than to a place.
private func isLineEnd(_ position: FilePosition, in text: String) -> Bool {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(position.line - 1) else { return true }
    return lines[position.line - 1].dropFirst(position.column - 1).allSatisfy { $0 == "\r" }
}

/// Shortens the parser's words, and drops what they quote of the file's values, as a value can be
/// a secret.
private func withoutValues(_ description: String) -> String {
    var words = description
    if let start = words.firstRange(of: "Error while parsing "),
        let colon = words.firstRange(of: ": "), start.upperBound < colon.lowerBound
    {
        let scope = words[start.upperBound..<colon.lowerBound]
        words = words[colon.upperBound...] + " (reading \(scope))"
    }
    guard !words.contains("cannot redefine") else { return words }
    let parts = words.split(separator: "'", omittingEmptySubsequences: false)
    let kept = parts.enumerated().map { index, part in
        index.isMultiple(of: 2) || part.unicodeScalars.count <= 2 ? String(part) : "…"
    }
    return kept.joined(separator: "'")
}

private func firstInvalidByte(in bytes: [UInt8]) -> FilePosition {
    var line = 1
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        guard String(validating: text, as: UTF8.self) != nil else {
            return FilePosition(line: line, column: 1)
        }
        line += 1
    }
    return FilePosition(line: line, column: 1)
}

private func position(of index: String.Index, in text: String) -> FilePosition {
    let before = text.unicodeScalars[..<index]
    let line = before.count { $0 == "\n" } + 1
    let column = before.reversed().prefix { $0 != "\n" }.count + 1
    return FilePosition(line: line, column: column)
}
