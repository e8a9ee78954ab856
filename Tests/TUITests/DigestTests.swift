import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// The views of the pipelines and of the errors.
struct DigestTests {
    /// Runs of several pipelines, every quarter of an hour.
    static let records: [RunRecord] = (0..<40).flatMap { place -> [RunRecord] in
        let ago = Int64(place) * 900 + 60
        return [
            RunFixtures.record(
                "m\(place)", status: place < 7 ? .failed : .succeeded, secondsAgo: ago
            ) {
                $0.duration = .value(Int64(20_000 + place * 900))
                if place < 7 {
                    $0.error = .value(RunError(message: "token \(place * 37) was revoked"))
                }
            },
            RunFixtures.record(
                "s\(place)", status: place == 9 ? .failed : .succeeded, secondsAgo: ago,
                pipeline: "stripe"
            ) {
                $0.duration = .value(Int64(4_000 + place % 5 * 1_000))
                if place == 9 { $0.error = .value(RunError(message: "HTTP 503")) }
            },
            RunFixtures.record(
                "p\(place)", source: RunFixtures.polytomicSource,
                status: place == 0 ? .running : place % 4 == 1 ? .warning : .succeeded,
                secondsAgo: ago * 4, pipeline: "s1"
            ) { $0.duration = place == 0 ? .null : .value(61_000) },
        ]
    }

