import Foundation
import GRDB
import History
import Runs
import RunTable
import Synchronization
import Testing

/// How large a history becomes, and what is left of what it lets go.
@Suite(.timeLimit(.minutes(10)))
struct SizeTests {
    private func count(_ table: String, in path: String) async throws -> Int? {
        try await DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)")
        }
    }

    @Test func `nothing is left of runs that are removed`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { _ in }
            let records = (1...10).map { record("r\($0)", start: Int64($0)) }
            try await history.keep(HistoryBatch(source: .here, records: records))
            let some = Retention(age: .seconds(4), count: 3)
            _ = try await history.remove(beyond: some, at: Timestamp(seconds: 10), atMost: 99)
            #expect(try await count("run", in: path) == 3)
            #expect(try await count("record", in: path) == 3)
        }
    }

    @Test func `a file that has reached its size makes room, oldest first, and says so`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let notices = Mutex<[SQLiteHistory.Notice]>([])
            let size = 8 << 20
            let history = try await SQLiteHistory(at: path, size: size) { notice in
                notices.withLock { $0.append(notice) }
            }
            let text = String(repeating: "long ", count: 20_000)
            for start in 0..<300 {
                try await history.keep(
                    batch(
                        record("r\(start)", .failed, start: Int64(start)) {
                            $0.error = .value(RunError(message: text + "\(start)"))
                        }))
            }
            let kept = try await history.newest(of: [.here], limit: 1_000).records
            #expect(kept.first?.key.id.text == "r299")
            let all = try await history.count(of: [.here])
            #expect((20...85).contains(all), "\(all)")
            #expect(try await history.record(of: RunKey(source: .here, id: RunID("r0"))) == nil)
            let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            #expect((bytes ?? 0) <= size + (1 << 20))
            #expect(notices.withLock { $0 } == [.roomMade])
        }
    }

    @Test func `what made room is not said to be held`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path, size: 1 << 20) { _ in }
            var checkpoint = SourceCheckpoint("there")
            checkpoint.coveredSince = Timestamp(seconds: 0)
            let text = String(repeating: "long ", count: 400)
            // From the newest to the oldest, as a first walk brings them.
            for last in stride(from: 1_500, to: 0, by: -10) {
                let page = (0..<10).map { place in
                    record("r\(last - place)", .failed, start: Int64(last - place)) {
                        $0.error = .value(RunError(message: text))
                    }
                }
                try await history.keep(
                    HistoryBatch(source: .here, records: page, checkpoint: checkpoint))
            }
            let held = try #require(try await history.checkpoint(of: .here)?.coveredSince)
            let kept = try await history.newest(of: [.here], limit: 1_500).records
            let ids = Set(kept.map(\.key.id.text))
            let claimed = (1...1_500).filter { Timestamp(seconds: $0) >= held }
            #expect(claimed.allSatisfy { ids.contains("r\($0)") }, "\(held): \(ids.count)")
            #expect(ids.count < 1_000 && !claimed.isEmpty, "\(claimed.count) of \(ids.count)")
        }
    }

    @Test func `a file that is too large shrinks little by little`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let text = String(repeating: "long ", count: 200)
            let records = (0..<4_000).map { start in
                record("r\(start)", .failed, start: Int64(start)) {
                    $0.error = .value(RunError(message: text + "\(start)"))
                }
            }
            do {
                let roomy = try await SQLiteHistory(at: path) { _ in }
                try await roomy.keep(HistoryBatch(source: .here, records: records))
            }
            let history = try await SQLiteHistory(at: path, size: 1 << 20) { _ in }
            try await history.keep(batch(record("new", start: 5_000)))
            let left = try await history.count(of: [.here])
            #expect((2_900...3_901).contains(left), "\(left)")
            let key = RunKey(source: .here, id: RunID("new"))
            #expect(try await history.record(of: key) != nil)
        }
    }

    @Test func `two who remove old runs at once remove no others`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let one = try await SQLiteHistory(at: path) { _ in }
            let other = try await SQLiteHistory(at: path) { _ in }
            for round in 0..<5 {
                let records = (0..<400).map { record("r\(round)-\($0)", start: Int64($0)) }
                try await one.keep(HistoryBatch(source: .here, records: records))
                let retention = Retention(age: .seconds(100), count: .max)
                let now = Timestamp(seconds: 400)
                async let first = one.remove(beyond: retention, at: now, atMost: 1_000)
                async let second = other.remove(beyond: retention, at: now, atMost: 1_000)
                let removed = try await first.count + second.count
                #expect(removed == 300)
                #expect(try await one.count(of: [.here]) == 100 * (round + 1))
            }
        }
    }

    @Test func `what lists hold of a text is its beginning, and the record holds all of it`()
        async throws
    {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let history = try await SQLiteHistory(at: path) { _ in }
            let text = String(repeating: "é", count: 100_000)
            try await history.keep(
                batch(record("r", .failed, start: 1) { $0.error = .value(RunError(message: text)) })
            )
            let rows = try await history.rows(of: [.here], after: nil, limit: 9)
            var table = RunTable()
            _ = table.load(rows.rows)
            let key = RunKey(source: .here, id: RunID("r"))
            let listed = try #require(table.run(for: key)?.error?.message)
            #expect(listed.utf8.count < 5_000 && listed.hasPrefix("éé") && listed.hasSuffix("é…"))
            #expect(
                try await history.record(of: key)?.run(pipelineName: nil).error?.message == text)
        }
    }

    @Test func `a page of great records ends early, and the next one goes on`() async throws {
        try await withFolder { folder in
            let history = try await SQLiteHistory(at: folder + "/history.sqlite") { _ in }
            let text = String(repeating: "long ", count: 1_200_000)
            for start in 0..<7 {
                try await history.keep(
                    batch(
                        record("r\(start)", .failed, start: Int64(start)) {
                            $0.error = .value(RunError(message: text))
                        }))
            }
            var (ids, pages): ([String], Int) = ([], 0)
            var place: HistoryPlace?
            repeat {
                let page = try await history.newest(of: [.here], after: place, limit: 100)
                #expect(page.records.count < 7)
                ids += page.records.map(\.key.id.text)
                place = page.next
                pages += 1
            } while place != nil && pages < 20
            #expect(ids == (0..<7).reversed().map { "r\($0)" })
            var (known, changed): (HistoryRevision, [String]) = (.none, [])
            for _ in 0..<20 {
                let changes = try await history.changes(of: [.here], after: known, limit: 100)
                changed += changes.records.map(\.key.id.text)
                known = changes.revision
                if !changes.hasMore { break }
            }
            #expect(changed == (0..<7).map { "r\($0)" })
        }
    }
}
