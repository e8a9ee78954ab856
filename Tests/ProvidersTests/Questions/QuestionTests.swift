import Providers
import Query
import Runs
import Testing

/// What is asked of a provider in its own terms gives the same runs as reading everything.
@Suite struct QuestionTests {
    /// What is filtered for, wherever it is asked.
    private static let filters = [
        "status:failed", "status:failed,running", "-status:succeeded", "status:unknown",
        "status:skipped", "status:info", "status:queued,warning", "error:timeout",
        "error:\"timeout: \\\"get\"", "error:*revoked*", "error:token*,quota", "error:/t.*t/",
        "has:error", "trigger:manual", "trigger:web*", "trigger:deal", "event:auth",
        "event:user.login", "event:sync.failed", "http:>=500", "request:v2", "attempt:1",
        "duration:>60s", "duration:<=1s", "duration:42s", "id:log-1*", "id:l12,x7",
        "pipeline:bank", "pipeline:w1", "since:7d", "since:12h", "until:20d", "until:40h",
        "since:10d until:9d", "since:2d status:failed", "status:failed pipeline:bank since:3d",
        "timeout", "(status:failed or status:running) since:3d", "-(status:failed since:3d)",
        "has:trigger,event until:26d", "meta.n:600",
    ]

    @Test func `well`() async throws {
        try await compare(
            .well,
            saving: [
                "status:failed", "status:failed,running", "error:timeout", "error:*revoked*",
                "has:error", "trigger:manual", "trigger:web*", "duration:>60s", "duration:42s",
                "id:log-1*", "since:7d", "until:20d", "since:10d until:9d", "http:>=500",
                "event:auth", "status:skipped",
            ])
    }

    @Test func `supermetrics`() async throws {
        try await compare(
            .supermetrics,
            saving: ["until:20d", "pipeline:bank", "status:skipped", "trigger:manual"])
    }

    @Test func `elastic path`() async throws {
        try await compare(.elasticPath, saving: [])
    }

    @Test func `leadlex`() async throws {
        try await compare(
            .leadlex,
            saving: [
                "status:failed", "status:skipped", "since:7d", "pipeline:bank",
                "since:2d status:failed", "status:failed pipeline:bank since:3d", "http:>=500",
                "status:info",
            ])
    }

    @Test func `polytomic`() async throws {
        try await compare(
            .polytomic, saving: ["until:40h", "event:user.login", "status:skipped", "http:>=500"])
    }

    private func compare(_ world: QuestionWorld, saving: Set<String>) async throws {
        try await world.read { whole, ask in
            #expect(whole.runs.count >= 250)
            #expect(saving.isSubset(of: Self.filters))
            var answers: [RunQuestion: QuestionWorld.Reading] = [:]
            for filter in Self.filters {
                let query = try Query.parse(filter)
                let question = RunQuestion(query, from: .test, to: .test + 600)
                let known = answers[question]
                let answer: QuestionWorld.Reading
                if let known { answer = known } else { answer = try await ask(question) }
                answers[question] = answer
                let matcher = QueryMatcher(query, now: .test)
                #expect(
                    Set(answer.runs.filter(matcher.matches))
                        == Set(whole.runs.filter(matcher.matches)), "\(filter)")
                #expect(answer.calls <= whole.calls + 1, "\(filter)")
                if saving.contains(filter) { #expect(answer.calls < whole.calls, "\(filter)") }
            }
        }
    }
}
