import Foundation

/// Well's read API after its page "List Workspace Connector Sync Logs", the two parent lists, and
/// the query of records.
struct WellAPI: VendorAPI {
    let key: String
    let configLines: [String] = []
    private let world: any WellData

    init(world: any WellData, seed: UInt64) {
        self.world = world
        var draw = SplitMix64(seed: seed, 11)
        key = "well_sim_" + draw.hex(digits: 16) + draw.hex(digits: 16)
    }

    /// The lists that can be read, by their paths.
    private enum List: String {
        case logs = "/v1/workspace-connector-sync-logs"
        case workspaceConnectors = "/v1/workspace-connectors"
        case connectors = "/v1/connectors"
    }

    private static let recordsPath = "/v1/records/query"

    func respond(to request: SimulatedRequest, at now: Moment) -> SimulatedResponse {
        do throws(WellError) {
            guard request.path != Self.recordsPath else { return try records(request, at: now) }
            guard let list = List(rawValue: request.path) else { throw WellError.notFound }
            guard request.method == "GET" else { throw WellError.methodNotAllowed }
            guard Authorization(request) == .bearer(key) else { throw WellError.unauthorized }
            let paging = try WellPaging(request)
            return SimulatedResponse(json: page(of: list, paging, at: now))
        } catch {
            return error.response(to: request, at: now)
        }
    }

    func refusal(
        _ refusal: Refusal, to request: SimulatedRequest, at now: Moment
    ) -> SimulatedResponse {
        WellError(refusal).response(to: request, at: now)
    }

    /// Answers a query of sync logs, which reads all that there are.
    private func records(
        _ request: SimulatedRequest, at now: Moment
    ) throws(WellError) -> SimulatedResponse {
        guard request.method == "POST" else { throw .methodNotAllowed }
        guard Authorization(request) == .bearer(key) else { throw .unauthorized }
        let workspace = try WellPaging(request).workspace
        let query = try WellRecordsRequest(request.body)
        guard workspace == nil || workspace == world.workspace else {
            return SimulatedResponse(json: query.answer(from: []))
        }
        let logs = world.logs(after: nil, limit: world.logCount(at: now), at: now)
        return SimulatedResponse(json: query.answer(from: logs))
    }

    private func page(of list: List, _ paging: WellPaging, at now: Moment) -> JSON {
        guard paging.workspace == nil || paging.workspace == world.workspace else {
            return envelope([(pk: Int, json: JSON)](), total: 0, paging)
        }
        switch list {
        case .logs:
            let logs = world.logs(after: paging.cursor, limit: paging.limit + 1, at: now)
            return envelope(
                logs.map { (pk: $0.pk, json: $0.json) }, total: world.logCount(at: now), paging)
        case .workspaceConnectors:
            return envelope(
                following(world.workspaceConnectors.map { (pk: $0.pk, json: $0.json) }, paging),
                total: world.workspaceConnectors.count, paging)
        case .connectors:
            return envelope(
                following(world.connectors.map { (pk: $0.pk, json: $0.json) }, paging),
                total: world.connectors.count, paging)
        }
    }

    private func following(
        _ rows: [(pk: Int, json: JSON)], _ paging: WellPaging
    ) -> [(pk: Int, json: JSON)] {
        let newestFirst = rows.sorted { $0.pk > $1.pk }
        guard let cursor = paging.cursor else { return newestFirst }
        return newestFirst.filter { $0.pk < cursor }
    }

    /// Wraps the first of the rows that follow, with a cursor when there are more.
    private func envelope(
        _ rows: [(pk: Int, json: JSON)], total: Int, _ paging: WellPaging
    ) -> JSON {
        let page = rows.prefix(paging.limit)
        let more = rows.count > paging.limit ? page.last : nil
        return [
            "data": .array(page.map(\.json)),
            "meta": ["total": .integer(total), "count": .integer(page.count)],
            "links": ["next": JSON(more.map { PageToken(["pk": $0.pk]).text })],
        ]
    }
}
