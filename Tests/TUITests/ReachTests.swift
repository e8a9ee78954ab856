import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// How far texts and tables can be moved, and where a search and a click lead.
struct ReachTests {
    private func scroll(_ state: State) -> Int? { state.details.open?.scroll }

    /// The details of a run whose error has a hundred lines, with the focus.
    private func opened() -> State {
        var state = RunFixtures.state()
        state.hold(
            RunFixtures.record("r00", status: .failed, secondsAgo: 0) {
                let lines = (1...100).map { "line \($0)" }.joined(separator: "\n")
                $0.error = .value(RunError(message: lines))
            })
        state.press(.enter, .tab)
        return state
    }

    @Test func `a text goes no further than its last page, and each tab keeps its place`() throws {
        var state = opened()
        #expect(state.details.open?.tab == .error)
        #expect(state.activePane == .details)
        let height = state.layout.details.rows
        let bottom = try #require(state.detailsContent).lines.count - height
        #expect(height > 3 && bottom > 50)
        let steps: [(KeyEvent, Int)] = [
            (.up, 0), (.down, 1), (.pageDown, height), (.control("d"), height + height / 2),
            (.end, bottom), (.down, bottom), (.pageDown, bottom), (.up, bottom - 1),
            (.pageUp, bottom - height), (.home, 0), (.pageUp, 0), (.end, bottom),
            (.character("]"), 0), (.character("["), bottom),
        ]
        for (key, place) in steps {
            state.press(key)
            #expect(scroll(state) == place)
        }
        state.press(.backTab, .down)
        #expect(state.details.open?.tab == .error)
        #expect(scroll(state) == 0)
    }

    @Test func `a search goes around both ends`() throws {
        var state = RunFixtures.state(columns: 100, rows: 40)
        state.press(.character("e"), .enter)
        state.press(.character("]"), .character("]"), .character("]"), .tab, .character("/"))
        #expect(state.details.open?.tab == .raw)
        state.type("null")
        state.press(.enter, .character("N"))
        let words = try #require(state.message?.text.split(separator: " "))
        try #require(words.count > 3)
        #expect(words[0] == words[2] && words[0] != "1")
        state.press(.character("n"))
        #expect(state.message?.text.hasPrefix("1 of \(words[2]) lines") == true)
        state.press(.character("n"))
        #expect(state.message?.text.hasPrefix("2 of \(words[2]) lines") == true)
    }

    @Test func `the help goes no further than its end, and a larger screen shows more of it`()
        throws
    {
        var state = RunFixtures.state()
        state.press(.character("?"))
        let help = try #require(state.overlayList)
        let bottom = help.rows.count - help.height
        #expect(help.height == 20 && bottom > 0)
        let steps: [(KeyEvent, Int)] = [
            (.up, 0), (.down, 1), (.end, bottom), (.down, bottom), (.up, bottom - 1), (.home, 0),
            (.end, bottom),
        ]
        for (key, place) in steps {
            state.press(key)
            #expect(state.navigation.overlay?.place == place)
        }
        state.receive(.input(.resized(Size(columns: 80, rows: 25))))
        #expect(state.navigation.overlay?.place == bottom - 1)
        state.receive(.input(.resized(Size(columns: 80, rows: 300))))
        #expect(state.navigation.overlay?.place == 0)
    }

    @Test func `messages go no further than the oldest`() {
        var state = RunFixtures.state()
        for number in 0..<30 { state.receive(.status(StatusMessage("m\(number)"))) }
        _ = state.perform(.showMessages)
        let steps: [(KeyEvent, Int)] = [
            (.up, 0), (.down, 1), (.end, 12), (.down, 12), (.home, 0), (.pageDown, 12),
        ]
        for (key, place) in steps {
            state.press(key)
            #expect(state.navigation.overlay?.place == place)
        }
    }

    @Test func `the table goes sideways by eight, to the end of its longest cell`() throws {
        var state = RunFixtures.state()
        let width = try #require(state.columnLayout.placed.last).width
        let furthest = "AUTH_EXPIRED: token was revoked by its owner".count - width
        try #require(furthest > 8)
        let steps: [(KeyEvent, Int)] = [(.left, 0), (.right, 8), (.left, 0), (.right, 8)]
        for (key, place) in steps {
            state.press(key)
            #expect(state.runs.scrolledColumns == place)
        }
        for _ in 0..<9 { state.press(.right) }
        #expect(state.runs.scrolledColumns == furthest)
    }

    @Test func `a heading is clicked from its first column up to the next one`() throws {
        let state = RunFixtures.state()
        let row = state.layout.tableHeader.row
        let placed = state.columnLayout.placed
        try #require(placed.count > 2)
        func order(at column: Int) -> RunOrder {
            var state = state
            let place = Point(column: column, row: row)
            state.receive(.input(.mouse(MouseEvent(.press(count: 1), at: place))))
            return state.runs.request.order
        }
        #expect(order(at: placed[0].offset - 1) == .newestFirst)
        #expect(order(at: placed[0].offset) == RunOrder.newestFirst.inverted)
        #expect(order(at: placed[1].offset - 1) == RunOrder.newestFirst.inverted)
        #expect(order(at: placed[1].offset) == RunOrder(.source))
        #expect(order(at: placed[2].offset) == RunOrder(.pipeline))
    }

    @Test(arguments: [("Feed", "pipeline:x1"), ("Feed two", "pipeline:\"Feed two\"")])
    func `a pipeline whose name is a part of another's is opened by its id`(
        name: String, term: String
    ) {
        let source = RunFixtures.wellSource
        var table = RunTable()
        table.merge(
            RunBatch(
                source: source,
                records: ["x1", "x2"].map {
                    RunFixtures.record(
                        "r\($0)", status: .succeeded, secondsAgo: 60, pipeline: $0)
                },
                pipelines: [
                    Pipeline(id: PipelineID("x1"), name: "Feed"),
                    Pipeline(id: PipelineID("x2"), name: "Feed two"),
                ]))
        var state = RunFixtures.state(columns: 120, rows: 40, table: table)
        state.press(.character("2"))
        #expect(state.pipelines.items.count == 2)
        if state.pipelines.selected?.pipeline.label != name { state.press(.down) }
        #expect(state.pipelines.selected?.pipeline.label == name)
        state.press(.enter)
        #expect(state.runs.request.query.text == "source:well-prod \(term)")
        #expect(state.runs.listing.count == 1)
    }

    @Test func `a run that is gone leaves its place to the next one`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("status:queued,running,failed")
        state.press(.enter)
        #expect(state.runs.listing.count == 4)
        state.press(.down)
        #expect(state.runs.selectedRun?.id.text == "r02")
        state.hold(
            RunFixtures.record("r02", status: .succeeded, secondsAgo: 1, pipeline: "stripe"))
        #expect(state.runs.listing.count == 3)
        #expect(state.runs.selectedRun?.id.text == "r03")
        #expect(state.runs.selectedPlace == 1)
    }
}
