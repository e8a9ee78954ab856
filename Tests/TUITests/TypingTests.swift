import Query
import RunTable
import Terminal
import Testing

@testable import Runs
@testable import TUI

/// What is in force while a filter is typed or picked, and what stands where there is nothing.
struct TypingTests {
    @Test(arguments: [
        ("stauts:failed", "status:failed"), ("status:faild", "status:failed"),
        ("provider:well has:eror", "provider:well has:error"),
    ])
    func `Tab takes the word that a mistake suggests`(typed: String, mended: String) {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type(typed)
        state.press(.tab)
        #expect(state.prompt.open?.editor.text == mended)
        #expect(state.prompt.open?.editor.cursor == mended.count)
        #expect(state.runs.request.query.text == mended)
    }

    @Test(arguments: ["s", "p"])
    func `choosing all there are asks for everything`(key: Character) {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("-status:failed -provider:well ")
        state.press(.enter, .character("s"), .character("a"), .enter)
        state.press(.character("p"), .character("a"), .enter)
        #expect(state.runs.request.query == .everything)
        state.press(.character(key), .character("a"), .enter)
        #expect(state.runs.request.query == .everything)
        #expect(state.runs.listing.count == 10)
    }

    @Test func `a run of which only the day is known shows the day, in any zone`() {
        for format in ShownTimes.Format.allCases {
            var run = Run(
                source: RunFixtures.wellSource, provider: .well, id: RunID("r"),
                status: .succeeded, firstSeen: RunFixtures.now)
            run.timeSource = .date
            run.startedAt = Timestamp(seconds: 1_780_704_000)
            run.finishedAt = Timestamp(seconds: 1_780_704_000)
            let clock = ZonedClock(identifier: "America/New_York") ?? .utc
            var context = CellContext(
                now: RunFixtures.now, times: ShownTimes(clock, format), glyphs: .unicode)
            for id in ["started", "finished"] {
                #expect(RunColumns.column(id)?.cell(run, context).first?.text == "06-06")
            }
            context.now = Timestamp(seconds: 1_830_000_000)
            #expect(RunColumns.column("started")?.cell(run, context).first?.text == "2026-06-06")
        }
    }

    @Test func `where several sources are down none is named alone`() {
        let sources = [RunFixtures.wellSource, RunFixtures.polytomicSource].map {
            RunFixtures.health($0) {
                $0.lastSuccess = nil
                $0.problem = SourceProblem(
                    error: .unreachable(.connectionRefused), since: RunFixtures.now, failures: 2)
            }
        }
        let screen = RunFixtures.state(table: RunTable(), sources: sources).screen()
        #expect(screen.contains { $0.contains("No source can be read (2 of 2).") })
        #expect(screen.contains { $0.contains("4 says why of each; R tries all of them") })
        let footer = screen.last ?? ""
        #expect(!footer.contains("details") && !footer.contains("copy"))
        #expect(RunFixtures.state().screen().last?.contains("details") == true)
    }

    @Test(
        arguments: [
            ("not found", "\"not\" is searched for as a word here"), ("NOT found", nil),
            ("not status:failed", nil), ("status !=failed", "write status!=VALUE without a blank"),
            ("nosuch!=x", "no field \"nosuch\": \"nosuch!=x\" is searched for as a word"),
            ("status!=failed", nil),
        ] as [(String, String?)])
    func `a word that looks like more is remarked upon below the prompt`(
        typed: String, remark: String?
    ) {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type(typed)
        let below = state.screen().last ?? ""
        #expect(below.contains(remark ?? "Enter apply"))
    }

    @Test func `texts that were too hard for the filter are told, and why nothing is listed`() {
        var state = RunFixtures.state()
        state.hold(
            RunFixtures.record("hard", status: .failed, secondsAgo: 1) {
                $0.error = .value(
                    RunError(message: String(repeating: "a", count: 5_000) + "!"))
            })
        state.press(.character("/"))
        state.type("error:/(a+)+$/")
        let words = "1 text was too hard for the regular expression: its runs are not listed"
        #expect(state.message?.text == words)
        #expect(state.screen().last?.contains("1 text was too hard") == true)
        state.press(.enter)
        #expect(state.screen().joined(separator: " ").contains("1 text was too hard"))
        state.press(.escape)
        #expect(state.message?.text != words)
    }

    @Test func `whoever presses a key has the keyboard, though the report of it got lost`() {
        var state = RunFixtures.state()
        state.receive(.input(.focus(false)))
        state.receive(.input(.focus(false)))
        #expect(!state.terminal.hasKeyboard)
        state.press(.down)
        #expect(state.terminal.hasKeyboard)
    }

    @Test func `metadata is decoded once for a state of the table, however many keys are pressed`()
        throws
    {
        var state = RunFixtures.state()
        state.press(.down, .down, .enter)
        let first = try #require(state.details.decoded)
        #expect(state.details.whole?.key == state.runs.selectedRun?.key)
        #expect(state.details.whole?.metadata != nil)
        state.press(.character("]"), .character("J"), .character("K"))
        #expect(state.details.decoded == first)
        state.press(.down)
        #expect(state.details.decoded != first)
        #expect(state.details.decoded?.key == state.runs.selectedRun?.key)
    }
}
