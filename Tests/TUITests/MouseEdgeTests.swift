import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What the mouse does in each view and at the edge of each part, and what an empty table says.
struct MouseEdgeTests {
    private func press(_ state: inout State, _ column: Int, _ row: Int, count: Int = 1) {
        state.receive(
            .input(
                .mouse(
                    MouseEvent(.press(count: count), at: Point(column: column, row: row)))))
    }

    private func id(_ state: State) -> String? {
        guard case .run(let key, _) = state.runs.selection else { return nil }
        return key.id.text
    }

    @Test func `the first row and the last are clicked, and nothing below`() {
        var state = RunFixtures.state()
        let first = state.layout.table.row
        for (row, run) in [(0, "r01"), (9, "r10"), (10, "r10"), (8, "r09")] {
            press(&state, 5, first + row)
            #expect(id(state) == run)
        }
    }

    @Test func `a click counts from the first row on the screen`() {
        var state = RunFixtures.state(rows: 12)
        state.press(.character("G"))
        let top = state.runs.top
        #expect(top > 0)
        press(&state, 5, state.layout.table.row)
        #expect(state.runs.selection == .run(state.runs.listing.key(at: top), place: top))
    }

    @Test func `in each view a click selects and a second opens`() {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.character("4"))
        press(&state, 5, state.layout.table.row + 1)
        #expect(state.sources.list.selection == RunFixtures.polytomicSource)
        press(&state, 5, state.layout.table.row + 2)
        #expect(state.sources.list.selection == RunFixtures.polytomicSource)
        press(&state, 5, state.layout.table.row + 1, count: 3)
        #expect(state.view == .sources)
        press(&state, 5, state.layout.table.row + 1, count: 2)
        #expect(state.view == .runs)
        #expect(state.runs.request.query.text == "source:warehouse")
        state.press(.escape, .character("1"), .character("2"))
        press(&state, 5, state.layout.table.row + 1)
        #expect(state.pipelines.place == 1)
        state.press(.character("3"))
        press(&state, 5, state.layout.table.row + 1, count: 2)
        #expect(state.view == .runs)
        #expect(state.runs.request.query.text.hasPrefix("status:failed error:"))
    }

    @Test func `beside what lies over the panes a click does nothing`() {
        var state = RunFixtures.state()
        state.press(.character("?"))
        press(&state, 5, state.layout.table.row + 2, count: 2)
        #expect(state.runs.selection == .newest)
        #expect(state.navigation.overlay?.place == 0)
    }

    @Test func `a click focuses what it hits`() {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.enter)
        press(&state, state.layout.details.column + 1, state.layout.details.row)
        #expect(state.navigation.focus == .details)
        press(&state, 20, state.layout.timeline.row)
        #expect(state.navigation.focus == .timeline)
        press(&state, 5, state.layout.table.row)
        #expect(state.navigation.focus == .table)
    }

    @Test func `each tab of the details is clicked on its first and its last column`() throws {
        var state = RunFixtures.state(columns: 140, rows: 40)
        state.press(.enter)
        let rect = state.layout.detailsTitle
        let row = rect.endRow - 1
        var column = rect.column + 1
        for tab in DetailsTab.allCases {
            let last = column + tab.rawValue.count + 1
            for place in [column, last] {
                state.details.open?.tab = tab == .raw ? .error : .raw
                press(&state, place, row)
                #expect(state.details.open?.tab == tab)
            }
            column = last + 1
        }
        state.details.open?.tab = .error
        press(&state, column, row)
        #expect(state.details.open?.tab == .error)
        press(&state, rect.column + 1, row - 1)
        #expect(state.details.open?.tab == .error)
    }

    // MARK: - Where nothing is listed

    private func screen(_ sources: SourceHealth...) -> String {
        RunFixtures.state(columns: 160, rows: 24, table: RunTable(), sources: sources).screen()
            .joined(separator: " ")
    }

    @Test func `an empty table says which sources are read, and how many cannot be`() {
        let down = RunFixtures.health(RunFixtures.wellSource) {
            $0.lastSuccess = nil
            $0.isBackfilled = false
            $0.problem = SourceProblem(
                error: .unreachable(.connectionRefused), since: RunFixtures.now, failures: 2)
        }
        let reading = RunFixtures.health(RunFixtures.polytomicSource) { $0.isBackfilled = false }
        let mixed = screen(down, reading)
        #expect(mixed.contains("Reading warehouse."))
        #expect(mixed.contains("1 of 2 sources cannot be read; 4 says why."))
        let fine = screen(reading)
        #expect(fine.contains("New runs appear by themselves."))
        let read = screen(down, RunFixtures.health(RunFixtures.polytomicSource))
        #expect(read.contains("No runs in the period that is read."))
        #expect(screen(down).contains("No source can be read. well-prod:"))
    }
}
