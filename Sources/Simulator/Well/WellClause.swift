/// A `whereClause`: conditions on fields, joined.
indirect enum WellClause {
    case all([WellClause])
    case any([WellClause])
    case field(WellField, Comparison)

    /// How a field must stand to a value.
    enum Comparison {
        case equal(WellField.Value)
        case unequal(WellField.Value)
        case less(WellField.Value)
        case greater(WellField.Value)
        case atMost(WellField.Value)
        case atLeast(WellField.Value)
        case among([WellField.Value])
        /// A text with `%` for any characters and `_` for one, without regard to case.
        case like([Character])
        case null(Bool)
    }

    /// Reads a clause.
    /// - Throws: `badRequest` for an unknown field, or an operator that its type does not allow.
    init(_ json: JSON) throws(WellError) {
        guard let members = json.members else { throw .badRequest }
        var parts: [WellClause] = []
        for member in members {
            switch member.name {
            case "_and": parts.append(.all(try Self.list(member.value)))
            case "_or": parts.append(.any(try Self.list(member.value)))
            default:
                guard let field = WellField(rawValue: member.name),
                    let tests = member.value.members, !tests.isEmpty
                else { throw .badRequest }
                for test in tests {
                    parts.append(.field(field, try Self.comparison(test, of: field.kind)))
                }
            }
        }
        self = .all(parts)
    }

    private static func list(_ json: JSON) throws(WellError) -> [WellClause] {
        guard let elements = json.elements else { throw .badRequest }
        var clauses: [WellClause] = []
        for element in elements { clauses.append(try WellClause(element)) }
        return clauses
    }

    private static func comparison(
        _ test: JSON.Member, of kind: WellField.Kind
    ) throws(WellError) -> Comparison {
        switch (test.name, kind) {
        case ("_is_null", _):
            guard case .bool(let isNull) = test.value else { throw .badRequest }
            return .null(isNull)
        case ("_eq", _): return .equal(try value(test.value, of: kind))
        case ("_neq", .text), ("_neq", .number), ("_neq", .word):
            return .unequal(try value(test.value, of: kind))
        case ("_lt", .date), ("_lt", .number): return .less(try value(test.value, of: kind))
        case ("_gt", .date), ("_gt", .number): return .greater(try value(test.value, of: kind))
        case ("_lte", .number): return .atMost(try value(test.value, of: kind))
        case ("_gte", .number): return .atLeast(try value(test.value, of: kind))
        case ("_in", .word):
            guard let elements = test.value.elements else { throw .badRequest }
            var values: [WellField.Value] = []
            for element in elements { values.append(try value(element, of: kind)) }
            return .among(values)
        case ("_ilike", .text):
            guard let text = test.value.text else { throw .badRequest }
            return .like(Array(text.lowercased()))
        default: throw .badRequest
        }
    }

    private static func value(
        _ json: JSON, of kind: WellField.Kind
    ) throws(WellError) -> WellField.Value {
        switch (kind, json) {
        case (.text, .string(let text)), (.word, .string(let text)): return .text(text)
        case (.number, .integer(let number)): return .number(number)
        case (.date, .string(let text)):
            guard let moment = Moment(text) else { throw .badRequest }
            return .date(moment)
        default: throw .badRequest
        }
    }

    /// Whether a log meets the clause; a null meets no comparison.
    func holds(for log: WellLog) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.holds(for: log) }
        case .any(let parts): parts.contains { $0.holds(for: log) }
        case .field(let field, let comparison): comparison.holds(field.value(of: log))
        }
    }
}

extension WellClause.Comparison {
    fileprivate func holds(_ value: WellField.Value) -> Bool {
        if case .null(let isNull) = self { return (value == .null) == isNull }
        guard value != .null else { return false }
        switch self {
        case .null: return false
        case .equal(let other): return value == other
        case .unequal(let other): return value != other
        case .less(let other): return value < other
        case .greater(let other): return other < value
        case .atMost(let other): return value == other || value < other
        case .atLeast(let other): return value == other || other < value
        case .among(let others): return others.contains(value)
        case .like(let pattern):
            guard case .text(let text) = value else { return false }
            return Self.matches(pattern[...], Array(text.lowercased())[...])
        }
    }

    private static func matches(
        _ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>
    ) -> Bool {
        var (pattern, text) = (pattern, text)
        // Where the last `%` stands, and what it has taken so far.
        var retry: (pattern: ArraySlice<Character>, text: ArraySlice<Character>)?
        while true {
            if let first = pattern.first, first == "%" {
                pattern = pattern.dropFirst()
                retry = (pattern, text)
            } else if let first = pattern.first, let character = text.first,
                first == "_" || first == character
            {
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            } else if pattern.isEmpty, text.isEmpty {
                return true
            } else if let last = retry, !last.text.isEmpty {
                retry = (last.pattern, last.text.dropFirst())
                (pattern, text) = (last.pattern, last.text.dropFirst())
            } else {
                return false
            }
        }
    }
}
