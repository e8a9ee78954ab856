import Query
import Runs
import Testing
import TestSupport

struct RunQuestionTests {
    private func question(_ text: String) throws -> RunQuestion {
        RunQuestion(try Query.parse(text), from: moment(12), to: moment(12, 1))
    }

    @Test(arguments: [
        "", "timeout", "status:failed or provider:well", "-pipeline:bank", "-(status:failed bank)",
        "has:error,trigger", "duration:>1s,<1m",
    ])
    func `what need not hold makes no condition`(text: String) throws {
        #expect(try question(text).isEverything)
    }

    @Test func `statuses are those that every term allows`() throws {
        #expect(try question("status:failed,running").statuses == [.failed, .running])
        #expect(try question("status:failed,running status:run*").statuses == [.running])
        #expect(try question("status:s*").statuses == [.succeeded, .skipped])
        #expect(try question("status:failed status:running").statuses == [])
        let others = Set(RunStatus.allCases).subtracting([.skipped, .info])
        #expect(try question("-status:skipped,info").statuses == others)
    }

    @Test func `times are the narrowest, and ages hold for as long as is asked`() throws {
        let both = try question("since:2h since:2026-06-07T09:00Z until:1h (bank until:30m)")
        #expect(both.since == moment(10))
        #expect(both.until == moment(11, 1))
        #expect(try question("since:1h,2h").since == moment(10))
        #expect(try question("until:1h,2h").until == moment(11, 1))
    }

    @Test func `durations are bounds that none of the alternatives goes beyond`() throws {
        let between = try question("duration:>=1s duration:<1m")
        #expect(between.shortest == 1_000)
        #expect(between.longest == 60_000)
        let equal = try question("duration:5s")
        #expect(equal.shortest == 5_000)
        #expect(equal.longest == 6_000)
        #expect(try question("duration:>5s,>9s").shortest == 5_000)
    }

    @Test func `texts are conditions on their field, which must be there`() throws {
        let asked = try question("trigger:manual,cloud* event:auth error:token id:5c6d* http:>=500")
        #expect(
            asked.triggers == [
                TextCondition([.contains("manual"), .wildcard(["cloud", ""])])
            ])
        #expect(asked.events == [TextCondition([.contains("auth")])])
        #expect(asked.errors == [TextCondition([.contains("token")])])
        #expect(asked.ids == [TextCondition([.wildcard(["5c6d", ""])])])
        #expect(asked.needs == [.trigger, .event, .http])
        #expect(try question("meta.a.b:1 has:error has:meta.c").needs == [.metadata, .error])
    }

    @Test func `a source, a pipeline and an API are admitted by what they can have`() throws {
        let asked = try question("provider:well source:prod* pipeline:bank status:failed has:event")
        #expect(asked.admits(source: SourceName("prod-1"), .well))
        #expect(!asked.admits(source: SourceName("prod-1"), .leadlex))
        #expect(!asked.admits(source: SourceName("test"), .well))
        #expect(asked.admits(Pipeline(id: PipelineID("p"), name: "Mercury Bank")))
        #expect(asked.admits(Pipeline(id: PipelineID("bank-1"), name: "Mercury")))
        #expect(!asked.admits(Pipeline(id: PipelineID("p"), name: "Stripe")))
        #expect(asked.isAnswerable(by: [.failed, .succeeded], without: [.http]))
        #expect(!asked.isAnswerable(by: [.succeeded], without: []))
        #expect(!asked.isAnswerable(by: [.failed], without: [.event]))
    }

    @Test(arguments: 0..<40)
    func `whatever answers a query is admitted by its question`(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let runs = (0..<60).map { randomRun($0, &random) }
        var matches = 0
        for _ in 0..<100 {
            let text = randomQuery(depth: 2, &random)
            let query = try Query.parse(text)
            let question = RunQuestion(query, from: moment(12), to: moment(12, 30))
            for minute in [0, 7, 30] {
                let matcher = QueryMatcher(query, now: moment(12, minute))
                for run in runs where matcher.matches(run) {
                    matches += 1
                    #expect(question.admits(run), "\(text) at minute \(minute): \(run)")
                }
            }
        }
        #expect(matches > 1_000)
    }
}

private func randomRun(_ index: Int, _ random: inout SeededRandom) -> Run {
    func pick<Value>(_ values: [Value?]) -> Value? { values.randomElement(using: &random) ?? nil }
    return sample(
        "run-\(index % 7)", RunStatus.allCases.randomElement(using: &random) ?? .failed,
        source: index % 2 == 0 ? "prod-eu" : "test",
        provider: ProviderKind.numbered.randomElement(using: &random) ?? .well
    ) { run in
        run.pipeline = pick([
            nil, Pipeline(id: PipelineID("p1"), name: "Mercury Bank"),
            Pipeline(id: PipelineID("bank"), name: nil),
        ])
        run.trigger = pick([nil, "Manual", "cloud_task"])
        run.event = pick([nil, "sync.failed", "auth.token"])
        run.startedAt = pick([nil, moment(9, index), moment(11, index), moment(12)])
        run.finishedAt = pick([nil, moment(11, 30)])
        run.duration = pick([nil, 500, 1_000, 5_500, 90_000])
        run.attempt = pick([nil, 1, 2])
        run.httpStatus = pick([nil, 200, 503])
        run.request = pick([nil, "GET /v2/bank"])
        run.error = pick([
            nil, RunError(message: "token expired"), RunError(code: "E1", message: "Bank timeout"),
            RunError(code: "E1", message: nil),
        ])
        run.metadata = pick([nil, .null, .object([.init("n", .number("1"))])])
    }
}

private func randomQuery(depth: Int, _ random: inout SeededRandom) -> String {
    let terms = [
        "status:failed", "status:running,succeeded", "-status:skipped", "status:s*",
        "provider:well", "provider:well,leadlex", "source:prod*", "-source:test", "pipeline:bank",
        "pipeline:merc*,nope", "trigger:manual", "trigger:/^cloud/", "event:sync.*", "event:auth",
        "error:token", "error:*timeout", "error:\"E1: Bank\"", "error:HTTP", "http:>=500",
        "http:200",
        "request:bank", "attempt:>1", "duration:>1s", "duration:<=5s", "duration:1s,>60s",
        "duration:500ms", "since:1h", "since:3h,30m", "until:1h", "until:45m,2h",
        "since:2026-06-07T11:00Z", "id:run-3", "id:run-*", "has:error", "has:trigger,event",
        "has:meta.n", "meta.n:1", "has:duration", "bank", "-(bank status:failed)", "-has:error",
    ]
    guard depth > 0 else { return terms.randomElement(using: &random) ?? "" }
    let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        randomQuery(depth: Int.random(in: 0..<depth, using: &random), &random)
    }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return "(" + parts.joined(separator: " or ") + ")"
    case 1: return "-(" + parts.joined(separator: " ") + ")"
    default: return parts.joined(separator: " ")
    }
}
