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
        path.text.split(separator: ".").reduce(Optional(self)) { value, step in
            guard let elements = value?.elements else { return value?[String(step)] }
            return Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        }
    }
}
