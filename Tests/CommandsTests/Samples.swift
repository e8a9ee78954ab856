import Commands
import Engine
import Foundation
import Query
import Runs
import RunTable
import TUI

/// 2026-06-07T14:32:07Z
let now = Timestamp(milliseconds: 1_780_842_727_000)

/// The moment so many minutes before `now`.
func ago(minutes: Int64) -> Timestamp { now.advanced(byMilliseconds: -minutes * 60_000) }

/// A run that began some minutes ago.
func record(
    _ id: String, _ status: RunStatus, source: String = "well-prod", minutesAgo: Int64,
    endedAgo: Int64? = nil, seenAgo: Int64 = 0
) -> RunRecord {
    var seen = RunObservation(id: RunID(id), asOf: ago(minutes: minutesAgo), status: status)
    seen.pipeline = .value(PipelineID("mercury"))
    seen.startedAt = .value(ago(minutes: minutesAgo))
    if let endedAgo { seen.finishedAt = .value(ago(minutes: endedAgo)) }
    return RunRecord(
        seen, source: SourceName(source), provider: .well, seenAt: ago(minutes: seenAgo))
}

/// A source that was read, or what is wrong with it.
func health(_ name: String, _ error: ProviderError? = nil) -> SourceHealth {
    var health = SourceHealth(name: SourceName(name), provider: .well)
    health.problem = error.map { SourceProblem(error: $0, since: now, failures: 1) }
    return health
}

/// What a survey brought.
func survey(
    _ records: [RunRecord], _ sources: [SourceHealth] = [health("well-prod")],
    kept: [SourceName: KeptAnswer] = [:], isReleased: Bool = false
) -> MonitorReading {
    var table = RunTable()
    for source in Set(records.map(\.key.source)).sorted() {
        table.merge(
            RunBatch(
                source: source, records: records.filter { $0.key.source == source },
                pipelines: [Pipeline(id: PipelineID("mercury"), name: "Mercury bank feed")]))
    }
    if isReleased { table.releasePayloads() }
    return MonitorReading(
        table: table, sources: sources, kept: kept,
        records: { keys in
            let wanted = Set(keys)
            return Dictionary(
                records.filter { wanted.contains($0.key) }.map { ($0.key, $0) },
                uniquingKeysWith: { $1 })
        })
}

extension RunReport {
    /// A report with everything left out that a test does not ask for.
    init(
        _ result: MonitorReading, filter: String = "", since: Timestamp = ago(minutes: 1_440),
        limit: Int? = nil, order: RunOrder = .newestFirst, format: Format = .ndjson,
        failOn: Set<RunStatus> = []
    ) async throws {
        try await self.init(
            result, filter: filter, limit: limit, order: order, format: format, failOn: failOn,
            since: { _ in since })
    }

    /// A report with a moment of each source's own.
    init(
        _ result: MonitorReading, filter: String = "", limit: Int? = nil,
        order: RunOrder = .newestFirst, format: Format = .ndjson,
        failOn: Set<RunStatus> = [], since: @escaping @Sendable (SourceName) -> Timestamp
    ) async throws {
        var request = Request(
            query: try Query.parse(filter), since: since, limit: limit, format: format,
            failOn: failOn)
        request.order = .sorted(order)
        await self.init(
            result, request,
            context: CellContext(now: now, clock: .utc, glyphs: .unicode), now: now)
    }

    /// All that it writes.
    var text: String {
        get async {
            var text = ""
            await write {
                text += $0
                return true
            }
            return text
        }
    }

    /// The lines that it writes.
    var lines: [String] {
        get async { await text.split(whereSeparator: \.isNewline).map(String.init) }
    }
}

/// A folder of a test's own, with the environment of a user whose home it is.
struct TemporaryHome {
    let path: String

    /// Lends a new home and removes it with all that is in it.
    static func with<Value>(_ body: (TemporaryHome) throws -> Value) throws -> Value {
        let home = TemporaryHome(path: NSTemporaryDirectory() + "wiring-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: home.path) }
        try FileManager.default.createDirectory(
            atPath: home.path + "/synctop/themes", withIntermediateDirectories: true)
        return try body(home)
    }

    /// Lends a new home and removes it with all that is in it.
    static func with<Value>(_ body: (TemporaryHome) async throws -> Value) async throws -> Value {
        let home = TemporaryHome(path: NSTemporaryDirectory() + "wiring-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: home.path) }
        try FileManager.default.createDirectory(
            atPath: home.path, withIntermediateDirectories: true)
        return try await body(home)
    }

    var environment: [String: String] { ["HOME": path, "XDG_CONFIG_HOME": path] }

    /// The usual place of the configuration.
    var config: String { path + "/synctop/config.toml" }

    /// Writes the configuration.
    func write(_ text: String, to name: String = "config.toml") throws {
        let file = path + "/synctop/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }

    /// Reads the configuration as the program does.
    func composition(_ sources: String..., file: String? = nil) throws(CommandError) -> Composition
    {
        try Composition(configFile: file, sources: sources, environment: environment)
    }
}
