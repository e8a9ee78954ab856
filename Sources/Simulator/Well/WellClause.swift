/// A `whereClause`: conditions on fields, joined.
struct WellClause {
    let holds: (WellLog) -> Bool

    /// Throws `badRequest` for an unknown field, or an operator that its type does not allow.
    init(_ json: JSON) throws(Refusal) {
        guard let members = json.members else { throw .badRequest() }
        var parts: [(WellLog) -> Bool] = []
        for member in members {
            switch member.name {
            case "_and":
                let clauses = try Self.list(member.value)
                parts.append { log in clauses.allSatisfy { $0.holds(log) } }
            case "_or":
                let clauses = try Self.list(member.value)
                parts.append { log in clauses.contains { $0.holds(log) } }
            default:
                guard let field = WellField(rawValue: member.name),
                    let tests = member.value.members, !tests.isEmpty
                else { throw .badRequest() }
                for test in tests {
                    let comparison = try Self.comparison(test, of: field.kind)
                    parts.append { comparison(field.value(of: $0)) }
                }
            }
        }
        holds = { log in parts.allSatisfy { $0(log) } }
    }

    private static func list(_ json: JSON) throws(Refusal) -> [WellClause] {
        guard let elements = json.elements else { throw .badRequest() }
        var clauses: [WellClause] = []
        for element in elements { clauses.append(try WellClause(element)) }
        return clauses
    }

    /// A null meets no comparison.
    private static func comparison(
        _ test: JSON.Member, of kind: WellField.Kind
    ) throws(Refusal) -> (WellField.Value) -> Bool {
        if test.name == "_is_null" {
            guard case .bool(let isNull) = test.value else { throw .badRequest() }
            return { ($0 == .null) == isNull }
        }
        if test.name == "_in", kind == .word, let elements = test.value.elements {
            var values: [WellField.Value] = []
            for element in elements { values.append(try value(element, of: kind)) }
            return { values.contains($0) }
        }
        let (holds, other) = (try operation(test.name, of: kind), try value(test.value, of: kind))
        return { $0 != .null && holds($0, other) }
    }

    private static func operation(
        _ name: String, of kind: WellField.Kind
    ) throws(Refusal) -> (WellField.Value, WellField.Value) -> Bool {
        switch (name, kind) {
        case ("_eq", _): return { $0 == $1 }
        case ("_neq", .text), ("_neq", .number), ("_neq", .word): return { $0 != $1 }
        case ("_lt", .date), ("_lt", .number): return { $0 < $1 }
        case ("_gt", .date), ("_gt", .number): return { $1 < $0 }
        case ("_lte", .number): return { !($1 < $0) }
        case ("_gte", .number): return { !($0 < $1) }
        case ("_ilike", .text): return isLike
        default: throw .badRequest()
        }
    }

    private static func value(
        _ json: JSON, of kind: WellField.Kind
    ) throws(Refusal) -> WellField.Value {
        switch (kind, json) {
        case (.text, .string(let text)), (.word, .string(let text)): return .text(text)
        case (.number, .integer(let number)): return .number(number)
        case (.date, .string(let text)):
            guard let moment = Moment(text) else { throw .badRequest() }
            return .date(moment)
        default: throw .badRequest()
        }
    }

    /// `%` stands for any characters and `_` for one; case does not matter.
    private static func isLike(_ value: WellField.Value, _ pattern: WellField.Value) -> Bool {
        guard case .text(let text) = value, case .text(let pattern) = pattern else { return false }
        return matches(Array(pattern.lowercased())[...], Array(text.lowercased())[...])
    }

    private static func matches(
        _ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>
    ) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if first == "%" {
            return matches(rest, text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
        }
        guard let character = text.first, first == "_" || first == character else { return false }
        return matches(rest, text.dropFirst())
    }
}
