import Runs
import Terminal
import Testing

@testable import TUI

struct MovementTests {
    @Test(
        arguments: [
            (.pageDown, 10, .forward(9)), (.pageUp, 10, .backward(9)), (.pageDown, 2, .forward(1)),
            (.pageUp, 1, .backward(1)), (.halfPageDown, 10, .forward(5)),
            (.halfPageUp, 1, .backward(1)), (.down, 10, .down), (.last, 10, .last),
        ] as [(Command, Int, Movement)])
    func `a page keeps one line, and moves at least one`(
        command: Command, page: Int, movement: Movement
    ) {
        #expect(Movement(command, page: page) == movement)
    }

    @Test func `after PgDn the last line stands first`() {
        var state = RunFixtures.state(
            table: RunFixtures.table(
                (0..<100).map {
                    RunFixtures.record("r\($0)", status: .succeeded, secondsAgo: Int64($0) * 60)
                }))
        let height = state.layout.table.rows
        state.press(.pageDown)
        #expect(state.runs.selectedPlace == height - 1)
    }

    @Test func `a column is shown on a width that it fits exactly`() {
        let columns = RunColumns.usual.filter { $0.givesWay > 0 && $0.bar == nil }.map { plain in
            var column = plain
            column.width = .fixed(7)
            return column
        }
        let exact = TableMetrics.gutter + 7 * columns.count + 2 * (columns.count - 1)
        #expect(columns.count > 1)
        #expect(ColumnLayout(width: exact, columns: columns).placed.count == columns.count)
        #expect(ColumnLayout(width: exact - 1, columns: columns).placed.count == columns.count - 1)
    }
}
