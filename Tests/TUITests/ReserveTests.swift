import Runs
import Terminal
import Testing
import TUI

/// Asking before the reserve of a budget is spent, and what is said of a budget's plan.
struct ReserveTests {
    private let question = ReserveQuestion([
        .init(
            source: RunFixtures.wellSource, calls: 10,
            until: RunFixtures.now.advanced(byMilliseconds: 3_600_000))
    ])

    /// A state that asks.
    private func asking() -> State {
        var state = RunFixtures.state()
        state.receive(.reserve(question))
        return state
    }

    @Test func `the last line asks whether the reserve may be spent`() throws {
        let last = try #require(asking().screen().last)
        #expect(last.contains("spend the reserve? y/n  well-prod has 10 calls left until 15:32:07"))
    }

    @Test func `a yes polls the source from its reserve`() {
        var state = asking()
        #expect(
            state.press(.character("y")) == [.poll(RunFixtures.wellSource, reserve: .spend)])
        #expect(state.messages.question == nil)
    }

    @Test(arguments: [KeyEvent.character("n"), .escape, .control("c"), .enter, .character("q")])
    func `every other key is a no, and nothing else`(key: KeyEvent) {
        var state = asking()
        #expect(state.press(key).isEmpty)
        #expect(state.messages.question == nil)
        #expect(state.message?.text == "the reserve is kept")
        #expect(state.press(.character("r")) == [.poll(RunFixtures.wellSource)])
    }

    @Test func `nothing is asked of somebody who types a filter`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.receive(.reserve(question))
        #expect(state.messages.question == nil)
        #expect(state.message?.severity == .warning)
        state.type("y")
        #expect(state.prompt.open?.editor.text == "y")
    }

    @Test(
        arguments: [
            (
                1_728, 1, 50, 40, PollPlan.Window.day, 10, 100, 1,
                "every 29 min: 50 polls and 40 reads a day, 10 of 100 kept"
            ),
            (
                40, 50, 90, 0, .hour, 500, 5_000, 1,
                "every 40 s: 90 polls of 50 calls an hour, 500 of 5,000 kept"
            ),
            (
                8_100, 1, 1, 1, .day, 0, nil, 3,
                "every 2 h 15 min: 1 poll and 1 read a day, shared by 3 sources"
            ),
        ] as [(Int, Int, Int, Int, PollPlan.Window, Int, Int?, Int, String)])
    func `a plan is told in one line`(
        seconds: Int, calls: Int, polls: Int, reads: Int, window: PollPlan.Window, kept: Int,
        limit: Int?, sharers: Int, text: String
    ) {
        var spending = PollPlan.Spending(
            polls: polls, callsPerPoll: calls, reads: reads, window: window, kept: kept,
            limit: limit)
        spending.sharers = sharers
        let plan = PollPlan(interval: .seconds(seconds), spending: spending)
        #expect(PlanText.sentence(plan) == text)
    }

    @Test func `what is left of a window is told up to its end`() {
        var spending = PollPlan.Spending(
            polls: 80, callsPerPoll: 1, reads: 0, window: .day, kept: 10, limit: 100)
        spending.until = Timestamp(seconds: 20_603 * 86_400)
        let plan = PollPlan(interval: .seconds(600), spending: spending)
        #expect(PlanText.sentence(plan) == "every 10 min: 80 polls until 00:00, 10 of 100 kept")
    }

    @Test func `a plan without a budget is an interval`() {
        let plan = PollPlan(interval: .milliseconds(15_000), spending: nil)
        #expect(PlanText.sentence(plan) == "every 15 s")
    }
}
