import Commands
import Engine
import Foundation
import History
import Runs
import RunTable
import Simulator
import TestSupport
import Testing

/// The part of a demo's past that goes straight into its history, held against the part that is read
/// over HTTP.
@Suite(.timeLimit(.minutes(10)))
struct DemoSeedTests {
    private let since = SystemClock().now.advanced(by: .seconds(-36 * 3_600)).rfc3339

    /// What `synctop runs` prints of all that the APIs tell, by source and identifier.
    private func reported(_ server: SimulatorServer) async throws -> [RunKey: String] {
        var composition = try Composition(simulated: server.configText())
        composition.exchangeLimits = .patient
        let report = try await RunsReading(
            RunsRequest(since: since, format: .ndjson), origin: .providers, timeout: .seconds(600)
        ).report(composition, log: .silent)
        #expect(report.diagnostics == [])
        let lines = await report.lines
        return try Dictionary(uniqueKeysWithValues: lines.map { try (key(of: $0), $0) })
    }

    private func key(of line: String) throws -> RunKey {
        let value = try JSONParser.parse(Array(line.utf8))
        return RunKey(
            source: SourceName(try #require(value["source"]?.string)),
            id: RunID(try #require(value["id"]?.string)))
    }

    /// What `synctop runs` would print of some runs of each vendor.
    private func seeded(
        _ server: SimulatorServer, _ range: (SimulatedPast) -> Range<Int>
    ) -> [RunKey: String] {
        var lines: [RunKey: String] = [:]
        for past in server.pasts {
            var table = RunTable()
            table.merge(
                RunBatch(
                    source: past.source, records: past.records(range(past)),
                    pipelines: past.named))
            for row in table.rows { lines[table.key(in: row)] = RunJSON.text(of: table[row]) }
        }
        return lines
    }

    @Test func `a run is written as the provider reads it`() async throws {
        // So slowly, nothing happens while it is read.
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(speed: 0.01, history: 1_000))
        let reported = try await reported(server)
        // The newest may still run.
        let seeded = seeded(server) { 0..<($0.count - 40) }
        var compared: [SourceName: Int] = [:]
        for (key, line) in seeded {
            // A run without a time was seen now; an end that no event told was asked for.
            guard let read = reported[key], !read.contains("\"time_source\":\"first_seen\""),
                key.source != SourceName("polytomic") || !read.contains("sync.running")
            else { continue }
            #expect(read == line)
            compared[key.source, default: 0] += 1
        }
        #expect(compared.count == 5)
        #expect(compared.allSatisfy { $0.value > 130 })
        await server.shutdown()
    }

    @Test func `the APIs go on where the written part ends, with the same pipelines`()
        async throws
    {
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(speed: 0.01, history: 1_003, reported: 403))
        let reported = try await reported(server).filter {
            !$0.value.contains("\"status\":\"info\"")
        }
        let seeded = seeded(server) { 0..<$0.forgotten }
        #expect(seeded.count == 600)
        #expect(DemoSeed(server.pasts).count == 600)
        #expect(Set(reported.keys).isDisjoint(with: seeded.keys))
        // At this speed one more of each may have begun since.
        #expect((403...408).contains(reported.count))
        #expect(try pipelines(reported.values) == pipelines(seeded.values))

        let history = MemoryHistory()
        var progress: [Int] = []
        try await DemoSeed(server.pasts, portion: 50).write(to: history) { progress.append($0) }
        let sources = Set(server.pasts.map(\.source))
        #expect(try await history.count(of: sources) == 600)
        #expect(progress == [250, 500, 600])
        let page = try await history.newest(of: sources, limit: 1_000)
        #expect(Set(page.records.map(\.key)) == Set(seeded.keys))
        #expect(page.pipelines.count == 5)
        await server.shutdown()
    }

    private func pipelines(_ lines: some Sequence<String>) throws -> Set<JSONValue> {
        try Set(lines.compactMap { try JSONParser.parse(Array($0.utf8))["pipeline"] })
    }

    @Test func `whoever does not want to wait for the rest does not`() async throws {
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(history: 500, reported: 0))
        let (seed, history) = (DemoSeed(server.pasts, portion: 10), MemoryHistory())
        try await Task {
            try await seed.write(to: history) { _ in withUnsafeCurrentTask { $0?.cancel() } }
        }.value
        #expect(try await history.count(of: Set(server.pasts.map(\.source))) == 50)
        await server.shutdown()
    }

    @Test func `a past that the APIs tell of whole leaves nothing to write`() async throws {
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(history: 600, reported: DemoSeed.reported))
        #expect(DemoSeed(server.pasts).count == 0)
        await server.shutdown()
    }
}

extension SimulatorConfiguration {
    /// A configuration whose APIs tell of the newest runs alone.
    fileprivate init(speed: Double = 1, history: Int, reported: Int) {
        self.init(speed: speed, history: history)
        self.reported = reported
    }
}
