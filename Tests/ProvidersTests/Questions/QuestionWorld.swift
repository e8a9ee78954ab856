import Foundation
import Providers
import Runs
import Simulator
import TestSupport
import Testing

/// One vendor's world, with runs of every kind over a month, and the provider that reads it.
struct QuestionWorld: Sendable {
    let vendor: SimulatedVendor
    let world: SimulatedWorld
    let provider: @Sendable (APIClient) -> any Provider

    /// How far back it is read, in seconds.
    static let depth: Int64 = 31 * 86_400

    // Each needs several pages as a whole, and fewer in part.
    private static let wellCount = 1_200
    private static let supermetricsCount = 1_500
    private static let elasticCount = 250
    private static let leadLexCount = 900
    private static let polytomicCount = 450

    static let well = QuestionWorld(
        vendor: .well,
        world: .well(
            WellWorld(
                logs: (1...wellCount).map(wellLog),
                connectors: [WellConnector(pk: 1, id: "c", name: "Mercury")],
                workspaceConnectors: (0..<4).map {
                    WellWorkspaceConnector(
                        pk: $0 + 1, id: "p\($0)", connector: "c",
                        accountLabel: $0 == 0 ? "Mercury bank" : "Account \($0)")
                })),
        provider: { WellProvider(client: $0) })

    static let supermetrics = QuestionWorld(
        vendor: .supermetrics,
        world: .supermetrics(
            SupermetricsWorld(
                logs: (1...supermetricsCount).map(supermetricsLog),
                connectors: (0..<3).map {
                    SupermetricsConnector(
                        identifier: "C\($0)", name: $0 == 0 ? "Mercury bank" : "Connector \($0)")
                }, team: 7)),
        provider: { SupermetricsProvider(client: $0, team: 7) })

    static let elasticPath = QuestionWorld(
        vendor: .elasticPath,
        world: .elasticPath(
            ElasticPathWorld(
                logs: (1...elasticCount).map { number in
                    ElasticPathLog(
                        id: "l\(number)", integration: "p\(number % 3)", job: "j\(number)",
                        succeeded: number % 4 != 0,
                        errorDetail: number % 4 == 0 ? "timeout \(number)" : nil,
                        createdAt: Moment(time(number, of: elasticCount))
                    ).with { $0.processingTime = "1.5" }
                },
                integrations: (0..<3).map {
                    ElasticPathIntegration(id: "p\($0)", name: "Integration \($0)")
                })),
        provider: { ElasticPathProvider(client: $0) })

    static let leadlex = QuestionWorld(
        vendor: .leadlex,
        world: .leadlex(
            LeadLexWorld(
                workflows: (0..<4).map {
                    LeadLexWorkflow(id: "w\($0)", name: $0 == 0 ? "Mercury bank" : "Workflow \($0)")
                }, logs: (1...leadLexCount).compactMap(leadLexLog))),
        provider: { LeadLexProvider(client: $0) })

    static let polytomic = QuestionWorld(
        vendor: .polytomic,
        world: .polytomic(
            PolytomicWorld(
                events: (1...polytomicCount).flatMap(polytomicEvents),
                syncs: (0..<3).map { PolytomicSync(id: "s\($0)", name: "Sync \($0)") })),
        provider: { PolytomicProvider(client: $0, authentication: .bearer(organization: nil)) })

    /// The beginning of a run, numbered upwards in time, over thirty days.
    private static func time(_ number: Int, of count: Int, days: Int = 30) -> Timestamp {
        let step = Int64(days) * 86_400_000 / Int64(count)
        return Timestamp.test.advanced(byMilliseconds: -Int64(count - number) * step - 7_000)
    }

    private static func wellLog(_ number: Int) -> WellLog {
        let created = Moment(time(number, of: wellCount))
        let status = ["success", "success", "error", "success", "paused"][number % 5]
        let seconds = [0.5, 5, 42, 61, 600][number * 7 % 5]
        var log = WellLog(
            pk: number, id: "log-\(number)", workspaceConnector: "p\(number % 4)", status: status,
            createdAt: created)
        let triggers = ["cloud_task", "manual", "oauth_callback", nil, "webhook"]
        log.triggerType = triggers[number * 3 % 5]
        log.startedAt = created.adding(seconds: 0.2)
        log.completedAt = created.adding(seconds: 0.2 + seconds)
        log.updatedAt = created.adding(seconds: 0.2 + seconds)
        if status == "error" {
            log.error = ["Token REVOKED_by 100%", "timeout: \"GET /\" é", "quota"][number % 3]
        }
        if number > wellCount - 10 {
            log.status = number % 2 == 0 ? "in_progress" : "scheduled"
            log.error = nil
            log.completedAt = nil
        }
        return log
    }

