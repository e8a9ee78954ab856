@testable import Providers
import Runs
import Testing

/// A run whose end was never told is asked for where its sync lists its executions.
@Suite struct PolytomicExecutionTests {
    private static let modelPath = "/api/syncs/s/executions"
    private static let hour: Int64 = 3_600

    @Test func `the outcome of an overdue run is asked for after the events`() async throws {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.list(
            #"[{"id":"y","status":"running"},"#
                + #"{"id":"x","status":"failed","created_at":"2026-06-07T10:00:00Z","#
                + #""started_at":"2026-06-07T10:00:00Z","completed_at":"2026-06-07T10:00:42Z","#
                + #""counts":{"record":3},"errors":["quota","limit"]}]"#)
        let run = try await api.poll().onlyRun()
        #expect(await api.asked == [Self.modelPath])
        #expect(run.status == .failed)
        #expect(run.rawStatus == "failed")
        #expect(run.error == RunError(message: "quota\nlimit"))
        #expect(run.duration == 42_000)
        #expect(run.metadata == (try json(#"{"record_count":3}"#)))
        #expect(run.pipeline == Pipeline(id: PipelineID("s"), name: "Name of s"))

        _ = try await api.poll(after: Self.hour)
        #expect(await api.asked == [Self.modelPath])
    }

    @Test func `a bulk sync is asked in its own form`() async throws {
        var log = EventLog()
        log.add("e", "bulk_sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.list(
            #"[{"id":"x","status":"completed_with_error","completed_at":"2026-06-07T10:01:00Z","#
                + #""error_message":"unused","errors":["2 rows rejected"]}]"#)
        let run = try await api.poll().onlyRun()
        #expect(await api.asked == ["/api/bulk/syncs/s/executions"])
        #expect(await api.calls.last?.query["limit"] == "100")
        #expect(run.status == .warning)
        #expect(run.error == nil)
        #expect(run.metadata == (try json(#"{"warnings":["2 rows rejected"]}"#)))
    }

    @Test(arguments: EventLog.Order.allCases)
    func `only a run that takes several times its usual duration is asked for`(
        order: EventLog.Order
    ) async throws {
        var log = EventLog(order: order)
        for index in 0..<5 {
            let began = Timestamp.test - 4 * Self.hour + Int64(index) * 1_200
            log.add("b\(index)", "sync.running", execution: "\(index)", at: began)
            log.add("e\(index)", "sync.completed", execution: "\(index)", at: began + 600)
        }
        log.add("late", "sync.running", execution: "late", at: .test)
        log.add("f1", "sync.running", execution: "quick", at: .test - 100, sync: "quick")
        log.add("f2", "sync.failed", execution: "quick", at: .test - 99, sync: "quick")
        log.add("new", "sync.running", execution: "new", at: .test, sync: "new")
        log.add("fast", "sync.running", execution: "fast", at: .test, sync: "quick")
        let api = ScriptedPolytomic(log)
        _ = try await api.poll(after: 299)
        #expect(await api.asked.isEmpty)
        _ = try await api.poll(after: 300)
        #expect(await api.asked == ["/api/syncs/quick/executions"])
        _ = try await api.poll(after: 2_399)
        _ = try await api.poll(after: 2_400)
        #expect(await api.asked.filter { $0 == Self.modelPath }.count == 1)
        await api.remove()
        _ = try await api.poll(after: 3_600)
        #expect(await api.asked.contains("/api/syncs/new/executions"))
    }

    @Test(arguments: [403, 404, 422])
    func `a refusal leaves the outcome unknown, and is not asked for again and again`(
        status: Int
    ) async throws {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.refuse(status)
        var run = try await api.poll().onlyRun()
        #expect(run.status == .unknown)
        #expect(run.error == RunError(message: "outcome unknown"))
        #expect(run.duration == nil)
        for minute in 1..<60 { _ = try await api.poll(after: Int64(minute) * 60) }
        #expect(await api.asked.count == 1)
        for hour in 1..<100 { _ = try await api.poll(after: Int64(hour) * Self.hour) }
        #expect(await api.asked.count == ExecutionWatch.mostQuestions)

        log.add("end", "sync.completed", execution: "x", at: .test + 99 * Self.hour)
        await api.serve(log)
        run = try await api.poll(after: 100 * Self.hour).onlyRun()
        #expect(run.status == .succeeded)
        #expect(run.error == nil)
    }

    @Test(arguments: ["null", "[]", #"[{"id":"y","status":"completed"}]"#, #"[7, {"id":"x"}]"#])
    func `a list without the execution leaves the outcome unknown`(list: String) async throws {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.list(list)
        let run = try await api.poll().onlyRun()
        #expect(run.status == .unknown)
        #expect(run.reason == "outcome unknown")
        #expect(await api.asked.count == 1)
    }

    @Test func `a late event counts more than what was asked`() async throws {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.list(
            #"[{"id":"x","status":"failed","completed_at":"2026-06-07T11:00:00Z","errors":["e"]}]"#)
        #expect(try await api.poll().onlyRun().status == .failed)
        log.add("end", "sync.completed", execution: "x", at: .test - Self.hour - 60)
        await api.serve(log)
        let late = try await api.poll(after: 15, everything: true).onlyRun()
        #expect(late.status == .succeeded)
        #expect(late.error == nil)
        #expect(late.finishedAt == .test - Self.hour - 60)
    }

    @Test func `one that goes on is running, until nothing tells of progress`() async throws {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        for (hour, count, status) in [
            (0, 1, RunStatus.running), (1, 2, .running), (3, 2, .running), (7, 2, .unknown),
        ] {
            await api.list(#"[{"id":"x","status":"exporting","counts":{"record":\#(count)}}]"#)
            let run = try await api.poll(after: Int64(hour) * Self.hour).onlyRun()
            #expect(run.status == status)
            #expect((run.error == nil) == (status == .running))
        }
        await api.list(#"[{"id":"x","status":"exporting","counts":{"record":3}}]"#)
        let again = try await api.poll(after: 15 * Self.hour).onlyRun()
        #expect(again.status == .running)
        #expect(again.error == nil)
    }

    @Test func `a poll asks two syncs at most, for all their runs at once`() async throws {
        var log = EventLog()
        for index in 0..<10 {
            for run in 0..<3 {
                log.add(
                    "\(index)-\(run)", "sync.running", execution: "x\(index)-\(run)",
                    at: .test - 2 * Self.hour + Int64(index), sync: "s\(index)")
            }
        }
        let api = ScriptedPolytomic(log)
        for poll in 0..<7 {
            _ = try await api.poll(after: Int64(poll) * 15)
            #expect(await api.asked.count == min(2 * (poll + 1), 10))
        }
        #expect(await api.runs.allSatisfy { $0.status == .unknown })
        #expect(Set(await api.asked).count == 10)
    }

    @Test func `a long list is followed until it goes past the beginning of the run`()
        async throws
    {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.list(
            #"[{"id":"a","status":"completed","created_at":"2026-06-07T11:30:00Z"}]"#,
            #"[{"id":"x","status":"canceled","created_at":"2026-06-07T10:00:00Z"}]"#)
        #expect(try await api.poll().onlyRun().status == .cancelled)
        #expect(await api.asked.count == 2)

        let other = ScriptedPolytomic(log)
        await other.list(
            #"[{"id":"a","status":"completed","created_at":"2026-06-07T09:30:00Z"}]"#, "[]")
        #expect(try await other.poll().onlyRun().status == .unknown)
        #expect(await other.asked.count == 1)

        let endless = ScriptedPolytomic(log)
        await endless.list(
            (0..<9).map {
                #"[{"id":"\#($0)","status":"completed","created_at":"2026-06-07T11:0\#(9 - $0):00Z"}]"#
            })
        #expect(try await endless.poll().onlyRun().status == .unknown)
        #expect(await endless.asked.count == 3)
    }

    @Test func `a rate limit is obeyed, and does not keep the events from being read`()
        async throws
    {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.refuse(429)
        await #expect(throws: ProviderError.refused(APIProblem(status: 429))) {
            try await api.poll()
        }
        #expect(await api.runs.map(\.status) == [.running])
        await #expect(throws: ProviderError.self) { try await api.poll(after: 59) }
        log.add("end", "sync.completed", execution: "x", at: .test + 50)
        await api.serve(log)
        #expect(try await api.poll(after: 61).onlyRun().status == .succeeded)
        #expect(await api.asked.count == 2)
    }

    @Test func `a server error says nothing, until it has been asked often enough`()
        async throws
    {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.refuse(500)
        for hour in [0, 1, 3, 7, 15] {
            let run = try await api.poll(after: Int64(hour) * Self.hour).onlyRun()
            #expect(run.status == .running)
        }
        #expect(try await api.poll(after: 31 * Self.hour).onlyRun().status == .unknown)
        #expect(await api.asked.count == 6)
    }

    @Test func `a word that nobody knows closes the run, with its text kept`() async throws {
        var log = EventLog()
        log.add("e", "sync.running", execution: "x", at: .test - 2 * Self.hour)
        let api = ScriptedPolytomic(log)
        await api.list(
            #"[{"id":"x","status":"interrupted","completed_at":"2026-06-07T10:30:00Z"}]"#)
        let run = try await api.poll().onlyRun()
        #expect(run.status == .unknown)
        #expect(run.rawStatus == "interrupted")
        #expect(run.error == nil)
        _ = try await api.poll(after: 40 * Self.hour)
        #expect(await api.asked.count == 1)
    }
}

/// One account at a scripted Polytomic, polled again and again.
private actor ScriptedPolytomic {
    private let transport: ScriptedTransport
    private var log: EventLog
    private var executions: @Sendable (ScriptedCall) -> HTTPReply = { _ in .json("{}", status: 404)
    }
    private var position: ReadPosition?
    private var records: [RunID: RunRecord] = [:]
    private var names: [PipelineID: String] = [:]

    init(_ log: EventLog) {
        self.log = log
        transport = ScriptedTransport { call throws(ProviderError) in
            call.path == "/api/events" ? try log.answer(call) : .json("{}", status: 404)
        }
    }

    func serve(_ log: EventLog) async {
        self.log = log
        await answer()
    }

    /// Lists executions, page by page.
    func list(_ pages: String...) async { await list(pages) }

    func list(_ pages: [String]) async {
        executions = { call in
            let index = call.query["page_token"].flatMap { Int($0) } ?? 0
            let next = #", "pagination": {"next_page_token": "\#(index + 1)"}"#
            let rest = index + 1 < pages.count ? next : ""
            return .json(#"{"data": \#(pages[index])\#(rest)}"#)
        }
        await answer()
    }

    func refuse(_ status: Int) async {
        executions = { _ in .json("{}", status: status) }
        await answer()
    }

    func remove() async { await transport.forgetCalls() }

    /// Polls some seconds after the beginning of the test; the calls before an error count too.
    @discardableResult
    func poll(after seconds: Int64 = 0, everything: Bool = false) async throws -> Outcome {
        let provider = PolytomicProvider(
            client: try .scripted(transport), authentication: .bearer(organization: nil))
        if everything { position = nil }
        let now = Timestamp.test + seconds
        for _ in 0..<1_000 {
            let page = try await provider.page(
                PageRequest(position: position, since: .test - 86_400, now: now))
            position = ReadPosition(try json(JSONWriter.text(of: page.position.notes)))
            for pipeline in page.pipelines { names[pipeline.id] = pipeline.name }
            for seen in page.observations {
                let record = RunRecord(
                    seen, source: SourceName("test"), provider: .polytomic, seenAt: now)
                records[seen.id, default: record].merge(record)
            }
            guard page.hasMore else { return Outcome(runs: runs) }
        }
        Issue.record("a poll goes on and on")
        return Outcome(runs: runs)
    }

    struct Outcome {
        let runs: [Run]

        func onlyRun() throws -> Run {
            try #require(runs.count == 1)
            return runs[0]
        }
    }

    var runs: [Run] {
        records.values.map { $0.run(pipelineName: $0.pipelineID.flatMap { names[$0] }) }
    }

    var calls: [ScriptedCall] { get async { await transport.calls } }

    /// The paths of executions that were asked for.
    var asked: [String] {
        get async { await transport.calls.map(\.path).filter { $0.hasSuffix("/executions") } }
    }

    private func answer() async {
        let (log, executions) = (log, executions)
        await transport.answer { call throws(ProviderError) in
            call.path == "/api/events" ? try log.answer(call) : executions(call)
        }
    }
}
