import Providers
import Runs
import Testing

/// What every provider must do, whatever its API.
@Suite struct ProviderConformanceTests {
    @Test(arguments: ConformanceCase.all)
    func `a full walk gives exactly the runs that were served`(_ row: ConformanceCase) async throws
    {
        let runs = ServedRun.finished(1_234)
        let transport = ScriptedTransport(row.serve(runs))
        let poll = try await Poll.run(row.provider(try .scripted(transport)))
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(runs.map(RunFacts.init)))
        #expect(poll.runs.count == runs.count)
        #expect(poll.rejected.isEmpty)
        #expect(poll.gaps.isEmpty)

        let needed = (runs.count * row.rowsPerRun + row.largestPage - 1) / row.largestPage
        let calls = await transport.calls.count
        #expect(Double(calls) <= max(Double(needed) * row.callFactor, Double(needed + 1)))
    }

    @Test(arguments: ConformanceCase.all)
    func `a source without runs is read in one call`(_ row: ConformanceCase) async throws {
        let transport = ScriptedTransport(row.serve([]))
        let provider = row.provider(try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.isEmpty)
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.isEmpty)
        #expect(await transport.calls.count == 2)
    }

    @Test(arguments: ConformanceCase.all)
    func `runs come in after an empty beginning`(_ row: ConformanceCase) async throws {
        let transport = ScriptedTransport(row.serve([]))
        let provider = row.provider(try .scripted(transport))
        let first = try await Poll.run(provider)
        let run = ServedRun(id: "one", pipeline: "p", started: .test + 5)
        await transport.answer(row.serve([run]))
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(second.runs.map(RunFacts.init) == [RunFacts(run)])
    }

    @Test(arguments: ConformanceCase.all)
    func `a later poll is one call and little said`(_ row: ConformanceCase) async throws {
        var runs = ServedRun.finished(1_234)
        let transport = ScriptedTransport(row.serve(runs))
        let provider = row.provider(try .scripted(transport))
        let first = try await Poll.run(provider)
        let new = ServedRun(id: "new", pipeline: "p-0", started: .test + 10)
        runs.append(new)
        await transport.answer(row.serve(runs))
        await transport.forgetCalls()
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        #expect(await transport.calls.count == 1)
        #expect(second.runs.contains { RunFacts($0) == RunFacts(new) })
        #expect(second.observations.count < 100)
    }

    @Test(arguments: ConformanceCase.all)
    func `a run seen running is later seen failed`(_ row: ConformanceCase) async throws {
        var runs = ServedRun.finished(30)
        runs.append(ServedRun(id: "live", pipeline: "p-0", started: .test - 20))
        let transport = ScriptedTransport(row.serve(runs))
        let provider = row.provider(try .scripted(transport))
        let first = try await Poll.run(provider)
        #expect(first.runs.first { $0.id == RunID("live") }?.status == .running)
        #expect(first.runs.first { $0.id == RunID("live") }?.duration == nil)

        runs[30].outcome = .init(finished: .test + 10, error: "token was revoked")
        await transport.answer(row.serve(runs))
        let second = try await Poll.run(provider, from: first.position, now: .test + 15)
        var record = try #require(first.records[RunID("live")])
        record.merge(try #require(second.records[RunID("live")]))
        #expect(RunFacts(record.run(pipelineName: nil)) == RunFacts(runs[30]))
    }

    @Test(arguments: ConformanceCase.all)
    func `discovery names every pipeline`(_ row: ConformanceCase) async throws {
        let transport = ScriptedTransport(row.serve(ServedRun.finished(10)))
        let found = try await row.provider(try .scripted(transport)).pipelines()
        let expected = (0..<5).map {
            Pipeline(id: PipelineID("p-\($0)"), name: "Name of p-\($0)")
        }
        #expect(found == expected)
    }

    @Test(arguments: ConformanceCase.all)
    func `a rejected key is told with the vendor's code and support id`(
        _ row: ConformanceCase
    ) async throws {
        let transport = ScriptedTransport { _ in .json(row.unauthorized.body, status: 401) }
        let error = try await failure(row, transport)
        guard case .refused(let problem) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(problem.status == 401)
        #expect(problem.code == row.unauthorized.code)
        #expect(problem.supportID == row.unauthorized.supportID)
        #expect(!error.isTransient)
    }

    @Test(arguments: ConformanceCase.all)
    func `a rate limit is told with its wait and its budget`(_ row: ConformanceCase) async throws {
        let transport = ScriptedTransport { _ in
            .json(
                "{}", status: 429,
                headers: [
                    HeaderField("Retry-After", "30"), HeaderField("X-RateLimit-Limit", "100"),
                    HeaderField("X-RateLimit-Remaining", "0"),
                ])
        }
        let error = try await failure(row, transport)
        #expect(error.retryAfter == 30_000)
        #expect(error.isTransient)
        guard case .refused(let problem) = error else { return }
        #expect(problem.budget == RateBudget(limit: 100, remaining: 0, resetsAt: nil))
    }

    @Test(arguments: ConformanceCase.all)
    func `a walk that broke off goes on where it was`(_ row: ConformanceCase) async throws {
        let runs = ServedRun.finished(1_234)
        let serve = row.serve(runs)
        let transport = ScriptedTransport(serve)
        let provider = row.provider(try .scripted(transport))
        let page = try await provider.page(
            PageRequest(position: nil, since: .test - 86_400, now: .test))
        #expect(page.hasMore)
        await transport.answer { _ throws(ProviderError) in throw .unreachable(.connectionLost) }
        await #expect(throws: ProviderError.unreachable(.connectionLost)) {
            try await Poll.run(provider, from: page.position)
        }
        await transport.answer(serve)
        let rest = try await Poll.run(provider, from: page.position, now: .test + 15)
        let ids = Set(page.observations.map(\.id)).union(rest.observations.map(\.id))
        #expect(ids == Set(runs.map { RunID($0.id) }))
    }

    @Test(arguments: ConformanceCase.all)
    func `strange notes are a first contact`(_ row: ConformanceCase) async throws {
        let runs = ServedRun.finished(10)
        for notes in [#"{"walk":{"after":1,"windows":[]},"watermark":"x"}"#, "[]", "7", "null"] {
            let provider = row.provider(try .scripted(ScriptedTransport(row.serve(runs))))
            let poll = try await Poll.run(provider, from: ReadPosition(try json(notes)))
            #expect(poll.runs.count == 10)
        }
    }

    private func failure(
        _ row: ConformanceCase, _ transport: ScriptedTransport
    ) async throws -> ProviderError {
        let provider = row.provider(try .scripted(transport))
        return try #require(
            await #expect(throws: ProviderError.self) { try await Poll.run(provider) })
    }
}
