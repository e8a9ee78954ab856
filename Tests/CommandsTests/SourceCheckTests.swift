import Commands
import Engine
import Runs
import Testing
import TestSupport

struct SourceCheckTests {
    /// A provider that says one thing of its pipelines, and hands out its pages in turn.
    private struct Said: Provider {
        let kind = ProviderKind.well
        var names: Result<[Pipeline], ProviderError> = .success([])
        var pages: [Result<RunPage, ProviderError>] = [.success(Said.page())]

        /// A page after which there is another one, or none.
        static func page(
            runs: Int = 0, rejected: [RejectedRow] = [], refusals: [PipelineRefusal] = [],
            hasMore: Bool = false
        ) -> RunPage {
            let seen = (0..<runs).map {
                RunObservation(id: RunID("r\($0)"), asOf: nil, status: .succeeded)
            }
            var page = RunPage(
                observations: seen, rejected: rejected, position: ReadPosition(.null),
                hasMore: hasMore)
            page.refusals = refusals
            return page
        }

        func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
            try names.get()
        }

        func page(
            _ request: PageRequest, _ permit: CallPermit
        ) async throws(ProviderError) -> RunPage {
            let number = request.position?.notes.integer.map(Int.init) ?? 0
            var page = try pages[min(number, pages.count - 1)].get()
            page.position = ReadPosition(.integer(Int64(number + 1)))
            return page
        }
    }

    private static let mercury = Pipeline(id: PipelineID("m"), name: "Mercury")

    private func outcome(
        of provider: any Provider, named: NamedPipelines? = nil, limit: Duration = .seconds(30)
    ) async -> SourceFinding.Outcome? {
        await finding(of: provider, named: named, limit: limit)?.outcome
    }

    private func finding(
        of provider: any Provider, named: NamedPipelines? = nil, limit: Duration = .seconds(30)
    ) async -> SourceFinding? {
        let source = MonitoredSource(
            name: SourceName("a"), provider: provider, interval: .seconds(1),
            backfill: .seconds(60))
        return await SourceCheck(limit: limit)
            .check([source], named: named.map { [source.name: $0] } ?? [:]).first
    }

    private func refused(_ status: Int) -> ProviderError { .refused(APIProblem(status: status)) }

    @Test func `pipelines found are counted, where their runs can be read too`() async {
        let good = Said(names: .success([Self.mercury]))
        #expect(await outcome(of: good) == .works(pipelines: 1, namesRefused: nil))
        let mute = Said(names: .success([Self.mercury]), pages: [.failure(refused(403))])
        #expect(await outcome(of: mute) == .fails(refused(403)))
    }

    @Test func `an empty page that leads on is no proof`() async {
        let pages: [Result<RunPage, ProviderError>] = [
            .success(Said.page(hasMore: true)), .failure(refused(403)),
        ]
        let late = Said(names: .success([Self.mercury]), pages: pages)
        #expect(await outcome(of: late) == .fails(refused(403)))
        let first = [Result<RunPage, ProviderError>.success(Said.page(runs: 1, hasMore: true))]
        let early = Said(names: .success([Self.mercury]), pages: first + [.failure(refused(500))])
        #expect(await outcome(of: early) == .works(pipelines: 1, namesRefused: nil))
    }

    @Test func `empty pages without an end are not read for ever`() async {
        let endless = Said(
            names: .success([Self.mercury]), pages: [.success(Said.page(hasMore: true))])
        #expect(await outcome(of: endless) == .works(pipelines: 1, namesRefused: nil))
    }

    @Test(arguments: [(24, false), (25, true)])
    func `so many empty pages are looked at for a run, and no more`(
        empty: Int, works: Bool
    ) async {
        let pages = Array(
            repeating: Result<RunPage, ProviderError>.success(Said.page(hasMore: true)),
            count: empty)
        let late = Said(
            names: .success([Self.mercury]), pages: pages + [.failure(refused(500))])
        let outcome = await outcome(of: late)
        #expect((outcome == .works(pipelines: 1, namesRefused: nil)) == works)
        #expect((outcome == .fails(refused(500))) == !works)
    }

    @Test func `rows that cannot be read are gathered from every page that is looked at`() async {
        let rows = ["6", "7"].map { RejectedRow(id: $0, field: "status") }
        let pages = rows.map { Said.page(rejected: [$0], hasMore: true) } + [Said.page(runs: 1)]
        let odd = Said(names: .success([Self.mercury]), pages: pages.map { .success($0) })
        #expect(await outcome(of: odd) == .rejects(rows))
    }

    @Test func `rows that cannot be read are a finding`() async {
        let row = RejectedRow(id: "7", field: "status")
        let odd = Said(
            names: .success([Self.mercury]), pages: [.success(Said.page(rejected: [row]))])
        #expect(await outcome(of: odd) == .rejects([row]))
    }

    /// A page of some runs, for which one of more was too large.
    private static func shortened(runs: Int = 1) -> RunPage {
        var page = Said.page(runs: runs, hasMore: true)
        page.isShortened = true
        return page
    }

    private static let whole = Said.page(runs: 1, hasMore: true)
    private static let tooLarge = RejectedRow(id: nil, field: nil)

    @Test(arguments: [
        ([shortened()], true), ([shortened(), shortened(), whole, whole, shortened()], true),
        ([shortened(runs: 0), whole], true), ([whole], false),
        ([shortened()] + Array(repeating: whole, count: 23), true),
        ([shortened()] + Array(repeating: whole, count: 24), false),
    ])
    func `where a page was too large, the row that made it so is looked for`(
        pages: [RunPage], isFound: Bool
    ) async {
        let gap = ReadGap(from: Timestamp(milliseconds: 1), until: Timestamp(milliseconds: 2))
        var last = Said.page(rejected: [Self.tooLarge], hasMore: true)
        last.gap = gap
        let odd = Said(
            names: .success([Self.mercury]),
            pages: (pages + [last]).map { .success($0) } + [.failure(refused(500))])
        let finding = await finding(of: odd)
        let works = SourceFinding.Outcome.works(pipelines: 1, namesRefused: nil)
        #expect(finding?.outcome == (isFound ? .rejects([Self.tooLarge]) : works))
        #expect(finding?.gaps == (isFound ? [gap] : []))
    }

    @Test func `where no time is left to look for a row, runs can be read`() async {
        /// A provider whose second page takes longer than a check may.
        struct Slow: Provider {
            let kind = ProviderKind.well
            let clock: ManualClock

            func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
                [SourceCheckTests.mercury]
            }

            func page(
                _ request: PageRequest, _ permit: CallPermit
            ) async throws(ProviderError) -> RunPage {
                guard request.position != nil else { return SourceCheckTests.shortened() }
                await clock.sleepers(atLeast: 1, after: clock.now)
                clock.advance(by: .seconds(30))
                while !Task.isCancelled { await Task.yield() }
                throw .cancelled
            }
        }
        let clock = ManualClock(now: Timestamp(milliseconds: 1_765_000_000_000))
        let source = MonitoredSource(
            name: SourceName("a"), provider: Slow(clock: clock), interval: .seconds(1),
            backfill: .seconds(60))
        let finding = await SourceCheck(clock: clock).check([source]).first
        #expect(finding?.outcome == .works(pipelines: 1, namesRefused: nil))
    }

    @Test func `where no call is left to look for a row, runs can be read`() async {
        let held = ProviderError.held(.retryAfter(until: Timestamp(milliseconds: 1)))
        let works = SourceFinding.Outcome.works(pipelines: 1, namesRefused: nil)
        for (page, error, outcome) in [
            (Self.shortened(), held, works), (Self.shortened(runs: 0), held, .fails(held)),
            (Self.shortened(), refused(500), .fails(refused(500))),
        ] {
            let poor = Said(
                names: .success([Self.mercury]), pages: [.success(page), .failure(error)])
            #expect(await self.outcome(of: poor) == outcome)
        }
    }

    @Test func `a period that the provider no longer serves is found, each once`() async {
        let gaps = [1, 1, 3].map {
            ReadGap(from: Timestamp(milliseconds: $0), until: Timestamp(milliseconds: $0 + 1))
        }
        let pages = gaps.indices.map { index in
            var page = Said.page(runs: index == 2 ? 1 : 0, hasMore: true)
            page.gap = gaps[index]
            return page
        }
        let short = Said(names: .success([Self.mercury]), pages: pages.map { .success($0) })
        let finding = await finding(of: short)
        #expect(finding?.outcome == .works(pipelines: 1, namesRefused: nil))
        #expect(finding?.gaps == [gaps[0], gaps[2]])
    }

    @Test func `times that cannot be read are a finding`() async {
        var page = Said.page(runs: 1)
        page.observations[0].unreadableTimes = ["log_time"]
        let odd = Said(names: .success([Self.mercury]), pages: [.success(page)])
        let time = UnreadableTime(id: page.observations[0].id, field: "log_time")
        #expect(await outcome(of: odd) == .lacksTimes([time]))
    }

    @Test func `a pipeline that is named and not there is a finding`() async {
        let all = Said(names: .success([Self.mercury]))
        let made = Said(names: .success([Self.mercury, Pipeline(id: PipelineID("x"), name: nil)]))
        let named = NamedPipelines(key: "connectors", ids: ["m", "x"], account: all)
        #expect(
            await outcome(of: made, named: named)
                == .lacks(MissingPipelines(key: "connectors", ids: ["x"], known: [Self.mercury])))
        let right = NamedPipelines(key: "connectors", ids: ["m"], account: all)
        #expect(await outcome(of: all, named: right) == .works(pipelines: 1, namesRefused: nil))
    }

    private func refusal(_ id: String, _ status: Int) -> PipelineRefusal {
        PipelineRefusal(pipeline: PipelineID(id), problem: APIProblem(status: status))
    }

    @Test func `a pipeline whose runs are refused is a finding`() async {
        let forbidden = refusal("m", 403)
        let partly = Said(
            names: .success([Self.mercury]), pages: [.success(Said.page(refusals: [forbidden]))])
        #expect(await outcome(of: partly) == .refuses([forbidden]))
    }

    @Test func `of a pipeline the last refusal is told, and pipelines in their order`() async {
        let pages = [
            Said.page(refusals: [refusal("z", 403), refusal("b", 500)], hasMore: true),
            Said.page(refusals: [refusal("b", 403)], hasMore: true),
            Said.page(refusals: [refusal("a", 429)]),
        ]
        let partly = Said(names: .success([Self.mercury]), pages: pages.map { .success($0) })
        let reported = [refusal("a", 429), refusal("b", 403), refusal("z", 403)]
        #expect(await outcome(of: partly) == .refuses(reported))
    }

    @Test func `a pipeline that the account does not list is not there, others are refused`() async
    {
        let unlisted = PipelineRefusal(pipeline: PipelineID("y"), problem: nil)
        let refusals = [refusal("b", 403), unlisted, refusal("x", 404)]
        let partly = Said(
            names: .success([Self.mercury]), pages: [.success(Said.page(refusals: refusals))])
        #expect(
            await outcome(of: partly)
                == .refuses([refusal("b", 403), refusal("x", 404), unlisted]))
        let named = NamedPipelines(
            key: "workflows", ids: ["m", "b"], account: Said(names: .failure(refused(403))))
        #expect(
            await outcome(of: partly, named: named)
                == .lacks(MissingPipelines(key: "workflows", ids: ["x", "y"], known: [])))
    }

    @Test func `where the list tells that all are there, the first run is enough`() async {
        let first = [Result<RunPage, ProviderError>.success(Said.page(runs: 1, hasMore: true))]
        let early = Said(names: .success([Self.mercury]), pages: first + [.failure(refused(500))])
        let named = NamedPipelines(key: "workflows", ids: ["m"], account: early)
        #expect(await outcome(of: early, named: named) == .works(pipelines: 1, namesRefused: nil))
        // Without a list all is read.
        let mute = Said(names: .failure(refused(403)), pages: first + [.failure(refused(500))])
        let blind = NamedPipelines(key: "workflows", ids: ["m"], account: mute)
        #expect(await outcome(of: mute, named: blind) == .fails(refused(403)))
    }

    @Test func `where no list tells, the walk does`() async {
        let mute = Said(names: .failure(refused(403)))
        let pages = [
            Said.page(runs: 1, hasMore: true),
            Said.page(refusals: [refusal("x", 404)]),
        ]
        let made = Said(names: .failure(refused(403)), pages: pages.map { .success($0) })
        let named = NamedPipelines(key: "workflows", ids: ["m", "x"], account: mute)
        #expect(
            await outcome(of: made, named: named)
                == .lacks(MissingPipelines(key: "workflows", ids: ["x"], known: [])))
    }

    @Test func `a list without an end is given up in time`() async {
        struct Endless: Provider {
            let kind = ProviderKind.leadlex

            func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
                let end = ContinuousClock.now + .seconds(60)
                while !Task.isCancelled, ContinuousClock.now < end { await Task.yield() }
                if !Task.isCancelled { Issue.record("nobody gave the list up") }
                throw .cancelled
            }

            func page(
                _ request: PageRequest, _ permit: CallPermit
            ) async throws(ProviderError) -> RunPage {
                RunPage(position: ReadPosition(.null), hasMore: false)
            }
        }
        let outcome = await outcome(of: Endless(), limit: .milliseconds(20))
        #expect(outcome == .fails(.unreachable(.timedOut)))
    }

    @Test func `without a pipeline it is seen whether runs can be read`() async {
        #expect(await outcome(of: Said()) == .works(pipelines: 0, namesRefused: nil))
        let broken = Said(pages: [.failure(refused(401))])
        #expect(await outcome(of: broken) == .fails(refused(401)))
    }

    @Test(arguments: [403, 404])
    func `runs may be readable where the list of pipelines is refused`(status: Int) async {
        let nameless = Said(names: .failure(refused(status)))
        #expect(
            await outcome(of: nameless) == .works(pipelines: 0, namesRefused: refused(status)))
        let broken = Said(names: .failure(refused(status)), pages: [.failure(refused(500))])
        #expect(await outcome(of: broken) == .fails(refused(status)))
    }

    @Test func `any other error is told as it is`() async {
        for error in [refused(401), .unreachable(.timedOut), .secret(.variableUnset(nil))] {
            #expect(await outcome(of: Said(names: .failure(error))) == .fails(error))
        }
    }

    @Test func `sources are told in the order of the configuration`() async {
        let sources = ["c", "a", "b"].map {
            MonitoredSource(
                name: SourceName($0), provider: Said(), interval: .seconds(1),
                backfill: .seconds(60))
        }
        let findings = await SourceCheck().check(sources)
        #expect(findings.map(\.source.text) == ["c", "a", "b"])
    }
}
