import Query
import Runs
import RunTable
import Synchronization
import Testing
import TUI

@testable import Engine
@testable import Commands

/// Which runs a report has at the edges of the time, and how it reads them.
struct RunReportEdgeTests {
    private func request(
        since: Int64 = 1_440, until: Int64? = nil, limit: Int? = nil,
        order: RunReport.Request.Order = .sorted(.newestFirst),
        format: RunReport.Format = .ndjson
    ) -> RunReport.Request {
        var request = RunReport.Request(
            query: .everything, since: { _ in ago(minutes: since) }, limit: limit, format: format,
            failOn: [])
        request.until = until.map { ago(minutes: $0) }
        request.order = order
        return request
    }

    private func report(
        _ result: MonitorReading, _ request: RunReport.Request
    ) async -> RunReport {
        await RunReport(
            result, request, context: CellContext(now: now, clock: .utc, glyphs: .unicode),
            now: now)
    }

    private static let ended = record("r", .failed, minutesAgo: 90, endedAgo: 60)
    private static let endless = record("r", .failed, minutesAgo: 90)
    private static let running = record("r", .running, minutesAgo: 90)

    @Test(
        arguments: [
            (ended, 60, nil, true), (ended, 59, nil, false), (ended, 90, nil, true),
            (endless, 90, nil, true), (endless, 89, nil, false),
            (running, 90, nil, true), (running, 1, nil, true),
            (ended, 1_440, 90, true), (ended, 1_440, 91, false), (ended, 1_440, 89, true),
            (running, 1_440, 90, true), (running, 1_440, 91, false),
            (ended, 59, 1, false),
        ] as [(RunRecord, Int64, Int64?, Bool)])
    func `a run is of the time if it went on at its beginning and began by its end`(
        record: RunRecord, since: Int64, until: Int64?, isOfIt: Bool
    ) async {
        let run = record.run(pipelineName: nil)
        #expect(request(since: since, until: until).spans(run) == isOfIt)
    }

    private func ids(_ lines: [String]) -> [String] {
        lines.map { $0.firstMatch(of: /"id":"([^"]+)"/).map { String($0.1) } ?? $0 }
    }

    @Test(
        arguments: [
            (nil, ["r5", "r4", "r3", "r2", "r1"]), (2, ["r2", "r1"]), (0, []), (1, ["r1"]),
        ] as [(Int?, [String])])
    func `oldest first, the newest are printed of more than the limit`(
        limit: Int?, expected: [String]
    ) async {
        let records = (1...5).map { record("r\($0)", .succeeded, minutesAgo: Int64($0)) }
        let report = await report(survey(records), request(limit: limit, order: .oldestFirst))
        #expect(await ids(report.lines) == expected)
    }

    @Test(
        arguments: [
            (.ndjson, [16, 32, 12]), (.json, [16, 32, 12]), (.csv, [16, 32, 12]), (.table, []),
        ] as [(RunReport.Format, [Int])])
    func `what only the history holds is read for formats that print it, some at a time`(
        format: RunReport.Format, portions: [Int]
    ) async {
        let records = (1...60).map { number in
            var seen = RunObservation(
                id: RunID("r\(number)"), asOf: ago(minutes: Int64(number)), status: .failed)
            seen.error = .value(RunError(message: "why \(number)"))
            return RunRecord(
                seen, source: SourceName("well-prod"), provider: .well,
                seenAt: ago(minutes: Int64(number)))
        }
        var table = survey(records).table
        table.releasePayloads()
        let byKey = Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
        let asked = Mutex<[Int]>([])
        let result = MonitorReading(
            table: table, sources: [health("well-prod")],
            records: { keys in
                asked.withLock { $0.append(keys.count) }
                return byKey.filter { keys.contains($0.key) }
            })
        let text = await report(result, request(format: format)).text
        #expect(asked.withLock { $0 } == portions)
        for number in [1, 16, 17, 48, 49, 60] { #expect(text.contains("why \(number)")) }
    }

    @Test func `kept runs that cannot be read are told before what is wrong with sources`() async {
        var result = survey([], [health("a", .unreachable(.connectionRefused))])
        result.unreadableCount = 2
        let report = await report(result, request())
        #expect(
            report.diagnostics == [
                "2 kept runs could not be read and are left out",
                "a could not be read: the connection was refused; check base-url",
            ])
        #expect(report.status == .unavailable)
        #expect(await self.report(survey([], []), request()).status == .fine)
    }
}
