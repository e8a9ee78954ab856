import Simulator
import Testing

struct WellRecordsTests {
    private let path = "/v1/records/query"

    private func withRecords(_ body: (SimulatorServer) async throws -> Void) async throws {
        let start = Moment.start
        let logs = (1...30).map { number in
            WellLog(
                pk: number, id: "log-\(number)", workspaceConnector: "c\(number % 2)",
                status: number % 3 == 0 ? "error" : "success",
                createdAt: start.adding(seconds: Double(number / 4))
            ).with {
                $0.triggerType = number % 5 == 0 ? nil : "manual"
                $0.startedAt = $0.createdAt
                $0.completedAt = start.adding(seconds: Double(number / 4 + number))
                $0.error = number % 3 == 0 ? "Timeout after \(number)%" : nil
            }
        }
        let clock = ManualClock(start.adding(seconds: 100))
        try await withSimulator(
            SimulatorConfiguration(clock: clock.read, worlds: [.well(WellWorld(logs: logs))]), body)
    }

    private func query(
        _ clause: String, _ more: String = "",
        fields: String = #"["workspace_connector_sync_log_id"]"#
    ) -> String {
        let paths = fields.replacing("[", with: #"["workspace_connector_sync_logs","#)
        return #"{"root":"workspace_connector_sync_logs","fields":[\#(paths)],"#
            + #""whereClause":\#(clause)\#(more)}"#
    }

    private func ids(_ answer: Answer) -> [String] {
        answer.json["data"].elements.compactMap {
            $0["workspace_connector_sync_logs.workspace_connector_sync_log_id"].string
        }
    }

    @Test(arguments: [
        (#"{}"#, 30), (#"{"status":{"_eq":"error"}}"#, 10), (#"{"status":{"_neq":"error"}}"#, 20),
        (#"{"status":{"_in":["error","success"]}}"#, 30),
        (#"{"trigger_type":{"_is_null":true}}"#, 6), (#"{"trigger_type":{"_neq":"x"}}"#, 24),
        (#"{"duration_ms":{"_gte":5000,"_lt":8000}}"#, 3),
        (#"{"created_at":{"_gt":"2026-06-07T08:00:06Z"}}"#, 3),
        (#"{"created_at":{"_lt":"2026-06-07T08:00:01Z"}}"#, 3),
        (#"{"error":{"_ilike":"timeout%"}}"#, 10), (#"{"error":{"_ilike":"%3_"}}"#, 1),
        (#"{"error":{"_ilike":"out"}}"#, 0), (#"{"deleted_at":{"_is_null":false}}"#, 0),
        (#"{"workspace_connector_sync_log_id":{"_eq":"log-7"}}"#, 1),
        (#"{"_or":[{"pk":{"_lte":2}},{"pk":{"_gt":29}}]}"#, 3),
        (#"{"_and":[{"pk":{"_gt":5}},{"pk":{"_lte":9}}],"status":{"_eq":"error"}}"#, 2),
    ])
    func `a clause gives the rows that meet it`(clause: String, count: Int) async throws {
        try await withRecords { server in
            let answer = try await server.ask(
                .well, path, body: query(clause, #","limit":500"#))
            #expect(answer.status == 200)
            #expect(ids(answer).count == count)
            #expect(answer.json[path: "meta", "total"] == .number(Double(count)))
        }
    }

    @Test(arguments: [
        #"{"created_at":{"_gte":"2026-06-07T08:00:00Z"}}"#, #"{"created_at":{"_neq":null}}"#,
        #"{"created_at":{"_gt":"today"}}"#, #"{"status":{"_ilike":"err%"}}"#,
        #"{"status":{"_gt":"error"}}"#, #"{"error":{"_in":["x"]}}"#, #"{"error":{"_gt":"x"}}"#,
        #"{"duration_ms":{"_eq":"5"}}"#, #"{"duration_ms":{"_in":[5]}}"#,
        #"{"metadata":{"_eq":1}}"#, #"{"_not":{"pk":{"_eq":1}}}"#, #"{"pk":{}}"#, #"[]"#,
        #"{"error":{"_is_null":"yes"}}"#,
    ])
    func `an operator that its field does not allow is refused`(clause: String) async throws {
        try await withRecords { server in
            let answer = try await server.ask(.well, path, body: query(clause))
            #expect(answer.status == 400)
            #expect(answer.json["code"] == .text("BAD_REQUEST"))
        }
    }

    @Test(arguments: [
        (#"{"fields":[["workspace_connector_sync_logs","pk"]]}"#, 400),
        (#"{"root":"companies","fields":[["companies","pk"]]}"#, 404),
        (#"{"root":"workspace_connector_sync_logs","fields":[]}"#, 400),
        (#"{"root":"workspace_connector_sync_logs","fields":[["pk"]]}"#, 400),
        (#"{"root":"workspace_connector_sync_logs","fields":["pk"]}"#, 400),
        (#"{"root":"workspace_connector_sync_logs","fields":"pk"}"#, 400), ("nothing", 400),
    ])
    func `a body that is not as documented is refused`(body: String, status: Int) async throws {
        try await withRecords { server in
            let answer = try await server.ask(.well, path, body: body)
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [
        #","limit":0"#, #","limit":501"#, #","limit":"9""#, #","cursor":"none""#,
        #","orderBy":{"field":"metadata"}"#, #","orderBy":{"field":"pk","direction":"up"}"#,
        #","offset":3"#,
    ])
    func `a parameter that is not as documented is refused`(more: String) async throws {
        try await withRecords { server in
            let answer = try await server.ask(.well, path, body: query("{}", more))
            #expect(answer.status == 400)
        }
    }

    @Test(arguments: ["asc", "desc"])
    func `pages of any order give each row once, ties included`(direction: String) async throws {
        try await withRecords { server in
            for field in ["created_at", "pk", "status", "error", "duration_ms"] {
                let order = #","orderBy":{"field":"\#(field)","direction":"\#(direction)"}"#
                let whole = ids(
                    try await server.ask(.well, path, body: query("{}", order + #","limit":30"#)))
                #expect(Set(whole).count == 30)
                var walked: [String] = []
                var cursor = ""
                // A walk that goes round in circles is as long as this, and no longer.
                for _ in 0..<30 {
                    let answer = try await server.ask(
                        .well, path, body: query("{}", order + #","limit":7"# + cursor))
                    walked += ids(answer)
                    guard let next = answer.json[path: "meta", "nextCursor"].string else { break }
                    cursor = #","cursor":"\#(next)""#
                }
                #expect(walked == whole)
                if field == "pk" {
                    #expect(whole.first == (direction == "asc" ? "log-1" : "log-30"))
                }
            }
        }
    }

    @Test func `rows are flattened, and only a signed POST gets them`() async throws {
        try await withRecords { server in
            let fields = #"["metadata"],["status"],["workspaceConnector","workspace_connector_id"]"#
            let row = try await server.ask(
                .well, path, body: query(#"{"pk":{"_eq":1}}"#, fields: fields)
            ).json["data"].elements.first
            let root = "workspace_connector_sync_logs"
            #expect(
                row
                    == .object([
                        "\(root).metadata": .object([:]), "\(root).status": .text("success"),
                        "\(root).workspaceConnector.workspace_connector_id": .text("c1"),
                    ]))
            #expect(try await server.ask(.well, path).status == 405)
            let unsigned = try await server.ask(
                .well, path, authorization: nil, body: query("{}"))
            #expect(unsigned.status == 401)
        }
    }
}
