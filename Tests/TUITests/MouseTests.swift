import Runs
import RunTable
import Terminal
import Testing
import TUI

/// What the mouse does, where it is asked for.
struct MouseTests {
    private func mouse(
        _ action: MouseEvent.Action, _ column: Int, _ row: Int, _ state: inout State
    ) {
        state.receive(
            .input(.mouse(MouseEvent(action, at: Point(column: column, row: row)))))
    }

    private func id(_ state: State) -> String? {
        guard case .run(let key, _) = state.runs.selection else { return nil }
        return key.id.text
    }

    @Test func `a click selects and two open`() {
        var state = RunFixtures.state()
        mouse(.press(count: 1), 20, 6, &state)
        #expect(id(state) == "r03")
        #expect(state.details.open == nil)
        mouse(.press(count: 2), 20, 6, &state)
        #expect(state.details.open?.tab == .error)
    }

    @Test func `a click below the last run does nothing`() {
        var state = RunFixtures.state()
        mouse(.press(count: 2), 20, 20, &state)
        #expect(state.runs.selection == .newest)
    }

    @Test func `the wheel moves what is below it`() {
        var state = RunFixtures.state()
        mouse(.wheelDown, 20, 6, &state)
        #expect(id(state) == "r04")
        mouse(.wheelUp, 20, 6, &state)
        #expect(id(state) == "r01")
        state.press(.enter, .character("]"), .character("]"), .character("]"), .character("]"))
        mouse(.wheelDown, 20, 18, &state)
        #expect(id(state) == "r01")
        #expect(state.navigation.focus == .table)
        #expect(!state.screen().contains { $0.contains("the stored run, with") })
    }

    @Test func `a click on a heading sorts by it, and again inverts`() {
        var state = RunFixtures.state()
        mouse(.press(count: 1), 19, 3, &state)
        #expect(state.runs.request.order == RunOrder(.source))
        mouse(.press(count: 1), 19, 3, &state)
        #expect(state.runs.request.order == RunOrder(.source).inverted)
    }

    @Test func `a click on a tab shows it`() {
        var state = RunFixtures.state(columns: 100)
        state.press(.enter)
        let lines = state.screen()
        guard let row = lines.firstIndex(where: { $0.contains("Metadata") }),
            let range = lines[row].firstRange(of: "Metadata")
        else {
            Issue.record("no tab")
            return
        }
        let column = lines[row].distance(from: lines[row].startIndex, to: range.lowerBound)
        mouse(.press(count: 1), column, row, &state)
        #expect(state.details.open?.tab == .metadata)
        #expect(state.navigation.focus == .details)
        mouse(.press(count: 1), 2, 2, &state)
        #expect(state.view == .runs)
        let sources = state.screen()[2]
        let place = sources.firstRange(of: "4 Sources").map {
            sources.distance(from: sources.startIndex, to: $0.lowerBound)
        }
        mouse(.press(count: 1), place ?? 0, 2, &state)
        #expect(state.view == .sources)
    }

    @Test func `while something is typed the mouse does nothing`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        mouse(.press(count: 1), 20, 6, &state)
        #expect(state.runs.selection == .newest)
    }
}
