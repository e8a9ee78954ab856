import Runs
import RunTable
import Terminal
import Testing
import TUI

/// Whole screens of attempts: deliveries, outcomes that contradict themselves, runs without times.
struct DeliveryFrameTests {
    private static let shop = SourceName("shop")

    private static func attempt(
        _ id: String, _ number: Int, of job: String, status: RunStatus, secondsAgo: Int64,
        http: Int, detail: String? = nil
    ) -> RunRecord {
        let began = RunFixtures.now.advanced(byMilliseconds: -secondsAgo * 1_000)
        var seen = RunObservation(id: RunID(id), asOf: began, status: status)
        seen.rawStatus = .value(status == .succeeded ? "true" : "false")
        seen.pipeline = .value(PipelineID("erp"))
        seen.startedAt = .value(began)
        seen.duration = .value(420)
        seen.attempt = .value(number)
        seen.httpStatus = .value(http)
        seen.error = detail.map { .value(RunError(message: $0)) } ?? .null
        seen.related = [RelatedID(key: "job_id", value: job)]
        return RunRecord(
            seen, source: shop, provider: .elasticPath, seenAt: RunFixtures.now)
    }

    /// A run of which no time is known.
    private static func untimed(
        _ id: String, _ arrival: ListPlace.Arrival, seenSecondsAgo: Int64, rank: Int64 = 0
    ) -> RunRecord {
        let seenAt = RunFixtures.now.advanced(byMilliseconds: -seenSecondsAgo * 1_000)
        var seen = RunObservation(id: RunID(id), asOf: nil, status: .succeeded)
        seen.pipeline = .value(PipelineID("search"))
        seen.attempt = .value(1)
        seen.httpStatus = .value(200)
        seen.timeSource = .firstSeen
        seen.listPlace = ListPlace(arrival: arrival, listed: seenAt, rank: rank)
        return RunRecord(seen, source: shop, provider: .elasticPath, seenAt: seenAt)
    }

    private static let records = [
        untimed("u-later", .later, seenSecondsAgo: 20),
        attempt(
            "d-1", 1, of: "job-8", status: .succeeded, secondsAgo: 60, http: 404,
            detail: "treating webhook as a fail"),
        attempt("a-3", 3, of: "job-7", status: .succeeded, secondsAgo: 100, http: 200),
        attempt(
            "a-2", 2, of: "job-7", status: .failed, secondsAgo: 160, http: 503,
            detail: "Service Unavailable"),
        attempt(
            "a-1", 1, of: "job-7", status: .failed, secondsAgo: 220, http: 503,
            detail: "Service Unavailable"),
        untimed("u-first", .backlog, seenSecondsAgo: 5, rank: 0),
        untimed("u-second", .backlog, seenSecondsAgo: 5, rank: -1),
    ]

    private func state(columns: Int, rows: Int) -> State {
        var table = RunTable()
        _ = table.merge(
            RunBatch(
                source: Self.shop, records: Self.records,
                pipelines: [
                    Pipeline(id: PipelineID("erp"), name: "Orders to ERP"),
                    Pipeline(id: PipelineID("search"), name: "Search index"),
                ]))
        var health = SourceHealth(name: Self.shop, provider: .elasticPath)
        health.activity = .waiting
        health.lastSuccess = RunFixtures.now.advanced(byMilliseconds: -3_000)
        health.isBackfilled = true
        return RunFixtures.state(columns: columns, rows: rows, table: table, sources: [health])
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func `a success beside an error is marked, and what has no time stands below`(
        columns: Int, rows: Int
    ) throws {
        var state = state(columns: columns, rows: rows)
        try expectFrame(state, is: "attempts-\(columns)x\(rows)")
        let screen = state.screen()
        #expect(screen.contains { $0.contains("▲ succeeded,") })
        let ended = try #require(screen.firstIndex { $0.contains("14:28:27") })
        let sinceWhen = screen.indices.filter { screen[$0].contains("≤ 14:32") }
        #expect(sinceWhen.filter { $0 > ended }.count == 2)

        state.press(.down, .enter, .character("["))
        try expectFrame(state, is: "contradiction-\(columns)x\(rows)")
        #expect(state.screen().contains { $0.contains("succeeded, yet HTTP 404:") })
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func `attempts at one job are told as one delivery`(columns: Int, rows: Int) throws {
        var state = state(columns: columns, rows: rows)
        state.press(.down, .down, .enter)
        try expectFrame(state, is: "delivery-\(columns)x\(rows)")
        #expect(state.screen().contains { $0.contains("succeeded on attempt 3") })
    }
}
