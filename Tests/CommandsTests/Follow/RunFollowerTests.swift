import Commands
import Engine
import History
import Logging
import Query
import Runs
import Synchronization
import Testing
import TestSupport
import TUI

/// What `synctop runs --follow` writes, on a history that another process keeps.
@Suite(.timeLimit(.minutes(10)))
struct RunFollowerTests {
    private let history = MemoryHistory(isShared: true)
    private let clock = ManualClock(now: now)
    private let source = SourceName("well-prod")

    /// Whoever reads what is written, and may go away.
    private final class Reader: Sendable {
        let isThere = Mutex(true)
    }

    private let reader = Reader()

    /// Lends what a follower of the history writes, and waits for its end.
    private func follow(
        _ format: RunReport.Format = .ndjson, filter: String = "", limit: Int? = nil,
        _ body: (inout AsyncStream<String>.Iterator) async throws -> Void
    ) async throws {
        let composition = try Composition(
            simulated: """
                [[source]]
                name = "well-prod"
                provider = "well"
                base-url = "http://127.0.0.1:9"
                token = "t"
                """)
        let connected = try ConnectedSources(composition)
        var plan = Monitor.Plan(owner: LeaseOwner("me"))
        plan.polling = .off
        let monitor = Monitor(
            sources: connected.sources, history: history, plan: plan, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let query = try Query.parse(filter)
        let follower = RunFollower(
            monitor,
            RunReport.Request(
                query: query, since: { _ in ago(minutes: 1_440) }, limit: limit, format: format,
                failOn: []),
            context: CellContext(now: now, clock: .utc, glyphs: .unicode), clock: clock,
            startTimeout: .seconds(60))
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let (pieces, piece) = AsyncStream.makeStream(of: String.self)
        await monitor.start()
        let following = Task {
            await follower.follow(
                write: { text in
                    guard reader.isThere.withLock({ $0 }) else { return false }
                    if !text.isEmpty { piece.yield(text) }
                    return true
                }, report: { Issue.record("\($0)") },
                until: { for await _ in ends {} })
            piece.finish()
        }
        // The history is read when the next look at it is waited for; its snapshot may be put off.
        await clock.sleepers { $0.contains(now.advanced(by: .seconds(1))) }
        clock.advance(by: .milliseconds(30))
        var written = pieces.makeAsyncIterator()
        try await body(&written)
        end.finish()
        await following.value
        await monitor.stop()
        await connected.disconnect()
    }

    private func keep(_ records: RunRecord...) async throws {
        try await history.keep(
            HistoryBatch(
                source: source, records: records,
                pipelines: [Pipeline(id: PipelineID("mercury"), name: "Mercury bank feed")]))
    }

    /// Lets the next look at the history come.
    private func glance() async {
        // A snapshot is put off for less than that.
        let soon = clock.now.advanced(by: .milliseconds(100))
        let next = clock.now.advanced(by: .seconds(1))
        await clock.sleepers { $0.contains { $0 > soon && $0 <= next } }
        clock.set(to: next)
    }

    private func ids(_ text: String?) -> [String] {
        (text ?? "").matches(of: /"id":"(r\d+)"/).map { String($0.1) }
    }

    @Test func `what is held comes first, oldest first, then what is new or changed`()
        async throws
    {
        try await keep(
            record("r1", .succeeded, minutesAgo: 40), record("r2", .running, minutesAgo: 3),
            record("r3", .failed, minutesAgo: 20))
        try await follow { written in
            #expect(ids(await written.next()) == ["r1", "r3", "r2"])
            try await keep(
                record("r4", .running, minutesAgo: 0),
                record("r2", .failed, minutesAgo: 3, endedAgo: 1),
                // Known already, and as it was.
                record("r1", .succeeded, minutesAgo: 40))
            await glance()
            let next = await written.next() ?? ""
            #expect(ids(next) == ["r2", "r4"])
            #expect(next.contains(#""name":"Mercury bank feed"},"status":"failed""#))
            try await keep(record("r4", .succeeded, minutesAgo: 0, endedAgo: 0))
            await glance()
            #expect(ids(await written.next()) == ["r4"])
        }
    }

    @Test func `the filter holds for both, the limit for what is held`() async throws {
        try await keep(
            record("r1", .failed, minutesAgo: 40), record("r2", .failed, minutesAgo: 30),
            record("r3", .succeeded, minutesAgo: 20), record("r4", .failed, minutesAgo: 10))
        try await follow(filter: "status:failed", limit: 2) { written in
            #expect(ids(await written.next()) == ["r2", "r4"])
            try await keep(record("r5", .running, minutesAgo: 1))
            await glance()
            try await keep(
                record("r6", .failed, minutesAgo: 2), record("r7", .failed, minutesAgo: 1),
                record("r8", .failed, minutesAgo: 0))
            await glance()
            #expect(ids(await written.next()) == ["r6", "r7", "r8"])
        }
    }

    @Test func `changes of one moment are written in the order of their names`() async throws {
        try await keep(record("r1", .failed, minutesAgo: 9))
        try await follow { written in
            #expect(ids(await written.next()) == ["r1"])
            try await keep(
                record("r4", .failed, minutesAgo: 2), record("r2", .failed, minutesAgo: 2),
                record("r5", .failed, minutesAgo: 3), record("r3", .failed, minutesAgo: 2))
            await glance()
            #expect(ids(await written.next()) == ["r5", "r2", "r3", "r4"])
        }
    }

    @Test func `a change that the format does not show prints nothing`() async throws {
        try await keep(record("r1", .running, minutesAgo: 3))
        try await follow { written in
            #expect(ids(await written.next()) == ["r1"])
            // It was seen earlier than was known.
            let seen = record("r1", .running, minutesAgo: 3, seenAgo: 2)
            try await keep(seen)
            await glance()
            try await keep(record("r2", .failed, minutesAgo: 1))
            await glance()
            #expect(ids(await written.next()) == ["r2"])
        }
    }

    @Test func `a table has its heading once, and columns that later rows fit`() async throws {
        try await follow(.table) { written in
            let heading = await written.next() ?? ""
            #expect(heading.contains("STARTED") && heading.hasSuffix("ERROR\n"))
            try await keep(record("r1", .failed, minutesAgo: 1))
            await glance()
            let row = await written.next() ?? ""
            #expect(row.hasPrefix("✖  14:31:07"))
            #expect(row.contains("  Mercury bank feed             failed"))
            let title = heading.firstRange(of: "STATUS")?.lowerBound
            let cell = row.firstRange(of: "failed")?.lowerBound
            #expect(
                title.map { heading[..<$0].count } == cell.map { row[..<$0].count })
        }
    }

    @Test func `CSV has its heading once`() async throws {
        try await keep(record("r1", .failed, minutesAgo: 1))
        try await follow(.csv) { written in
            let first = await written.next() ?? ""
            #expect(first.hasPrefix(RunCSV.header) && first.contains("well-prod,well,r1,"))
            try await keep(record("r2", .failed, minutesAgo: 0))
            await glance()
            #expect(await written.next()?.hasPrefix("well-prod,well,r2,") == true)
        }
    }

    @Test(arguments: ["", "status:failed"])
    func `it ends when nobody reads any more, also while nothing answers`(filter: String)
        async throws
    {
        try await keep(record("r1", .failed, minutesAgo: 1))
        try await follow(filter: filter) { written in
            #expect(ids(await written.next()) == ["r1"])
            reader.isThere.withLock { $0 = false }
            try await keep(record("r2", .running, minutesAgo: 1))
            await glance()
            #expect(await written.next() == nil)
        }
    }
}
