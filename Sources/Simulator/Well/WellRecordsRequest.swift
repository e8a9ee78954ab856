/// The body of `POST /v1/records/query`, for the root of sync logs.
struct WellRecordsRequest {
    private static let root = "workspace_connector_sync_logs"
    /// What can be asked for beside what can be filtered by.
    private static let otherFields = ["metadata", "workspaceConnector.workspace_connector_id"]

    /// The fields to give, each with a key that names the root.
    let fields: [String]
    /// How many rows a page has at most: 1-500.
    let limit: Int
    /// What every row meets.
    let clause: WellClause
    /// What rows are sorted by.
    let order: (field: WellField, isAscending: Bool)
    /// The `pk` of the previous page's last row.
    let cursor: Int?

    /// Reads and checks a body.
    /// - Throws: `badRequest` for what is not as documented, `notFound` for another root.
    init(_ body: [UInt8]) throws(WellError) {
        guard let members = JSON(parsing: body)?.members else { throw .badRequest }
        let known = ["root", "fields", "limit", "orderBy", "whereClause", "cursor"]
        guard members.allSatisfy({ known.contains($0.name) }) else { throw .badRequest }
        func value(_ name: String) -> JSON? { members.first { $0.name == name }?.value }
        guard let root = value("root")?.text else { throw .badRequest }
        guard root == Self.root else { throw .notFound }
        fields = try Self.fields(value("fields"))
        switch value("limit") {
        case nil: limit = 20
        case .integer(let number)? where (1...500).contains(number): limit = number
        default: throw .badRequest
        }
        clause = try WellClause(value("whereClause") ?? [:])
        order = try Self.order(value("orderBy"))
        cursor = try Self.cursor(value("cursor"))
    }

    private static func fields(_ json: JSON?) throws(WellError) -> [String] {
        var fields: [String] = []
        for path in json?.elements ?? [] {
            let steps = (path.elements ?? []).compactMap(\.text)
            let field = steps.dropFirst().joined(separator: ".")
            guard steps.first == root, steps.count == path.elements?.count,
                WellField(rawValue: field) != nil || otherFields.contains(field)
            else { throw .badRequest }
            fields.append(field)
        }
        guard !fields.isEmpty else { throw .badRequest }
        return fields
    }

    private static func order(_ json: JSON?) throws(WellError) -> (WellField, Bool) {
        guard let json else { return (.created, false) }
        let members = json.members ?? []
        let field = members.first { $0.name == "field" }?.value.text
        let direction = members.first { $0.name == "direction" }?.value.text ?? "asc"
        guard let field = field.flatMap(WellField.init), ["asc", "desc"].contains(direction) else {
            throw .badRequest
        }
        return (field, direction == "asc")
    }

    private static func cursor(_ json: JSON?) throws(WellError) -> Int? {
        guard let json else { return nil }
        guard let pk = json.text.flatMap(PageToken.init(text:))?["pk"], pk > 0 else {
            throw .badRequest
        }
        return pk
    }

    /// Answers from the logs that there are.
    func answer(from logs: [WellLog]) -> JSON {
        let sorted = logs.sorted { precedes($0, $1) }
        let matching = sorted.filter(clause.holds)
        var rest = matching[...]
        if let cursor, let last = logs.first(where: { $0.pk == cursor }) {
            rest = rest.drop { !precedes(last, $0) }
        }
        let page = rest.prefix(limit)
        let next = rest.count > limit ? page.last.map { PageToken(["pk": $0.pk]).text } : nil
        return [
            "data": .array(page.map(row)),
            "meta": [
                "total": .integer(matching.count), "count": .integer(page.count),
                "nextCursor": JSON(next),
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

    /// Flattens a log.
    private func row(_ log: WellLog) -> JSON {
        let attributes = log.json.members?.first { $0.name == "attributes" }?.value.members ?? []
        return .object(
            fields.map { field in
                let value: JSON =
                    switch field {
                    case WellField.id.rawValue: .string(log.id)
                    case WellField.pk.rawValue: .integer(log.pk)
                    case "workspaceConnector.workspace_connector_id":
                        .string(log.workspaceConnector)
                    default: attributes.first { $0.name == field }?.value ?? .null
                    }
                return JSON.Member("\(Self.root).\(field)", value)
            })
    }
}
