/// A JSON value without loss: numbers keep their digits, objects their order. Foundation's decoders
/// turn numbers into binary or 38-digit decimals and sort or drop keys.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as text (RFC 8259, section 6).
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order they were written; of equal keys, the last one counts.
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: JSONValue

        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    package static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(String(value))
    }

    /// The value of an object's key, nil if there is none. Cost: linear in the number of keys.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The value at the end of a path of keys; nil if the path breaks off.
    package subscript(path path: [String]) -> JSONValue? {
        path.reduce(Optional(self)) { value, key in value?[key] }
    }

    /// The approximate number of bytes as text. Cost: linear in the number of values.
    package var size: Int {
        switch self {
        case .null, .bool: 4
        case .number(let text), .string(let text): text.utf8.count
        case .array(let values): values.reduce(2) { $0 + $1.size + 1 }
        case .object(let members):
            members.reduce(2) { $0 + $1.key.utf8.count + $1.value.size + 4 }
        }
    }

    package var isNull: Bool { self == .null }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// A whole number, from a number or from a string of digits, as some vendors write them.
    package var integer: Int64? {
        switch self {
        case .number(let text), .string(let text):
            if let whole = Int64(text) { return whole }
            guard let real = Double(text), real.rounded() == real else { return nil }
            return Int64(exactly: real)
        case .null, .bool, .array, .object:
            return nil
        }
    }

    /// The text of a string, number or boolean as written.
    package var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
