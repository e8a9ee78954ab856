import Foundation
import GRDB
import Runs
import Testing

@testable import History

/// What holds at the very edges of leases, locks, errors and files.
@Suite(.timeLimit(.minutes(10)))
struct HistoryEdgeTests {
    // MARK: Leases

    /// When another one's lease ends, in milliseconds from now, and whether it may be had for thirty
    /// seconds.
    private static let leases: [(end: Int64, yields: Bool)] = [
        (-1, true), (0, true), (1, false), (30_000, false), (60_000, false), (60_001, true),
    ]

    @Test(arguments: leases)
    func `a lease stands until its end, unless that is too far off`(
        row: (end: Int64, yields: Bool)
    ) {
        let now = Timestamp(seconds: 1_000)
        let (one, two) = (LeaseOwner("one"), LeaseOwner("two"))
        let held = Lease(owner: one, end: now.advanced(byMilliseconds: row.end))
        let end = now.advanced(byMilliseconds: 30_000)
        #expect(held.yields(to: Lease(owner: two, end: end), at: now) == row.yields)
        #expect(held.yields(to: Lease(owner: one, end: end), at: now))
        #expect(held.isElsewhere(for: two))
        #expect(!held.isElsewhere(for: one))
        #expect(!held.isElsewhere(for: nil))
    }

