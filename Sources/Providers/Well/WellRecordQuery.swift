import Runs

/// A question in the terms of `POST /v1/records/query`: a clause with the operators that the page
/// of sync logs allows for each field.
struct WellRecordQuery: Hashable, Sendable {
    private var clauses: [JSONValue] = []

    private static let triggerWords = ["cloud_task", "manual", "oauth_callback"]

    /// Translates a question as far as Well supports it, without rows last changed before `since`.
    init(_ question: RunQuestion, since: Timestamp) {
        // Dates have no "or equal" operator, and clocks differ.
        let earliest = since.advanced(byMilliseconds: -NewestFirstPosition.overlap)
        add("updated_at", "_gt", .string(earliest.rfc3339))
        isNull("deleted_at", true)
        if let until = question.until {
            let latest = until.advanced(byMilliseconds: NewestFirstPosition.overlap)
            add("created_at", "_lt", .string(latest.rfc3339))
        }
        take(question.statuses)
        take(triggers: question.triggers)
        take(shortest: question.shortest, longest: question.longest)
        for condition in question.errors { addText("error", condition) }
        for condition in question.ids { addText(WellWire.identifierField, condition) }
        if question.needs.contains(.error) { isNull("error", false) }
        if question.needs.contains(.trigger) { isNull("trigger_type", false) }
        if question.needs.contains(.finished) { isNull("completed_at", false) }
        if question.needs.contains(.related) { isNull("cloud_task_id", false) }
    }

    /// Makes the body of a request for the rows behind a cursor; nil for the first page.
    func body(cursor: String?, rows: Int) -> JSONValue {
        let fields = WellWire.recordFields.map { field in
            let path = [WellWire.recordRoot] + field.split(separator: ".").map(String.init)
            return JSONValue.array(path.map(JSONValue.string))
        }
        var members: [JSONValue.Member] = [
            .init("root", .string(WellWire.recordRoot)),
            .init("fields", .array(fields)),
            .init("limit", .integer(rows)),
            .init(
                "orderBy",
                .object([
                    .init("field", .string("created_at")), .init("direction", .string("desc")),
                ])),
            .init("whereClause", .object([.init("_and", .array(clauses))])),
        ]
        if let cursor { members.append(.init("cursor", .string(cursor))) }
        return .object(members)
    }

    private mutating func take(_ statuses: Set<RunStatus>?) {
        // An unknown status has an unknown word, or none at all.
        guard let statuses, !statuses.contains(.unknown) else { return }
        let words = WellWire.statusWords.words(for: statuses)
        add("status", "_in", .array(words.map(JSONValue.string)))
    }

    /// Excludes the known words that are not requested, as other words may exist.
    private mutating func take(triggers conditions: [TextCondition]) {
        for word in Self.triggerWords where !conditions.allSatisfy({ $0.holds(word) }) {
            add("trigger_type", "_neq", .string(word))
        }
    }

    private mutating func take(shortest: Int64?, longest: Int64?) {
        let bounds = [
            shortest.map { JSONValue.Member("_gte", .integer($0)) },
            longest.map { JSONValue.Member("_lte", .integer($0)) },
        ].compactMap(\.self)
        guard !bounds.isEmpty else { return }
        let field = "duration_ms"
        clauses.append(
            Self.any([
                Self.clause(field, bounds), Self.clause(field, [.init("_is_null", .bool(true))]),
            ]))
    }

    private mutating func addText(_ field: String, _ condition: TextCondition) {
        var alternatives: [JSONValue] = []
        for pattern in condition.alternatives {
            guard let like = Self.like(pattern) else { return }
            alternatives.append(Self.clause(field, [.init("_ilike", .string(like))]))
        }
        clauses.append(alternatives.count == 1 ? alternatives[0] : Self.any(alternatives))
    }

    private mutating func add(_ field: String, _ comparison: String, _ value: JSONValue) {
        clauses.append(Self.clause(field, [.init(comparison, value)]))
    }

    private static func clause(_ field: String, _ comparisons: [JSONValue.Member]) -> JSONValue {
        .object([.init(field, .object(comparisons))])
    }

    private static func any(_ clauses: [JSONValue]) -> JSONValue {
        .object([.init("_or", .array(clauses))])
    }

    private mutating func isNull(_ field: String, _ value: Bool) {
        add(field, "_is_null", .bool(value))
    }

    /// A `contains`, `starts_with` or `ends_with` pattern that matches at least as much, if any.
    private static func like(_ pattern: TextPattern) -> String? {
        switch pattern {
        case .contains(let text): return "%\(literal(text))%"
        case .equals(let text): return "\(literal(text))%"
        case .wildcard(let pieces):
            guard pieces.count == 2, let first = pieces.first, let last = pieces.last,
                first.isEmpty || last.isEmpty
            else {
                let longest = pieces.max { $0.utf8.count < $1.utf8.count } ?? ""
                return "%\(literal(longest))%"
            }
            return first.isEmpty ? "%\(literal(last))" : "\(literal(first))%"
        case .regex: return nil
        }
    }

    /// Puts wildcards for characters that mean something else there, or whose case folds otherwise.
    private static func literal(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ":", "/", "-": String(scalar)
            default: scalar.isASCII ? "_" : "%"
            }
        }.joined()
    }
}
