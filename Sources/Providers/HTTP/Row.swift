import Runs

/// One row of a response, read field by field: what is missing or of another type is nothing
/// said, and only a required field makes a row unreadable.
struct Row: Hashable, Sendable {
    /// The row.
    let value: JSONValue

    /// Wraps a row.
    init(_ value: JSONValue) { self.value = value }

    /// Reads text; numbers count as their digits.
    func text(_ path: FieldPath) -> Observed<String> {
        read(path) { value in
            switch value {
            case .string(let text), .number(let text): text
            case .null, .bool, .array, .object: nil
            }
        }
    }

    /// Reads a whole number, which may be written as text.
    func integer(_ path: FieldPath) -> Observed<Int64> { read(path) { $0.integer } }

    /// Reads a moment.
    func moment(_ path: FieldPath) -> Observed<Timestamp.Parsed> {
        read(path) { $0.string.flatMap { Timestamp.parse($0) } }
    }

    /// Reads an object or a list as it stands.
    func json(_ path: FieldPath) -> Observed<JSONValue> { read(path) { $0 } }

    /// Reads text that a row cannot do without.
    ///
    /// - Parameters:
    ///   - path: The way to it.
    ///   - id: The way to the row's identifier, for the report.
    /// - Returns: The text, which is not empty.
    /// - Throws: The row's identifier and the path, where there is no text or it is empty.
    func required(_ path: FieldPath, id: FieldPath = "id") throws(RejectedRow) -> String {
        guard let text = text(path).value, !text.isEmpty else {
            throw RejectedRow(id: self.text(id).value, field: path.text)
        }
        return text
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
    /// The value, or nil where there is none or nothing was said.
    var value: Value? {
        switch self {
        case .value(let value): value
        case .null, .unsaid: nil
        }
    }

    /// Converts a value and leaves the rest.
    func map<Other>(_ convert: (Value) -> Other) -> Observed<Other> {
        switch self {
        case .value(let value): .value(convert(value))
        case .null: .null
        case .unsaid: .unsaid
        }
    }
}