    @Test(arguments: HistoryKind.allCases)
    func `a lease that ended is still whoever's had it last, and nobody in particular may speak`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let (one, two) = (LeaseOwner("one"), LeaseOwner("two"))
            _ = try await history.lease(
                [.here], to: two, until: Timestamp(seconds: 30), at: Timestamp(seconds: 0))
            try await history.keep(batch(checkpoint: SourceCheckpoint("theirs"), owner: two))
            try await history.keep(batch(checkpoint: SourceCheckpoint("mine"), owner: one))
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("theirs"))
            try await history.keep(batch(checkpoint: SourceCheckpoint("anybody's")))
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("anybody's"))
        }
    }

    // MARK: What is kept

    @Test(arguments: HistoryKind.allCases)
    func `what is kept once more changes nothing`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let all = batch(
                record("run", start: 1), pipelines: [Pipeline(id: PipelineID("p"), name: "P")],
                checkpoint: SourceCheckpoint("here"))
            let first = try await history.keep(all)
            let second = try await history.keep(all)
            #expect(second == first)
            let third = try await history.keep(
                batch(pipelines: [Pipeline(id: PipelineID("p"), name: "Q")]))
            #expect(third > second)
            let changes = try await history.changes(of: [.here], after: second, limit: 9)
            #expect(changes.pipelines[.here]?.map(\.name) == ["Q"])
            #expect(changes.checkpoints.isEmpty)
            #expect(changes.records.isEmpty)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `rows come page by page, and none twice`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let records = (0..<6).map { record("r\($0)", start: Int64($0)) }
            try await history.keep(HistoryBatch(source: .here, records: records))
            try await history.keep(
                batch(record("theirs", source: .there, start: 9), source: .there))
            var (pages, count): (Int, Int) = (0, 0)
            var cursor: HistoryCursor?
            repeat {
                let page = try await history.rows(of: [.here], after: cursor, limit: 3)
                count += page.rows.count
                cursor = page.next
                pages += 1
            } while cursor != nil && pages < 9
            #expect(count == 6)
            #expect((2...3).contains(pages))
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `more than a portion of old runs goes at once where that is asked for`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let records = (0..<6_000).map { record("r\($0)", start: Int64($0)) }
            try await history.keep(HistoryBatch(source: .here, records: records))
            let aged = Retention(age: .seconds(100), count: 6_000)
            let old = try await history.remove(
                beyond: aged, at: Timestamp(seconds: 10_000), atMost: 5_500)
            #expect(
                old
                    == Removal(
                        count: 5_500, remaining: 500, oldest: Timestamp(seconds: 5_500)))
            // Of too many, all go, however few may be too old.
            let few = Retention(age: .seconds(100), count: 100)
            let surplus = try await history.remove(
                beyond: few, at: Timestamp(seconds: 10_000), atMost: 0)
            #expect(
                surplus
                    == Removal(
                        count: 400, remaining: 100, oldest: Timestamp(seconds: 5_900)))
            #expect(try await history.count(of: [.here]) == 100)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `more surplus runs than a portion go at once`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let records = (0..<5_203).map { record("r\($0)", start: Int64($0)) }
            try await history.keep(HistoryBatch(source: .here, records: records))
            let few = Retention(age: .seconds(100), count: 2)
            let gone = try await history.remove(beyond: few, at: nil, atMost: 0)
            #expect(gone.count == 5_201)
            #expect(gone.remaining == 0)
            let left = try await history.newest(of: [.here], limit: 9).records
            #expect(left.map(\.key.id.text) == ["r5202", "r5201"])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `of each source the latest run that was removed counts, whichever went last`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            var checkpoint = SourceCheckpoint("so far")
            checkpoint.coveredSince = Timestamp(seconds: 0)
            let mine = (1...9).map { record("r\($0)", start: Int64($0)) }
            let theirs = [2, 8].map { record("t\($0)", source: .there, start: Int64($0)) }
            try await history.keep([
                HistoryBatch(source: .here, records: mine, checkpoint: checkpoint),
                HistoryBatch(source: .there, records: theirs, checkpoint: checkpoint),
            ])
            let aged = Retention(age: .seconds(3), count: 100)
            let now = Timestamp(seconds: 10)
            #expect(try await history.remove(beyond: aged, at: now, atMost: 99).count == 7)
            // One that is older still comes later, and goes too.
            try await history.keep(batch(record("r0", start: 0)))
            #expect(try await history.remove(beyond: aged, at: now, atMost: 99).count == 1)
            let kept = try await history.checkpoints(of: [.here, .there])
            #expect(kept[.here]?.coveredSince == Timestamp(milliseconds: 6_001))
            #expect(kept[.there]?.coveredSince == Timestamp(milliseconds: 2_001))
            #expect(try await history.count(of: [.here, .there]) == 4)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `all leases are given back at once, and the last wish stands`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let (one, two) = (LeaseOwner("one"), LeaseOwner("two"))
            let (now, end) = (Timestamp(seconds: 1), Timestamp(seconds: 31))
            _ = try await history.lease([.here, .there], to: one, until: end, at: now)
            try await history.release([.here, .there], by: one)
            #expect(try await history.holder(of: .here, at: now) == nil)
            let both = try await history.lease([.here, .there], to: two, until: end, at: now)
            #expect(both == [.here, .there])
            try await history.requestPoll(Timestamp(seconds: 9), of: .here)
            try await history.requestPoll(Timestamp(seconds: 5), of: .here)
            #expect(try await history.pollRequests(of: [.here]) == [.here: Timestamp(seconds: 5)])
            #expect(try await history.holder(of: .here, at: now) == two)
            let after = Timestamp(milliseconds: 30_999)
            #expect(try await history.holder(of: .there, at: after) == two)
            #expect(try await history.holder(of: .there, at: end) == nil)
        }
    }

    // MARK: Locks and errors

    @Test func `no wait is longer than all of them may take, and a short one stays short`() {
        let bounded = LockTimeout(longest: .seconds(9_000), within: .seconds(5_000))
        #expect(bounded.goesOn(after: .seconds(4_999)))
        #expect(!bounded.goesOn(after: .seconds(5_000)))
        let short = LockTimeout(longest: .milliseconds(100))
        #expect(!short.goesOn(after: .milliseconds(100)))
        #expect(short.goesOn(after: .milliseconds(99)))
        #expect(!short.goesOn(after: .milliseconds(100)))
    }

    @Test func `what a database says is told apart`() {
        func reported(_ code: ResultCode) -> HistoryError {
            HistoryError(DatabaseError(resultCode: code, message: "so"))
        }
        #expect(reported(.SQLITE_BUSY) == .busy)
        #expect(reported(.SQLITE_LOCKED) == .busy)
        #expect(reported(.SQLITE_CORRUPT) == .damaged(reason: "so"))
        #expect(reported(.SQLITE_NOTADB) == .damaged(reason: "so"))
        #expect(reported(.SQLITE_FULL) == .unavailable(reason: "so"))
        #expect(reported(.SQLITE_IOERR) == .unavailable(reason: "so"))
        #expect(HistoryError(HistoryError.replaced) == .replaced)
    }

    // MARK: Files

    /// The number under which a run of a source is looked for, as files have it since there are any.
    private static let hashes: [(id: String, source: Int64, hash: Int64)] = [
        ("", 1, 6_522_365_728_393_959_799), ("run-1", 1, 6_665_451_686_177_741_124),
        ("run-1", 2, -380_577_593_720_549_625), ("é", 1, -8_521_036_822_271_498_398),
    ]

    @Test(arguments: hashes)
    func `the number of a run is what it always was`(
        row: (id: String, source: Int64, hash: Int64)
    ) {
        let hash = Array(row.id.utf8).withUnsafeBytes { RunHash.of($0, row.source) }
        #expect(hash == row.hash)
    }

    @Test func `runs of one number are told apart by their identifiers and sources`() async throws {
        try await withFolder { folder in
            let history = try await SQLiteHistory(at: folder + "/history.sqlite") { _ in }
            let mine = record("b", .failed, start: 3)
            let theirs = record("b", source: .there, start: 2)
            try await history.keep(batch(record("a", start: 1)))
            try await history.keep(batch(theirs, source: .there))
            try await history.keep(batch(mine))
            try await history.write { database, _ in
                try database.execute(
                    sql: """
                        UPDATE run SET hash =
                            (SELECT hash FROM run WHERE key = x'62' ORDER BY id DESC LIMIT 1)
                        """)
            }
            #expect(try await history.record(of: mine.key) == mine)
            try await history.keep(batch(mine))
            #expect(try await history.count(of: [.here, .there]) == 3)
        }
    }

    @Test func `a file is set aside with its companions, under the first name that is free`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            for name in [".corrupt", ".corrupt.2", "", "-wal"] {
                try Data(name.utf8).write(to: URL(fileURLWithPath: path + name))
            }
            let file = HistoryFile(path: path)
            #expect(file.hasLog)
            let name = try file.setAside()
            #expect(name == path + ".corrupt.3")
            #expect(!file.hasLog)
            #expect(file.identity == nil)
            #expect(file.version == nil)
            let kept = try Data(contentsOf: URL(fileURLWithPath: name + "-wal"))
            #expect(kept == Data("-wal".utf8))
            // A log that holds nothing is none.
            try Data().write(to: URL(fileURLWithPath: path + "-wal"))
            #expect(!file.hasLog)
        }
    }

    @Test func `a path with signs of its own is named as SQLite reads it`() {
        let file = HistoryFile(path: "/a b?c#d%e/f")
        #expect(file.unchangingURI == "file:/a%20b%3Fc%23d%25e/f?immutable=1")
    }
}
