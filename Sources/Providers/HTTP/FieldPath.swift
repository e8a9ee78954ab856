import Runs

/// The way to a field: keys joined by dots, where a number is a position in a list, such as
/// `errors.0.title`.
struct FieldPath: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral text: String) { self.text = text }
}

extension JSONValue {
    /// The value at the end of a path, or nil where the path breaks off.
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

    private subscript(step step: Substring) -> JSONValue? {
        switch self {
        case .object(let members): members.last { $0.key == step }?.value
        case .array(let elements):
            Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        case .null, .bool, .number, .string: nil
        }
    }
}
