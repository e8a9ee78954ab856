import Providers
import Runs
import Synchronization
import Testing

/// Lists that go on by their own word and bring nothing: no walk takes them for whole, and each ends.
@Suite struct BlankPageTests {
    /// What stands in the place of a page's rows.
    enum Blank: Sendable, CaseIterable {
        /// None.
        case empty
        /// As many that cannot be read, nor known again.
        case unreadable
    }

    @Test(arguments: ConformanceCase.all, Blank.allCases)
    func `runs behind a blank page are read`(row: ConformanceCase, blank: Blank) async throws {
        let pages = Pages(row.shape)
        let poll = try await read(row) { path, page in
            pages.number(of: path) == 1 ? pages.blank(page, blank) : page
        }
        let oldest = Set((1_200..<1_234).map { "run-\($0)" })
        #expect(Set(poll.runs.map(\.id.text)).isSuperset(of: oldest) || !poll.gaps.isEmpty)
        #expect(blank == .empty || !poll.rejected.isEmpty || pages.blanks == 0)
    }

    @Test(arguments: ConformanceCase.all, Blank.allCases)
    func `a list of blank pages alone is not whole`(
        row: ConformanceCase, blank: Blank
    ) async throws {
        let pages = Pages(row.shape)
        do {
            let poll = try await read(row) { _, page in pages.blank(page, blank) }
            // The last page says nothing of others, and keeps its rows: so far a walk may come.
            let reachesEnd = poll.records[RunID("run-1233")] != nil
            #expect(!poll.gaps.isEmpty || !poll.rejected.isEmpty || reachesEnd)
        } catch let error as ProviderError {
            #expect(error == .unreadable(.circular))
        }
    }

    @Test(arguments: ConformanceCase.all.filter { $0.kind != .supermetrics })
    func `a list that gives the same page again and again is not whole`(
        row: ConformanceCase
    ) async throws {
        let pages = Pages(row.shape)
        let poll = try await read(row) { path, page in pages.first(of: path, page) }
        #expect(poll.runs.count < 1_234)
        #expect(!poll.gaps.isEmpty)
    }

    /// Reads more runs than pages hold from an API whose pages of runs are changed on the way.
    private func read(
        _ row: ConformanceCase, page change: @escaping ConformanceStage.Rewriting
    ) async throws -> Poll {
        let stage = try await row.stage()
        do {
            await stage.serve(ServedRun.finished(1_234))
            await stage.rewrite { path, page in
                path.hasSuffix(row.shape.suffix) ? change(path, page) : page
            }
            let poll = try await Poll.run(row.provider(try stage.client(.good)))
            await stage.strike()
            return poll
        } catch {
            await stage.strike()
            throw error
        }
    }
}

/// The pages of runs that an API has answered with.
private final class Pages: Sendable {
    private let shape: RowShape
    private let state = Mutex(State())

    private struct State {
        var counts: [String: Int] = [:]
        var first: [String: JSONValue] = [:]
        var blanks = 0
    }

    init(_ shape: RowShape) { self.shape = shape }

    /// How many pages that say of more were emptied.
    var blanks: Int { state.withLock(\.blanks) }

    /// How many pages of a list came before this one.
    func number(of path: String) -> Int {
        state.withLock { state in
            let number = state.counts[path, default: 0]
            state.counts[path] = number + 1
            return number
        }
    }

    /// The first page of a list.
    func first(of path: String, _ page: JSONValue) -> JSONValue {
        state.withLock { state in
            let first = state.first[path] ?? page
            state.first[path] = first
            return first
        }
    }

    /// The same page with blank rows; one that says nothing of others keeps its rows where it would
    /// else be empty.
    func blank(_ page: JSONValue, _ blank: Blank) -> JSONValue {
        guard blank == .unreadable || saysMore(page) else { return page }
        state.withLock { $0.blanks += 1 }
        return page.replacing(shape.rows) { rows in
            let count = blank == .empty ? 0 : rows.elements?.count ?? 0
            return .array(Array(repeating: .null, count: count))
        }
    }

    private func saysMore(_ page: JSONValue) -> Bool {
        if let next = page["links"]?["next"] ?? page["pagination"]?["next_page_token"] {
            return next.scalarText?.isEmpty == false
        }
        return (page["results"]?["total"] ?? page["meta"]?["total"])?.integer ?? 0 > 100
    }

    typealias Blank = BlankPageTests.Blank
}
