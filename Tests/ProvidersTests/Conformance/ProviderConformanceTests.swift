@testable import Providers
import Runs
import RunTable
import Testing

/// What every provider must do, whatever its API.
@Suite struct ProviderConformanceTests {
    @Test(arguments: ConformanceCase.all)
    func `a full walk gives exactly the runs that were served`(_ row: ConformanceCase) async throws
    {
        try await on(row) { stage, provider in
            let runs = ServedRun.finished(1_234)
            await stage.serve(runs)
            let poll = try await Poll.run(provider)
            #expect(Set(poll.runs.map(RunFacts.init)) == Set(runs.map(row.facts)))
            #expect(poll.runs.count == runs.count)
            #expect(poll.rejected.isEmpty)
            #expect(poll.gaps.isEmpty)

            #expect(await stage.callCount() <= row.callsAllowed(forRuns: runs.count))
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a source without runs is read in one call`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            let first = try await Poll.run(provider)
            #expect(first.runs.isEmpty)
            let second = try await Poll.run(provider, from: first.position, now: .test + 15)
            #expect(second.runs.isEmpty)
            #expect(await stage.callCount() == 2)
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `runs come in after an empty beginning`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            let first = try await Poll.run(provider)
            let run = ServedRun(
                id: "one", pipeline: "p", started: .test + 5,
                outcome: .init(finished: .test + 6, error: nil))
            await stage.serve([run])
            let second = try await Poll.run(provider, from: first.position, now: .test + 15)
            #expect(second.runs.map(RunFacts.init) == [row.facts(run)])
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a later poll is few calls and little said`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            var runs = ServedRun.finished(1_234)
            await stage.serve(runs)
            let first = try await Poll.run(provider)
            let new = ServedRun(
                id: "new", pipeline: "p-0", started: .test + 10,
                outcome: .init(finished: .test + 11, error: nil))
            runs.append(new)
            await stage.serve(runs)
            let before = await stage.callCount()
            let second = try await Poll.run(provider, from: first.position, now: .test + 15)
            #expect(await stage.callCount() == before + row.callsPerPoll)
            #expect(second.runs.contains { RunFacts($0) == row.facts(new) })
            #expect(second.observations.count < 100)
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a run seen running is later seen failed`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            var runs = ServedRun.finished(30)
            runs.append(ServedRun(id: "live", pipeline: "p-0", started: .test - 20))
            await stage.serve(runs)
            let first = try await Poll.run(provider)
            let running = first.runs.first { $0.id == RunID("live") }
            #expect(running.map(RunFacts.init) == (row.tellsRunning ? RunFacts(runs[30]) : nil))
            #expect(running?.duration == nil)

            runs[30].outcome = .init(finished: .test + 10, error: "token was revoked")
            await stage.serve(runs)
            let second = try await Poll.run(provider, from: first.position, now: .test + 15)
            var record = try #require(second.records[RunID("live")])
            if let before = first.records[RunID("live")] { record.merge(before) }
            #expect(RunFacts(record.run(pipelineName: nil)) == row.facts(runs[30]))
        }
    }

    // A list that begins with the oldest run grows at its end alone.
    @Test(arguments: ConformanceCase.all.filter { !$0.beginsWithOldest })
    func `a run dated ahead of the clock hides none that comes later`(
        _ row: ConformanceCase
    ) async throws {
        try await on(row) { stage, provider in
            var runs = ServedRun.finished(10)
            let ahead = Timestamp.test + 3_000
            runs.append(
                ServedRun(
                    id: "ahead", pipeline: "p-0", started: ahead,
                    outcome: .init(finished: ahead + 3, error: nil)))
            await stage.serve(runs)
            let first = try await Poll.run(provider)
            #expect(first.records[RunID("ahead")] != nil)

            // More than a page of them.
            let new = (0..<300).map { index in
                let started = Timestamp.test + 10 + Int64(index) * 3
                return ServedRun(
                    id: "new-\(index)", pipeline: "p-0", started: started,
                    outcome: .init(finished: started + 1, error: nil))
            }
            await stage.serve(runs + new)
            let second = try await Poll.run(provider, from: first.position, now: .test + 1_000)
            #expect(Set(second.runs.map(RunFacts.init)).isSuperset(of: new.map(row.facts)))
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a page that is too large is read in smaller ones, down to single rows`(
        _ row: ConformanceCase
    ) async throws {
        let runs = ServedRun.finished(60)
        for mostValues in [400, 150, 70] {
            let stage = try await row.stage()
            await stage.serve(runs)
            let client = try stage.client(.good).reading(atMostValues: mostValues)
            let poll = try await Poll.run(row.provider(client), atMost: 1_000)
            await stage.strike()
            // Of runs of one second a small page may not hold all; then that is told.
            let isWhole = Set(poll.runs.map(RunFacts.init)) == Set(runs.map(row.facts))
            #expect(isWhole || !poll.gaps.isEmpty, "\(mostValues)")
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `pages become smaller in the middle of a walk, and nothing is missed`(
        _ row: ConformanceCase
    ) async throws {
        try await on(row) { stage, _ in
            let runs = ServedRun.finished(1_000)
            let (suffix, path) = (row.shape.suffix, row.shape.rows)
            await stage.serve(runs)
            await stage.rewrite { place, page in
                let rows = page[path: path]?.elements ?? []
                let isLong = rows.contains { row in
                    row["id"] == .string("run-600")
                        || row["event"]?["execution_id"] == .string("run-600")
                }
                guard place.hasSuffix(suffix), rows.count > 20, isLong else { return page }
                let padding = Array(repeating: JSONValue.null, count: 60_000)
                return .object((page.members ?? []) + [.init("padding", .array(padding))])
            }
            let client = try stage.client(.good).reading(atMostValues: 50_000)
            let poll = try await Poll.run(row.provider(client))
            #expect(Set(poll.runs.map(RunFacts.init)) == Set(runs.map(row.facts)))
            #expect(poll.gaps.isEmpty)
        }
    }

    @Test(arguments: ConformanceCase.all.filter(\.omitsTimes))
    func `runs without a time stay below, in order, and those that come later stand above`(
        _ row: ConformanceCase
    ) async throws {
        try await on(row) { stage, provider in
            var runs = (0..<30).map { index in
                var run = ServedRun(
                    id: "run-\(index)", pipeline: "p", started: .test - Int64(60 + index * 7))
                run.outcome = .init(finished: run.started + 3, error: nil)
                run.isUndated = index % 3 == 1
                return run
            }
            let (timed, undated) = (
                runs.filter { !$0.isUndated }.map(\.id), runs.filter(\.isUndated).map(\.id)
            )
            await stage.serve(runs)
            let first = try await Poll.run(provider)
            var new = ServedRun(id: "new", pipeline: "p", started: .test + 5)
            new.outcome = .init(finished: .test + 6, error: nil)
            new.isUndated = true
            runs.append(new)
            await stage.serve(runs)
            let second = try await Poll.run(provider, from: first.position, now: .test + 15)
            #expect(second.observations.map(\.id.text) == ["new"])
            let third = try await Poll.run(provider, from: second.position, now: .test + 3_600)
            #expect(third.observations.isEmpty)

            var table = RunTable()
            for poll in [first, second] {
                table.merge(
                    RunBatch(source: SourceName("test"), records: Array(poll.records.values)))
            }
            let listing = try #require(table.listing(RunListing.Request(), now: .test))
            let ids = (0..<listing.count).map { listing[$0].id.text }
            let listed = row.beginsWithOldest ? undated.reversed() : undated
            #expect(ids == ["new"] + timed + listed)
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `discovery names every pipeline`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            await stage.serve(ServedRun.finished(10))
            let expected = (0..<5).map {
                Pipeline(id: PipelineID("p-\($0)"), name: "Name of p-\($0)")
            }
            let found = try await provider.pipelines()
            #expect(found == expected)
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a rejected key is told with the vendor's code and support id`(
        _ row: ConformanceCase
    ) async throws {
        try await on(row, key: .bad) { _, provider in
            let error = try await failure(of: provider)
            guard case .refused(let problem) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(problem.status == 401)
            #expect(problem.code == row.unauthorizedCode)
            #expect(!problem.supportIDs.isEmpty == row.hasSupportID)
            #expect(!error.isTransient)
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a rate limit is told with its wait and its budget`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            await stage.fail(
                429,
                [
                    HeaderField("Retry-After", "30"), HeaderField("X-RateLimit-Limit", "100"),
                    HeaderField("X-RateLimit-Remaining", "0"),
                ])
            let error = try await failure(of: provider)
            #expect(error.retryAfter == 30_000)
            #expect(error.isTransient)
            guard case .refused(let problem) = error else { return }
            #expect(problem.budget == RateBudget(limit: 100, remaining: 0, resetsAt: nil))
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `a walk that broke off goes on where it was`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            let runs = ServedRun.finished(1_234)
            await stage.serve(runs)
            let page = try await provider.page(
                PageRequest(position: nil, since: .test - 86_400, now: .test))
            #expect(page.hasMore)
            await stage.fail(503, [])
            await #expect(throws: ProviderError.self) {
                try await Poll.run(provider, from: page.position)
            }
            await stage.recover()
            let before = await stage.callCount()
            let rest = try await Poll.run(provider, from: page.position, now: .test + 15)
            let ids = Set(page.observations.map(\.id)).union(rest.observations.map(\.id))
            #expect(ids == Set(runs.map { RunID($0.id) }))
            #expect(await stage.callCount() - before < row.callsAllowed(forRuns: runs.count))
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `strange notes are a first contact`(_ row: ConformanceCase) async throws {
        try await on(row) { stage, provider in
            await stage.serve(ServedRun.finished(10))
            for notes in [
                #"{"walk":{"after":1,"windows":[]},"watermark":"x"}"#, "[]", "7", "null",
            ] {
                let poll = try await Poll.run(provider, from: ReadPosition(try json(notes)))
                #expect(poll.runs.count == 10)
            }
        }
    }

    private func failure(of provider: any Provider) async throws -> ProviderError {
        let error = await #expect(throws: ProviderError.self) { try await Poll.run(provider) }
        return try #require(error)
    }

    /// Runs a test on a stage of its own, and takes it down whatever happens.
    private func on(
        _ row: ConformanceCase, key: ConformanceStage.Key = .good,
        _ body: (ConformanceStage, any Provider) async throws -> Void
    ) async throws {
        let stage = try await row.stage()
        do {
            await stage.serve([])
            try await body(stage, row.provider(try stage.client(key)))
        } catch {
            await stage.strike()
            throw error
        }
        await stage.strike()
    }
}
