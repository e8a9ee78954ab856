/// The body of `POST /v1/records/query`, for the root of sync logs.
struct WellRecordsRequest {
    private static let root = "workspace_connector_sync_logs"
    /// Fields that can be requested, but not filtered by.
    private static let otherFields = ["metadata", "workspaceConnector.workspace_connector_id"]

    /// The requested fields, without the root.
    let fields: [String]
    let limit: Int
    let clause: WellClause
    let order: (field: WellField, isAscending: Bool)
    /// The `pk` of the previous page's last row.
    let cursor: Int?

    /// Throws `badRequest` for an undocumented body, `notFound` for another root.
    init(_ body: [UInt8]) throws(Refusal) {
        guard let query = JSON(parsing: body), let members = query.members else {
            throw .badRequest()
        }
        let known = ["root", "fields", "limit", "orderBy", "whereClause", "cursor"]
        guard members.allSatisfy({ known.contains($0.name) }), let root = query["root"]?.text
        else { throw .badRequest() }
        guard root == Self.root else { throw .notFound }
        fields = try Self.fields(query["fields"])
        switch query["limit"] {
        case nil: limit = 20
        case .integer(let number)? where (1...500).contains(number): limit = number
        default: throw .badRequest()
        }
        clause = try WellClause(query["whereClause"] ?? [:])
        order = try Self.order(query["orderBy"])
        cursor = try Self.cursor(query["cursor"])
    }

    private static func fields(_ json: JSON?) throws(Refusal) -> [String] {
        var fields: [String] = []
        for path in json?.elements ?? [] {
            let steps = (path.elements ?? []).compactMap(\.text)
            let field = steps.dropFirst().joined(separator: ".")
            guard steps.first == root, steps.count == path.elements?.count,
                WellField(rawValue: field) != nil || otherFields.contains(field)
            else { throw .badRequest() }
            fields.append(field)
        }
        guard !fields.isEmpty else { throw .badRequest() }
        return fields
    }

    private static func order(_ json: JSON?) throws(Refusal) -> (WellField, Bool) {
        guard let json else { return (.created, false) }
        let field = json["field"]?.text
        let direction = json["direction"]?.text ?? "asc"
        guard let field = field.flatMap(WellField.init), ["asc", "desc"].contains(direction) else {
            throw .badRequest()
        }
        return (field, direction == "asc")
    }

    private static func cursor(_ json: JSON?) throws(Refusal) -> Int? {
        guard let json else { return nil }
        guard let pk = json.text.flatMap(PageToken.init(text:))?.wellCursor else {
            throw .badRequest()
        }
        return pk
    }

    func answer(from logs: [WellLog]) -> JSON {
        let sorted = logs.sorted { precedes($0, $1) }
        let matching = sorted.filter(clause.holds)
        var rest = matching[...]
        if let cursor, let last = logs.first(where: { $0.pk == cursor }) {
            rest = rest.drop { !precedes(last, $0) }
        }
        let page = Page(first: limit, of: rest) { PageToken(["pk": $0.pk]) }
        return [
            "data": .array(page.rows.map(row)),
            "meta": [
                "total": .integer(matching.count), "count": .integer(page.rows.count),
                "nextCursor": JSON(page.next?.text),
            ],
            "columns": .array(fields.map { ["key": .string("\(Self.root).\($0)")] }),
        ]
    }

    private func precedes(_ one: WellLog, _ other: WellLog) -> Bool {
        let (left, right) = (order.field.value(of: one), order.field.value(of: other))
        guard left != right else {
            return order.isAscending ? one.pk < other.pk : one.pk > other.pk
        }
        return order.isAscending ? left < right : right < left
    }

    private func row(_ log: WellLog) -> JSON {
        let attributes = log.json["attributes"]
        return .object(
            fields.map { field in
                let value: JSON =
                    switch field {
                    case WellField.id.rawValue: .string(log.id)
                    case WellField.pk.rawValue: .integer(log.pk)
                    case "workspaceConnector.workspace_connector_id":
                        .string(log.workspaceConnector)
                    default: attributes?[field] ?? .null
                    }
                return JSON.Member("\(Self.root).\(field)", value)
            })
    }
}
