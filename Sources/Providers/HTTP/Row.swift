import Runs

/// One row of a response, read field by field. A missing or mistyped field counts as unsaid; only a
/// required one makes the row unreadable.
struct Row: Hashable, Sendable {
    let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    /// The longest name, word or identifier, in bytes; longer text is useless in a list.
    private static let longestText = 16_384

    /// Reads text, or a number's digits. Cuts what is longer than any name.
    func text(_ path: FieldPath) -> Observed<String> {
        read(path) { value in
            switch value {
            case .string(let text), .number(let text): Self.cut(text)
            case .null, .bool, .array, .object: nil
            }
        }
    }

    /// The text at the end of a path; nil if it is absent or empty.
    func word(_ path: FieldPath) -> String? { text(path).value.flatMap { $0.isEmpty ? nil : $0 } }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longestText else { return text }
        var bytes = Array(text.utf8.prefix(longestText - 4))
        // The last character may be cut in half.
        while let last = bytes.last, last >= 0x80 {
            bytes.removeLast()
            if last >= 0xC0 { break }
        }
        return String(decoding: bytes, as: UTF8.self) + "…"
    }

    /// Reads a whole number, perhaps written as text with white space around it.
    func integer(_ path: FieldPath) -> Observed<Int64> {
        read(path) { value in
            guard let text = value.string else { return value.integer }
            return JSONValue.string(text.trimmingWhitespace).integer
        }
    }

    /// Reads a duration in milliseconds; a negative one counts as unsaid.
    func duration(_ path: FieldPath) -> Observed<Int64> {
        read(path) { value in value.integer.flatMap { $0 >= 0 ? $0 : nil } }
    }

    /// Reads a moment in any usual notation; text that stands for none is null.
    func moment(_ path: FieldPath) -> Observed<Timestamp.Parsed> {
        guard let reading = timeReading(path) else { return .unsaid }
        return switch reading {
        case .moment(let moment): .value(moment)
        case .none: .null
        case .unreadable: .unsaid
        }
    }

    func unreadableTimes(_ paths: FieldPath...) -> [String] {
        paths.filter { timeReading($0) == .unreadable }.map(\.text)
    }

    private func timeReading(_ path: FieldPath) -> Timestamp.Reading? {
        switch value[path] {
        case .string(let text), .number(let text): Timestamp.read(text)
        case .null: Timestamp.Reading.none
        case .bool, .array, .object: .unreadable
        case nil: nil
        }
    }

    func json(_ path: FieldPath) -> Observed<JSONValue> { read(path) { $0 } }

    /// Reads text that a row requires. Throws the row's identifier and the path if the text is
    /// absent, empty or too long; only the identifier if the row is no object.
    func required(_ path: FieldPath) throws(RejectedRow) -> String {
        try requireObject()
        guard let text = word(path), value[path]?.scalarText?.utf8.count ?? 0 <= Self.longestText
        else { throw rejected(id: word("id"), field: path.text) }
        return text
    }

    private func rejected(id: String?, field: String?) -> RejectedRow {
        let digest = id == nil ? KnownRows.digest([JSONWriter.text(of: value)]) : nil
        return RejectedRow(id: id, field: field, digest: digest)
    }

    /// Throws the row's identifier, if known, unless the row is an object; broken JSON is none.
    func requireObject() throws(RejectedRow) {
        guard value.members == nil else { return }
        throw rejected(id: value.string.flatMap(Self.identifier), field: nil)
    }

    private static func identifier(in remains: String) -> String? {
        guard let key = remains.firstRange(of: "\"id\"") else { return nil }
        let rest = remains[key.upperBound...].drop { $0.isWhitespace || $0 == ":" }
        let id =
            rest.first == "\""
            ? rest.dropFirst().prefix { $0 != "\"" }
            : rest.prefix { !$0.isWhitespace && !",}]".contains($0) }
        return id.isEmpty || id.utf8.count > longestText ? nil : String(id)
    }

    private func read<Value: Hashable & Sendable>(
        _ path: FieldPath, _ convert: (JSONValue) -> Value?
    ) -> Observed<Value> {
        guard let found = value[path] else { return .unsaid }
        return found.isNull ? .null : Observed(orUnsaid: convert(found))
    }
}

extension RejectedRow: Error {}

extension Observed {
    var value: Value? {
        switch self {
        case .value(let value): value
        case .null, .unsaid: nil
        }
    }

    func map<Other>(_ convert: (Value) -> Other) -> Observed<Other> {
        switch self {
        case .value(let value): .value(convert(value))
        case .null: .null
        case .unsaid: .unsaid
        }
    }
}

/// A path to a field: keys and positions in lists, joined by dots, such as `errors.0.title`.
struct FieldPath: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral text: String) { self.text = text }
}

extension JSONValue {
    /// The value at the end of a path; nil if the path breaks off.
    subscript(path: FieldPath) -> JSONValue? {
        var value = self
        var rest = path.text[...]
        while true {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: ".")) ?? rest.endIndex
            guard let next = value[step: rest[..<end]] else { return nil }
            guard end < rest.endIndex else { return next }
            value = next
            rest = rest[rest.utf8.index(after: end)...]
        }
    }

    /// The text of a string, number or boolean as written; nil if empty.
    var word: String? { scalarText.flatMap { $0.isEmpty ? nil : $0 } }

    private subscript(step step: Substring) -> JSONValue? {
        switch self {
        case .object(let members): members.last { $0.key == step }?.value
        case .array(let elements):
            Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        case .null, .bool, .number, .string: nil
        }
    }
}

extension RunError {
    /// Reads an error: text, or an object with a code and a message. Empty text and an empty object
    /// are none; any other shape is kept as JSON.
    static func observed(_ said: Observed<JSONValue>) -> Observed<RunError> {
        guard let value = said.value else { return said.map { _ in RunError(message: nil) } }
        if value.scalarText != nil {
            return Observed(orNull: value.word.map { RunError(message: $0) })
        }
        let (code, message) = (value["code"]?.word, value["message"]?.word)
        guard code == nil, message == nil else {
            return .value(RunError(code: code, message: message))
        }
        let members = value.members ?? []
        let isEmpty = members.allSatisfy { $0.value.isNull || $0.value.string == "" }
        guard members.isEmpty || !isEmpty else { return .null }
        return .value(RunError(message: JSONWriter.text(of: value)))
    }
}

/// A vendor's status words, for reading and requesting rows; case and outer white space are
/// ignored.
struct StatusWords: ExpressibleByDictionaryLiteral, Sendable {
    private let words: [(word: String, status: RunStatus)]

    init(dictionaryLiteral words: (String, RunStatus)...) { self.words = words }

    /// The status of a word; unknown without one, or for an unlisted one.
    func status(of raw: (some StringProtocol)?) -> RunStatus {
        guard let raw else { return .unknown }
        let plain = Self.plain(raw)
        return words.first { $0.word == plain }?.status ?? .unknown
    }

    func words(for statuses: Set<RunStatus>) -> [String] {
        words.filter { statuses.contains($0.status) }.map(\.word)
    }

    static func plain(_ raw: some StringProtocol) -> String { raw.trimmingWhitespace.lowercased() }
}
