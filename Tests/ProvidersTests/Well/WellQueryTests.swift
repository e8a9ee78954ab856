import Runs
import Testing

@testable import Providers

/// What of a question goes to Well, and which of its records are taken.
struct WellQueryTests {
    private static let root = "workspace_connector_sync_logs."

    private func clauses(_ question: RunQuestion) -> [JSONValue] {
        let body = WellRecordQuery(question, since: .test).body(cursor: nil, rows: 500)
        return body["whereClause"]?["_and"]?.elements ?? []
    }

    private func question(_ change: (inout RunQuestion) -> Void) -> RunQuestion {
        var question = RunQuestion()
        change(&question)
        return question
    }

    /// A record; times count from now, in seconds.
    private func record(
        status: String = "success", updated: Int64 = 0, without field: String? = nil
    ) -> JSONValue {
        let members: [(String, JSONValue)] = [
            ("workspace_connector_sync_log_id", .string("r")), ("status", .string(status)),
            ("created_at", .string((Timestamp.test - 9_000).rfc3339)),
            ("updated_at", .string((Timestamp.test + updated).rfc3339)),
            ("workspaceConnector.workspace_connector_id", .null),
        ]
        return .object(
            members.filter { $0.0 != field }.map { .init(Self.root + $0.0, $0.1) })
    }

    @Test func `everything is what changed since, a little earlier, and was not deleted`() throws {
        #expect(
            clauses(RunQuestion()) == [
                try json(#"{"updated_at":{"_gt":"2026-06-07T11:58:00.000Z"}}"#),
                try json(#"{"deleted_at":{"_is_null":true}}"#),
            ])
        let body = WellRecordQuery(RunQuestion(), since: .test).body(cursor: "c", rows: 7)
        #expect(body["limit"] == .number("7"))
        #expect(body["cursor"] == .string("c"))
        #expect(body["orderBy"] == (try json(#"{"field":"created_at","direction":"desc"}"#)))
        let first = body["fields"]?.elements?.first
        #expect(first == (try json(#"["workspace_connector_sync_logs","status"]"#)))
        let last = body["fields"]?.elements?.last
        let path =
            #"["workspace_connector_sync_logs","workspaceConnector","workspace_connector_id"]"#
        #expect(last == (try json(path)))
    }

    @Test func `bounds of time and length are asked for with room`() throws {
        #expect(
            clauses(question { $0.until = .test }).dropFirst(2) == [
                try json(#"{"created_at":{"_lt":"2026-06-07T12:02:00.000Z"}}"#)
            ])
        let open = #"{"duration_ms":{"_is_null":true}}"#
        for (shortest, longest, bounds) in [
            (5, nil, #"{"_gte":5}"#), (nil, 9, #"{"_lte":9}"#), (5, 9, #"{"_gte":5,"_lte":9}"#),
        ] as [(Int64?, Int64?, String)] {
            let asked = question { ($0.shortest, $0.longest) = (shortest, longest) }
            #expect(
                clauses(asked).dropFirst(2) == [
                    try json(#"{"_or":[{"duration_ms":\#(bounds)},\#(open)]}"#)
                ])
        }
    }

    @Test(
        arguments: [
            ([.queued], #"["scheduled"]"#), ([.running], #"["in_progress"]"#),
            ([.succeeded, .failed], #"["success","error"]"#), ([.skipped], "[]"),
            ([.failed, .unknown], nil),
        ] as [(Set<RunStatus>, String?)])
    func `statuses are asked for by their words, unless one may have any`(
        statuses: Set<RunStatus>, words: String?
    ) throws {
        let asked = clauses(question { $0.statuses = statuses }).dropFirst(2)
        let expected = try words.map { try json(#"{"status":{"_in":\#($0)}}"#) }
        #expect(Array(asked) == (expected.map { [$0] } ?? []))
    }

    @Test func `triggers that are not wanted are excluded, and needs asked for`() throws {
        let manual = question { $0.triggers = [TextCondition([.equals("manual")])] }
        #expect(
            clauses(manual).dropFirst(2) == [
                try json(#"{"trigger_type":{"_neq":"cloud_task"}}"#),
                try json(#"{"trigger_type":{"_neq":"oauth_callback"}}"#),
            ])
        for (need, field) in [
            (.error, "error"), (.trigger, "trigger_type"), (.finished, "completed_at"),
            (.related, "cloud_task_id"),
        ] as [(RunPresence, String)] {
            let asked = clauses(question { $0.needs = [need] }).dropFirst(2)
            #expect(asked == [try json("{\"\(field)\":{\"_is_null\":false}}")])
        }
    }

    @Test func `each condition of a text is asked for, with its alternatives`() throws {
        let asked = question { question in
            question.errors = [TextCondition([.contains("a"), .contains("b")])]
            question.ids = [TextCondition([.equals("x")]), TextCondition([.equals("y")])]
        }
        #expect(
            clauses(asked).dropFirst(2) == [
                try json(#"{"_or":[{"error":{"_ilike":"%a%"}},{"error":{"_ilike":"%b%"}}]}"#),
                try json(#"{"workspace_connector_sync_log_id":{"_ilike":"x%"}}"#),
                try json(#"{"workspace_connector_sync_log_id":{"_ilike":"y%"}}"#),
            ])
        // One alternative that cannot be put into Well's terms leaves all open.
        let open = question { $0.errors = [TextCondition([.contains("a"), .regex("b")])] }
        #expect(clauses(open).count == 2)
    }

    @Test(arguments: [("success", 0, true), ("success", -1, false), ("in_progress", -1, true)])
    func `of the records those are told that changed since, or go on`(
        status: String, updated: Int64, isReported: Bool
    ) throws {
        var position = WellRecordPosition(notes: nil)
        let taken = position.take(
            [record(status: status, updated: updated)], next: nil, since: .test)
        let page = try #require(taken)
        #expect(page.observations.map(\.id.text) == (isReported ? ["r"] : []))
        #expect(!page.hasMore)
    }

    @Test(arguments: [
        "workspace_connector_sync_log_id", "status", "created_at", "updated_at",
        "workspaceConnector.workspace_connector_id",
    ])
    func `a record that lacks what the list would tell is not relied on`(field: String) {
        #expect(WellWire.isCompleteRecord(record()))
        var position = WellRecordPosition(notes: nil)
        let taken = position.take(
            [record(), record(without: field)], next: nil, since: .test)
        #expect(taken == nil)
    }

    @Test func `a cursor that was met before leads nowhere`() throws {
        var position = WellRecordPosition(notes: nil)
        let first = position.take([record()], next: "a", since: .test)
        let page = try #require(first)
        #expect(page.hasMore)
        var next = WellRecordPosition(notes: page.position.notes)
        #expect(next.cursor == "a")
        #expect(next.list == nil)
        let circle = next.take([record()], next: "a", since: .test)
        #expect(circle == nil)
        let blank = position.take([], next: "b", since: .test)
        #expect(blank == nil)
        var list = NewestFirstPosition()
        list.watermark = .test
        let other = WellRecordPosition(notes: WellRecordPosition(list: list).notes)
        #expect(other.list == list)
    }

    @Test(arguments: [(16_384, true), (16_385, false)])
    func `a cursor is followed that a URL has room for`(length: Int, isOne: Bool) throws {
        let base = try #require(BaseURL("https://api.example.com"))
        let token = String(repeating: "x", count: length)
        let page = try json(#"{"links":{"next":"\#(token)"}}"#)
        let found = try? WellWire.nextCursor(page, at: base)
        #expect(found == (isOne ? token : nil))
    }
}
