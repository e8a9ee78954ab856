import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What the lines around the table say where there is little room, or little known.
struct LinesTests {
    private func title(_ state: State) -> String { state.screen()[state.layout.title.row] }

    private func footer(_ state: State) -> String { state.screen().last ?? "" }

    /// More runs than there are rows.
    private var many: RunTable {
        RunFixtures.table(
            (1...30).map {
                RunFixtures.record("m\($0)", status: .succeeded, secondsAgo: Int64($0) * 10)
            })
    }

    // MARK: - The title

    @Test(arguments: View.allCases, [20, 30, 40, 60, 80, 120])
    func `a filter in force is seen in every view on any width`(view: View, columns: Int) {
        var state = RunFixtures.state(columns: columns)
        state.press(.character("f"), .character(Character("\(view.rawValue)")))
        #expect(title(state).contains(columns < 60 ? "stat" : "status:failed"))
        #expect(columns < 30 || title(state).contains("\(view.rawValue) \(view.title)"))
    }

    @Test func `the count gives way to a filter before the tabs do`() {
        var state = RunFixtures.state()
        state.press(.character("3"))
        #expect(title(state).contains(" in 2 failures"))
        state.press(.character("f"))
        #expect(title(state).hasPrefix(" 1 Runs  2 Pipelines  3 Errors  4 Sources   status:failed"))
        #expect(title(state).contains(" 2 errors"))
        #expect(!title(state).contains("failures"))
        state.receive(.input(.resized(Size(columns: 40, rows: 24))))
        #expect(title(state).hasPrefix(" 3 Errors   status:failed "))
    }

    @Test func `a click finds the tabs where they are short`() {
        var state = RunFixtures.state(columns: 40)
        state.press(.character("f"))
        #expect(title(state).hasPrefix(" 1 Runs  2  3  4 "))
        let place = Point(column: 12, row: state.layout.title.row)
        state.receive(.input(.mouse(MouseEvent(.press(count: 1), at: place))))
        #expect(state.view == .errors)
    }

    @Test func `newer runs above the screen are counted until g goes there`() {
        var state = RunFixtures.state(table: many)
        state.press(.character("j"), .character("j"))
        #expect(title(state).hasSuffix(" 30 runs"))
        state.hold(RunFixtures.record("n1", status: .running, secondsAgo: 1))
        state.hold(RunFixtures.record("n2", status: .running, secondsAgo: 0))
        #expect(title(state).hasSuffix(" 32 runs · 2 newer above, g"))
        state.press(.character("g"))
        #expect(title(state).hasSuffix(" 32 runs"))
    }

    @Test func `what is above in another order is not called newer`() {
        var state = RunFixtures.state(table: many)
        state.press(.character("G"))
        #expect(title(state).contains(" newer above, g"))
        state.receive(.listed(state.runs.listing))
        var inverted = RunFixtures.state(table: many)
        inverted.press(.character(":"))
        inverted.type("sort -started")
        inverted.press(.enter, .character("G"))
        #expect(inverted.runs.top > 0)
        #expect(!title(inverted).contains("newer"))
    }

    @Test func `what is not listed yet is not counted`() throws {
        var state = RunFixtures.state()
        // The answers are left out.
        _ = update(&state, .input(.key(.character("f"))))
        #expect(title(state).hasSuffix(" …"))
        _ = update(&state, .input(.key(.character("2"))))
        #expect(title(state).hasSuffix(" …"))
        _ = update(&state, .input(.key(.character("1"))))
        _ = update(&state, .input(.key(.character("/"))))
        #expect(footer(state).hasPrefix("  … of 10 "))
        let table = try #require(state.shownTable)
        let listing = try #require(table.listing(state.runs.request, now: state.shownMoment))
        state.receive(.listed(listing))
        #expect(footer(state).hasPrefix("  2 of 10 "))
        #expect(title(state).hasSuffix(" 2 of 10"))
    }

    // MARK: - The counts

    @Test func `counts that do not fit are left out whole`() {
        let records = RunStatus.allCases.flatMap { status in
            (1...12).map {
                RunFixtures.record("\(status)-\($0)", status: status, secondsAgo: Int64($0))
            }
        }
        let state = RunFixtures.state(table: RunFixtures.table(records))
        let counts = state.layout.counts
        let words = state.screen()[counts.row].dropFirst(counts.column).split(separator: " ")
        #expect(words.count == 14)
        #expect(words.compactMap { Int($0) } == Array(repeating: 12, count: 7))
    }

    // MARK: - The last line

    @Test func `a message that does not fit ends in an ellipsis`() {
        var state = RunFixtures.state()
        state.message = StatusMessage(String(repeating: "words ", count: 20))
        #expect(footer(state).count == 80)
        #expect(footer(state).hasSuffix("…"))
        state.press(.character("/"))
        state.message = StatusMessage(String(repeating: "words ", count: 20))
        #expect(footer(state).hasSuffix("…"))
        state.press(.escape, .character(":"))
        state.type("column moon")
        state.press(.enter)
        #expect(footer(state).hasPrefix("  column does not accept"))
        #expect(footer(state).hasSuffix("…"))
    }

    @Test func `in the timeline the keys are named for what they do to a selection`() {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab)
        #expect(footer(state).contains("Space select from here"))
        state.press(.character(" "))
        #expect(footer(state).contains("Space end selection"))
        #expect(footer(state).contains("Esc drop selection"))
        state.press(.escape)
        #expect(footer(state).contains("Space select from here"))
    }

    // MARK: - Offline

    @Test func `offline nothing is said to be tried again, nor polled`() {
        let stopped = RunFixtures.health(RunFixtures.wellSource) {
            $0.activity = .stopped
            $0.problem = SourceProblem(
                error: .unreachable(.connectionRefused), since: RunFixtures.now, failures: 1)
            $0.nextPoll = RunFixtures.now.advanced(byMilliseconds: 1_000)
        }
        var state = RunFixtures.state(columns: 120, sources: [stopped])
        #expect(state.screen()[0].contains("OFFLINE"))
        #expect(!state.screen()[0].contains("retry"))
        for view in View.allCases {
            state.press(.character(Character("\(view.rawValue)")))
            for key in ["r", "R"] as [Character] {
                #expect(state.press(.character(key)).isEmpty)
                #expect(state.message?.text == "offline: nothing is polled")
            }
        }
    }
}
