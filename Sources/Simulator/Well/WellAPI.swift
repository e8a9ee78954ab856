import Foundation

/// Well's read API after its page "List Workspace Connector Sync Logs", with connectors and
/// records.
struct WellAPI: VendorAPI {
    let key: String
    private let world: any WellData

    init(world: any WellData, seed: UInt64) {
        self.world = world
        var draw = SplitMix64(seed: seed, 11)
        key = "well_sim_" + draw.hex(digits: 32)
    }

    private static let router: Router<WellAPI> = [
        "GET /v1/workspace-connector-sync-logs": Self.logs,
        "GET /v1/workspace-connectors": Self.workspaceConnectors,
        "GET /v1/connectors": Self.connectors,
        "POST /v1/records/query": Self.records,
    ]

    func answer(_ request: SimulatedRequest, at now: Moment) throws(Refusal) -> JSON {
        let (handler, call) = try Self.router.match(request, at: now)
        guard Authorization(request) == .bearer(key) else { throw .unauthorized }
        return try handler(self)(call)
    }

    func body(of refusal: Refusal, to request: SimulatedRequest, at now: Moment) -> JSON {
        var draw = SplitMix64(
            seed: UInt64(bitPattern: now.microseconds), UInt64(request.path.utf8.count))
        return [
            "code": .string(refusal.reason.code),
            "status": .integer(refusal.reason.rawValue),
            "title": .string(refusal.reason.title),
            "message": "See title.",
            "meta": [
                "trace_id": .string(draw.hex(digits: 6)), "log_id": .string(draw.hex(digits: 6)),
            ],
        ]
    }

    private func logs(_ call: Call) throws(Refusal) -> JSON {
        try list(call) { paging in
            let logs = world.logs(after: paging.cursor, limit: paging.limit + 1, at: call.now)
            return (logs, world.logCount(at: call.now))
        }
    }

    private func workspaceConnectors(_ call: Call) throws(Refusal) -> JSON {
        try list(call) { $0.following(world.workspaceConnectors) }
    }

    private func connectors(_ call: Call) throws(Refusal) -> JSON {
        try list(call) { $0.following(world.connectors) }
    }

    private func records(_ call: Call) throws(Refusal) -> JSON {
        let paging = try WellPaging(call.request)
        let query = try WellRecordsRequest(call.request.body)
        guard paging.reads(world.workspace) else { return query.answer(from: []) }
        let count = world.logCount(at: call.now)
        return query.answer(from: world.logs(after: nil, limit: count, at: call.now))
    }

    private func list<Row: WellRow>(
        _ call: Call, _ rows: (WellPaging) -> (following: [Row], total: Int)
    ) throws(Refusal) -> JSON {
        let paging = try WellPaging(call.request)
        let (following, total) = paging.reads(world.workspace) ? rows(paging) : ([], 0)
        let page = Page(first: paging.limit, of: following, total: total) {
            PageToken(["pk": $0.pk])
        }
        return [
            "data": .array(page.rows.map(\.json)),
            "meta": ["total": .integer(page.total), "count": .integer(page.rows.count)],
            "links": ["next": JSON(page.next?.text)],
        ]
    }
}

private struct WellPaging {
    let limit: Int
    /// The `pk` of the previous page's last row.
    let cursor: Int?
    /// In lower case.
    private let workspace: String?

    init(_ request: SimulatedRequest) throws(Refusal) {
        let parameters = Parameters(request: request) { _, _ in .badRequest() }
        limit = try parameters.number("limit", in: 1...500) ?? 20
        cursor = try parameters.token("cursor", \.wellCursor)
        workspace = try parameters.read("workspaceId") {
            UUID(uuidString: $0)?.uuidString.lowercased()
        }
    }

    func reads(_ workspace: String) -> Bool { self.workspace ?? workspace == workspace }

    func following<Row: WellRow>(_ rows: [Row]) -> (following: [Row], total: Int) {
        let newestFirst = rows.sorted { $0.pk > $1.pk }
        return (newestFirst.filter { $0.pk < cursor ?? .max }, rows.count)
    }
}

extension PageToken {
    var wellCursor: Int? { self["pk"].flatMap { $0 > 0 ? $0 : nil } }
}