    private func state(_ keys: KeyEvent..., columns: Int = 120, rows: Int = 40) -> State {
        var state = RunFixtures.state(
            columns: columns, rows: rows, table: RunFixtures.table(Self.records))
        for key in keys { state.press(key) }
        return state
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 50)])
    func `the pipelines fill a screen`(columns: Int, rows: Int) throws {
        let state = state(.character("2"), columns: columns, rows: rows)
        try expectFrame(state, is: "pipelines-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 50)])
    func `the errors fill a screen`(columns: Int, rows: Int) throws {
        let state = state(.character("3"), columns: columns, rows: rows)
        try expectFrame(state, is: "errors-\(columns)x\(rows)")
    }

    @Test func `the pipelines fit a terminal without UTF-8`() throws {
        var state = RunFixtures.state(
            table: RunFixtures.table(Self.records), glyphs: .ascii)
        state.press(.character("2"))
        try expectFrame(state, is: "pipelines-ascii-80x24")
    }

    @Test func `a pipeline's failures in a row are counted from the first of them`() throws {
        let state = state(.character("2"))
        let digest = try #require(state.pipelines.selected)
        #expect(digest.pipeline.label == "Mercury bank feed")
        #expect(digest.streak?.count == 7)
        #expect(state.screen().contains { $0.contains("✖ x7 since 13:01") })
        #expect(state.screen().contains { $0.contains("late") || $0.contains("in ") })
    }

    @Test func `Enter goes to a pipeline's runs under the filter, and Esc back`() {
        var state = state(.character("f"), .character("2"))
        #expect(state.pipelines.items.count == 2)
        state.press(.down, .enter)
        #expect(state.view == .runs)
        #expect(
            state.runs.request.query.text
                == "status:failed source:well-prod pipeline:\"Stripe payouts\"")
        #expect(state.runs.listing.count == 1)
        state.press(.escape)
        #expect(state.view == .pipelines)
        #expect(state.runs.request.query.text == "status:failed")
        #expect(state.pipelines.place == 1)
        state.press(.escape)
        #expect(state.view == .runs)
        #expect(state.runs.request.query.text == "status:failed")
    }

    @Test func `Enter goes to an error's runs, and Esc back`() {
        var state = state(.character("3"))
        #expect(state.errors.items.map(\.count) == [7, 1])
        state.press(.enter)
        #expect(state.view == .runs)
        #expect(state.runs.listing.count == 7)
        #expect(state.runs.request.query.text == "status:failed error:\"token * was revoked\"")
        state.press(.escape)
        #expect(state.view == .errors)
        #expect(state.runs.request.query.text.isEmpty)
    }

    @Test func `failures that belong to no pipeline are counted without one`() {
        let records = ["a", "b"].map {
            RunFixtures.record($0, status: .failed, secondsAgo: 60) {
                $0.pipeline = .null
                $0.error = .value(RunError(message: "disk full"))
            }
        }
        var state = RunFixtures.state(table: RunFixtures.table(records))
        state.press(.character("3"))
        #expect(state.screen().contains { $0.contains("2 failures") })
        #expect(!state.screen().contains { $0.contains("0 pipelines") })
    }

    @Test func `failures with a blank message are shown as those without one`() {
        let records = [nil, "\n", " \r\n "].enumerated().map { place, message in
            RunFixtures.record("\(place)", status: .failed, secondsAgo: 60) {
                $0.error = Observed(orNull: message.map { RunError(message: $0) })
            }
        }
        var state = RunFixtures.state(table: RunFixtures.table(records))
        state.press(.character("3"))
        #expect(state.errors.items.map(\.count) == [3])
        #expect(state.screen().count { $0.contains("(no message)") } == 2)
    }

    @Test func `a filter edited in a view lists it anew`() {
        var state = state(.character("3"), .character("/"))
        state.type("pipeline:stripe")
        state.press(.enter)
        #expect(state.errors.items.map(\.count) == [1])
        state.press(.character("2"))
        #expect(state.pipelines.items.map(\.pipeline.id.text) == ["stripe"])
    }

    @Test func `a column further sorts, and the selected pipeline stays selected`() throws {
        var state = state(.character("2"), .down)
        let selected = try #require(state.pipelines.selected?.id)
        for _ in 0..<12 {
            state.press(.character(">"))
            #expect(state.pipelines.selected?.id == selected)
        }
        let order = state.pipelines.order
        let items = state.pipelines.items
        state.press(.character("I"))
        #expect(state.pipelines.order?.descending != order?.descending)
        #expect(state.pipelines.items.map(\.id) != items.map(\.id))
    }

    @Test(arguments: [KeyEvent.character("2"), .character("3")])
    func `a filter without an answer says so in its own words`(view: KeyEvent) throws {
        var state = state(view, .character("/"), columns: 80, rows: 24)
        state.type("pipeline:nowhere")
        state.press(.enter)
        let name = view == .character("2") ? "pipelines" : "errors"
        try expectFrame(state, is: "\(name)-none-80x24")
    }

    @Test func `where nothing failed the errors say so`() throws {
        let fine = Self.records.filter { $0.key.id.text.hasPrefix("p") }
        var state = RunFixtures.state(table: RunFixtures.table(fine))
        state.press(.character("3"))
        try expectFrame(state, is: "errors-well-80x24")
    }

    @Test(
        arguments: [1, 3, 8, 20, 40, 79, 80, 119, 120, 200],
        [1, 2, 3, 5, 7, 11, 12, 24, 36, 50])
    func `every size can be drawn in every view`(columns: Int, rows: Int) {
        var state = state(columns: columns, rows: rows)
        for key in ["1", "2", "3", "4"] as [Character] {
            state.press(.character(key), .tab, .right, .down, .tab, .down)
            #expect(state.screen().count == rows)
        }
    }

    @Test func `a duration far below 0 is drawn as the least there is`() {
        let records = [
            RunFixtures.record("a", status: .succeeded, secondsAgo: 60) {
                $0.duration = .value(1)
            },
            RunFixtures.record("b", status: .failed, secondsAgo: 30) {
                $0.duration = .value(-9_000_000_000_000_000_000)
            },
        ]
        var state = RunFixtures.state(columns: 200, rows: 50, table: RunFixtures.table(records))
        state.press(.character("2"))
        #expect(state.screen().contains { $0.contains("▇▁") })
    }

    @Test func `the selected pipeline keeps its line when another one comes above it`() throws {
        let records = (10..<50).map {
            RunFixtures.record("r\($0)", status: .succeeded, secondsAgo: 60, pipeline: "p\($0)")
        }
        var state = RunFixtures.state(table: RunFixtures.table(records))
        state.press(.character("2"))
        for _ in 0..<30 { state.press(.down) }
        for _ in 0..<5 { state.press(.up) }
        let place = try #require(state.pipelines.place)
        let line = place - state.pipelines.top
        #expect(line > 0)
        state.hold(
            RunFixtures.record("new", status: .succeeded, secondsAgo: 5, pipeline: "a"))
        #expect(state.pipelines.place == place + 1)
        #expect(place + 1 - state.pipelines.top == line)
    }
}
