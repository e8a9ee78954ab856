@testable import Providers
import Runs
import Testing

/// Rows that are too large to be read: one of them keeps no other from being read.
@Suite struct LargeRowTests {
    @Test(arguments: ConformanceCase.all)
    func `a row of too many values is counted, and takes no other with it`(
        row: ConformanceCase
    ) async throws {
        let runs = ServedRun.finished(300)
        let stage = try await row.stage()
        do {
            await stage.serve(runs)
            await stage.rewrite { path, page in
                guard path.hasSuffix(row.shape.suffix) else { return page }
                return page.replacing(row.shape.rows) { rows in
                    .array((rows.elements ?? []).map { Self.isOfRun30($0) ? Self.long($0) : $0 })
                }
            }
            let client = try stage.client(.good).reading(atMostValues: 20_000)
            let poll = try await Poll.run(row.provider(client))
            let others = runs.map(row.facts).filter { $0.id != "run-30" }
            #expect(Set(poll.runs.map(RunFacts.init)) == Set(others))
            #expect(!poll.rejected.isEmpty)
            #expect(poll.rejected.allSatisfy { $0.id?.hasPrefix("run-30") == true })
            #expect(poll.gaps.isEmpty)
        } catch {
            await stage.strike()
            throw error
        }
        await stage.strike()
    }

    @Test(arguments: ConformanceCase.all.filter { [.elasticPath, .leadlex].contains($0.kind) })
    func `a row beyond every cap is stepped over where pages are numbered`(
        row: ConformanceCase
    ) async throws {
        let poll = try await readAroundRow30(row)
        let others = Self.runs.map(row.facts).filter { $0.id != "run-30" }
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(others))
        #expect(!poll.rejected.isEmpty)
        #expect(poll.pages < 200)
    }

    @Test(arguments: ConformanceCase.all.filter { [.elasticPath, .leadlex].contains($0.kind) })
    func `behind a row beyond every cap pages grow again`(row: ConformanceCase) async throws {
        let runs = ServedRun.finished(300)
        let poll = try await readAroundRow30(row, of: runs)
        #expect(poll.runs.count == 299)
        #expect(poll.pages < 50)
    }

    @Test(arguments: ConformanceCase.all.filter { [.well, .supermetrics].contains($0.kind) })
    func `what a row beyond every cap hides is told`(row: ConformanceCase) async throws {
        let poll = try await readAroundRow30(row)
        let above = Set(Self.runs.prefix(27).map(row.facts))
        #expect(Set(poll.runs.map(RunFacts.init)).isSuperset(of: above))
        #expect(!poll.rejected.isEmpty)
        #expect(!poll.gaps.isEmpty)
    }

    @Test(arguments: ConformanceCase.all.filter { $0.kind != .polytomic })
    func `pages that a row is too large for are shortened, up to the row itself`(
        row: ConformanceCase
    ) async throws {
        let pages = try await withProvider(row, of: Self.runs) { provider in
            var pages: [RunPage] = []
            // So many are read by somebody who looks for the row.
            while pages.count < 25, pages.last?.hasMore ?? true, pages.last?.rejected ?? [] == [] {
                pages.append(
                    try await provider.page(
                        PageRequest(
                            position: pages.last?.position, since: .test - 86_400, now: .test)))
            }
            return pages
        }
        let shortened = try #require(pages.first { $0.isShortened })
        #expect(!shortened.observations.isEmpty && shortened.hasMore)
        #expect(pages.last?.rejected.isEmpty == false)
    }

    @Test(arguments: ConformanceCase.all.filter { $0.kind == .supermetrics })
    func `what the newest row hides is told too`(row: ConformanceCase) async throws {
        let runs = Array(Self.runs.drop { $0.id != "run-30" })
        let poll = try await readAroundRow30(row, of: runs)
        let others = runs.filter { $0.pipeline != "p-0" }.map(row.facts)
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(others))
        #expect(!poll.rejected.isEmpty)
        #expect(!poll.gaps.isEmpty)
    }

    private static let runs = ServedRun.finished(60)

    private static func isOfRun30(_ row: JSONValue) -> Bool {
        row["id"] == .string("run-30") || row["event"]?["execution_id"] == .string("run-30")
    }

    private static func long(_ row: JSONValue) -> JSONValue {
        let padding = JSONValue.array(Array(repeating: .null, count: 20_000))
        return .object((row.members ?? []) + [.init("padding", padding)])
    }

    private func readAroundRow30(
        _ row: ConformanceCase, of runs: [ServedRun] = runs
    ) async throws -> Poll {
        try await withProvider(row, of: runs) { try await Poll.run($0) }
    }

    /// Reads runs from an API whose every page with one of them is too large.
    private func withProvider<Result: Sendable>(
        _ row: ConformanceCase, of runs: [ServedRun], _ read: (any Provider) async throws -> Result
    ) async throws -> Result {
        let stage = try await row.stage()
        do {
            await stage.serve(runs)
            await stage.rewrite { path, page in
                let rows = page[path: row.shape.rows]?.elements ?? []
                guard path.hasSuffix(row.shape.suffix),
                    rows.contains(where: Self.isOfRun30)
                else { return page }
                return Self.long(page)
            }
            let client = try stage.client(.good).reading(atMostValues: 20_000)
            let result = try await read(row.provider(client))
            await stage.strike()
            return result
        } catch {
            await stage.strike()
            throw error
        }
    }
}
