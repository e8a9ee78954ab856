import Query
import Runs
import Testing
import TestSupport

/// What a question leaves out, and where its bounds are.
struct QuestionEdgeTests {
    private let run = sample("run-1", .failed) {
        $0.pipeline = Pipeline(id: PipelineID("p"), name: "Bank")
        $0.trigger = "manual"
        $0.event = "ev"
        $0.startedAt = moment(9)
        $0.duration = 10
        $0.error = RunError(message: "token")
    }

    private static func condition(_ texts: String...) -> TextCondition {
        TextCondition(texts.map { TextPattern.equals($0) })
    }

    private static let refusing: [@Sendable (inout RunQuestion) -> Void] = [
        { $0.statuses = [.succeeded, .running] }, { $0.statuses = [] }, { $0.needs = [.http] },
        { $0.needs = [.error, .metadata] }, { $0.sources = [condition("no")] },
        { $0.providers = [condition("leadlex")] }, { $0.pipelines = [condition("no")] },
        { $0.triggers = [condition("no")] }, { $0.events = [condition("no")] },
        { $0.errors = [condition("no")] }, { $0.ids = [condition("no")] },
        { $0.triggers = [condition("manual"), condition("no")] },
        { $0.ids = [condition("no"), condition("run-1")] },
        { $0.since = moment(9, 0, 1) }, { $0.until = moment(8, 59, 59) },
        { $0.shortest = 11 }, { $0.longest = 9 },
    ]

    private static let admitting: [@Sendable (inout RunQuestion) -> Void] = [
        { _ in }, { $0.statuses = [.failed] }, { $0.needs = [.error, .trigger] },
        { $0.sources = [condition("well-prod")] }, { $0.providers = [condition("well")] },
        { $0.pipelines = [condition("Bank")] }, { $0.pipelines = [condition("p")] },
        { $0.triggers = [condition("no", "manual")] }, { $0.events = [condition("ev")] },
        { $0.errors = [condition("token")] }, { $0.ids = [condition("run-1")] },
        { $0.since = moment(9) }, { $0.until = moment(9) }, { $0.shortest = 10 },
        { $0.longest = 10 },
    ]

    @Test func `a run that fails one condition is not wanted`() {
        for (place, change) in Self.refusing.enumerated() {
            var question = RunQuestion()
            change(&question)
            #expect(!question.admits(run), "the question at \(place)")
            #expect(!question.isEverything, "the question at \(place)")
        }
    }

    @Test func `a run that just meets a condition is wanted`() {
        for (place, change) in Self.admitting.enumerated() {
            var question = RunQuestion()
            change(&question)
            #expect(question.admits(run), "the question at \(place)")
        }
    }

    @Test func `a run without the text that is asked for is not wanted`() {
        let bare = sample("run-1", .failed)
        for change: @Sendable (inout RunQuestion) -> Void in [
            { $0.pipelines = [Self.condition("")] }, { $0.triggers = [Self.condition("")] },
            { $0.events = [Self.condition("")] }, { $0.errors = [Self.condition("")] },
        ] {
            var question = RunQuestion()
            change(&question)
            #expect(!question.admits(bare))
        }
    }

    @Test func `a running run may take any time, one without a duration took none`() {
        var question = RunQuestion()
        #expect(question.admits(sample("a", .failed)))
        question.shortest = 10
        #expect(question.admits(sample("a", .running)))
        #expect(!question.admits(sample("a", .failed)))
        #expect(!question.admits(sample("a", .queued)))
    }

    @Test func `a long text is like any regular expression until it is searched`() {
        let condition = TextCondition([.regex("^x$")])
        #expect(condition.holds("x"))
        #expect(!condition.holds(String(repeating: "y", count: 256)))
        #expect(condition.holds(String(repeating: "y", count: 257)))
        #expect(!TextCondition([.contains("x")]).holds(String(repeating: "y", count: 257)))
    }
}
