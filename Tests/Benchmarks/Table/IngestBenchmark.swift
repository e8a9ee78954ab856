import ArgumentParser
import Commands
import Engine
import Foundation
import History
import Logging
import Providers
import Runs
import RunTable

/// Reads a long list from the bytes of its pages into the table and the history, as a first walk
/// does.
struct IngestBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Say how many runs a second are read, merged and kept.")

    @Option(help: "How many runs the provider tells of.") var runs = 200_000
    @Option(help: "The folder to write to.") var folder = "/tmp/synctop-benchmark-ingest"

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        let history = try await SQLiteHistory(at: folder + "/history.sqlite") { _ in }
        guard let base = BaseURL("https://api.example.com") else { return }
        let now = SystemClock().now
        let pages = PreparedPages(count: runs, newest: now)
        let client = APIClient(
            baseURL: base, secret: { Secret("key") }, transport: pages, now: { SystemClock().now })
        let source = MonitoredSource(
            name: SourceName("well"), provider: WellProvider(client: client),
            interval: .seconds(1), backfill: .seconds(2 * runs))
        let monitor = Monitor(
            sources: [source], history: history, plan: Monitor.Plan(owner: LeaseOwner("benchmark")),
            logger: Logger(label: "ingest") { _ in SwiftLogNoOpLogHandler() })
        let clock = ContinuousClock()
        let start = clock.now
        await monitor.start()
        for await snapshot in monitor.snapshots where snapshot.table.count >= runs { break }
        let shown = clock.now - start
        await monitor.stop()
        let kept = clock.now - start
        let held = try await history.count(of: [source.name])
        print("\(pages.byteCount / runs) bytes a run; \(held) kept")
        for (what, duration) in [("in the table", shown), ("in the history as well", kept)] {
            let rate = Double(runs) / duration.milliseconds * 1_000
            print("\(what): \(Int(rate)) runs/s (\(Int(duration.milliseconds)) ms; target 50,000)")
        }
        let usage = ProcessUsage.now
        print("resident: \(usage.residentMiB) MiB, at most \(usage.peakMiB) MiB")
    }
}

/// Pages of Well's list that were written before anybody asks, so that only their reading is
/// measured.
private struct PreparedPages: Transport {
    private let pages: [String: [UInt8]]
    private static let perPage = 500

    /// How many bytes all pages have.
    let byteCount: Int

    init(count: Int, newest: Timestamp) {
        var pages: [String: [UInt8]] = [:]
        for first in stride(from: 0, to: count, by: Self.perPage) {
            let numbers = first..<min(count, first + Self.perPage)
            let next = numbers.upperBound < count ? "\"\(numbers.upperBound)\"" : "null"
            let rows = numbers.map {
                Self.row($0, newest.advanced(byMilliseconds: Int64(-1_000 * $0)))
            }
            let text = "{\"data\":[\(rows.joined(separator: ","))],\"links\":{\"next\":\(next)}}"
            pages[first == 0 ? "" : String(first)] = Array(text.utf8)
        }
        byteCount = pages.values.reduce(0) { $0 + $1.count }
        self.pages = pages
    }

    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let parts = URLComponents(string: call.url)
        let isList = parts?.path.hasSuffix("sync-logs") ?? false
        let cursor = parts?.queryItems?.first { $0.name == "cursor" }?.value ?? ""
        let body = isList ? pages[cursor] ?? [] : Array("{\"data\":[]}".utf8)
        return HTTPReply(
            status: 200, headers: HeaderFields([HeaderField("Content-Type", "application/json")]),
            body: body)
    }

    private static func row(_ number: Int, _ start: Timestamp) -> String {
        let isFailed = number % 10 == 0
        let pad = String(number, radix: 16)
        let id = "5c6d7e8f-9012-43a4-b5c6-" + String(repeating: "0", count: 12 - pad.count) + pad
        let end = start.advanced(byMilliseconds: Int64(number % 60_000)).rfc3339
        let error = isFailed ? "\"token \(number % 100) was revoked\"" : "null"
        return """
            {"type":"workspace_connector_sync_log","id":"\(id)","attributes":{"status":\
            "\(isFailed ? "error" : "success")","started_at":"\(start.rfc3339)","completed_at":\
            "\(end)","error":\(error),"metadata":{"records_synced":\(number % 1_000)},\
            "created_at":"\(start.rfc3339)","updated_at":"\(end)"},"relationships":\
            {"workspaceConnector":{"data":{"type":"workspace_connector","id":"p\(number % 40)"}}}}
            """
    }
}
