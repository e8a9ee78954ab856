import Runs

extension JSONValue {
    /// Whether a scalar at the end of a path passes a test. A path descends into every element of
    /// an array; a key may contain dots.
    func hasScalar(at path: ArraySlice<String>, where holds: (JSONValue) -> Bool) -> Bool {
        switch self {
        case .array(let elements):
            return elements.contains { $0.hasScalar(at: path, where: holds) }
        case .object:
            guard !path.isEmpty else { return false }
            for length in 1...path.count {
                guard let value = self[caseless: path.prefix(length)] else { continue }
                if value.hasScalar(at: path.dropFirst(length), where: holds) { return true }
            }
            return false
        case .null, .bool, .number, .string:
            return path.isEmpty && holds(self)
        }
    }

    /// Whether there is a value other than null at the end of a path.
    func hasValue(at path: ArraySlice<String>) -> Bool {
        guard !path.isEmpty else { return !isNull }
        switch self {
        case .array(let elements):
            return elements.contains { $0.hasValue(at: path) }
        case .object:
            return (1...path.count).contains { length in
                self[caseless: path.prefix(length)]?.hasValue(at: path.dropFirst(length)) ?? false
            }
        case .null, .bool, .number, .string:
            return false
        }
    }

    /// The value of a key written as steps with dots: an exact match, else one in other case.
    private subscript(caseless steps: ArraySlice<String>) -> JSONValue? {
        let key = steps.count == 1 ? steps[steps.startIndex] : steps.joined(separator: ".")
        if let value = self[key] { return value }
        let folded = key.lowercased()
        return members?.last { $0.key.lowercased() == folded }?.value
    }

    /// The value of a number, or of a number in a string, as some vendors write them.
    var numeral: QueryNumber? {
        switch self {
        case .number(let text), .string(let text): QueryNumber(text)
        case .null, .bool, .array, .object: nil
        }
    }
}