    private static func supermetricsLog(_ number: Int) -> SupermetricsLog {
        SupermetricsLog(
            connector: "C\(max(0, number % 9 - 6))", id: number % 50 == 0 ? nil : "e\(number)",
            loggedAt: Moment(time(number, of: supermetricsCount)),
            timeForm: number % 97 == 0 ? .day : number % 101 == 0 ? .missing : .moment,
            status: [200, 200, 503, 404, nil][number % 5], durationMilliseconds: number % 4_000
        ).with {
            $0.event = number % 2 == 0 ? "auth.token" : "report.run"
            $0.request = "GET /v\(number % 3)"
            $0.requestID = "q\(number)"
        }
    }

    private static func leadLexLog(_ number: Int) -> LeadLexLog? {
        // One of the workflows has not been triggered for long.
        guard number % 4 != 3 || number < leadLexCount / 2 else { return nil }
        let outcome: LeadLexLog.Outcome =
            switch number / 4 % 5 {
            case 0: .failed(code: "smtp", message: "timeout \(number)")
            case 1: .skipped(reason: "daily_cap_reached")
            default: .success(result: ["n": .integer(number)])
            }
        return LeadLexLog(
            id: "l\(number)", workflow: "w\(number % 4)",
            triggeredAt: Moment(time(number, of: leadLexCount)), outcome: outcome,
            durationMilliseconds: number % 3_000
        ).with { $0.entityType = number % 2 == 0 ? "deal" : "contact" }
    }

    private static func polytomicEvents(_ number: Int) -> [PolytomicEvent] {
        let began = time(number, of: polytomicCount, days: 2)
        func event(_ name: String, _ type: String, _ seconds: Int64, _ body: JSON) -> PolytomicEvent
        {
            PolytomicEvent(
                id: "\(name)-\(number)", organization: "o", createdAt: Moment(began + seconds),
                type: type, event: body)
        }
        guard number % 10 != 0 else {
            let type = number % 20 == 0 ? "user.login" : "sync.updated"
            return [event("audit", type, 0, ["actor": "ana"])]
        }
        let run: JSON = [
            "execution_id": "x\(number)", "sync_id": "s\(number % 3)",
            "sync_name": "Sync \(number % 3)",
        ]
        let begin = event("begin", "sync.running", 0, run)
        guard number < polytomicCount - 3 else { return [begin] }
        // Some take hours, so that their end lies far from their beginning.
        let length: Int64 = number % 50 == 1 ? 3 * 3_600 : 40
        let type = ["sync.failed", "sync.completed", "sync.completed_with_errors"][number % 3]
        let error: JSON = ["error": number % 3 == 0 ? "timeout" : nil]
        guard began + length < .test else { return [begin] }
        return [begin, event("end", type, length, run.adding(error))]
    }
}

extension QuestionWorld {
    /// What one reading brought.
    struct Reading {
        let runs: [Run]
        let calls: Int
    }

    /// Reads the world as a whole, and hands over a way to read it under questions.
    func read(
        _ body: (_ whole: Reading, _ ask: (RunQuestion) async throws -> Reading) async throws ->
            Void
    ) async throws {
        let date = Moment(.test).date
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(clock: { date }, worlds: [world]))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let base = try #require(BaseURL(server.baseURL(for: vendor)))
        let secret = Secret(server.key(for: vendor))
        let provider = provider(
            APIClient(baseURL: base, secret: { secret }, transport: transport, now: { .test }))
        func read(_ question: RunQuestion?) async throws -> Reading {
            let pipelines = try await provider.pipelines()
            let before = await server.requestCount(for: vendor)
            let runs = try await Self.runs(of: provider, pipelines, question)
            return Reading(runs: runs, calls: await server.requestCount(for: vendor) - before)
        }
        do {
            try await body(try await read(nil), read)
        } catch {
            Issue.record(error)
        }
        await transport.shutdown()
        await server.shutdown()
    }

    private static func runs(
        of provider: any Provider, _ pipelines: [Pipeline], _ question: RunQuestion?
    ) async throws -> [Run] {
        var names = Dictionary(uniqueKeysWithValues: pipelines.map { ($0.id, $0.name) })
        var records: [RunID: RunRecord] = [:]
        var position: ReadPosition?
        for _ in 0..<500 {
            let page = try await provider.page(
                PageRequest(
                    position: position, since: .test - depth, now: .test, pipelines: pipelines,
                    question: question))
            for pipeline in page.pipelines { names[pipeline.id] = pipeline.name }
            for seen in page.observations {
                let record = RunRecord(
                    seen, source: SourceName("test"), provider: provider.kind, seenAt: .test)
                records[seen.id, default: record].merge(record)
            }
            #expect(page.rejected.isEmpty)
            // Without a question, first contact tells of what is no longer held.
            #expect(question == nil || page.gap == nil)
            position = ReadPosition(try json(JSONWriter.text(of: page.position.notes)))
            guard page.hasMore else {
                return records.values.map { record in
                    record.run(pipelineName: record.pipelineID.flatMap { names[$0] ?? nil })
                }
            }
        }
        Issue.record("The reading does not end")
        return []
    }
}
