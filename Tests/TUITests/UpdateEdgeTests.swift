import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What keys and messages do at the edges: the last row, the second click, the format of a name.
struct UpdateEdgeTests {
    private static let now = RunFixtures.now

    private func id(_ state: State) -> String? {
        guard case .run(let key, _) = state.runs.selection else { return nil }
        return key.id.text
    }

    // MARK: - Movement

    private static let movements: [(Movement, Int, Int, Int)] = [
        (.down, 8, 10, 9), (.down, 9, 10, 9), (.up, 1, 10, 0), (.up, 0, 10, 0),
        (.forward(5), 4, 10, 9), (.forward(5), 7, 10, 9), (.backward(5), 5, 10, 0),
        (.backward(5), 3, 10, 0), (.first, 5, 10, 0), (.last, 0, 10, 9), (.last, 0, 0, 0),
        (.down, 0, 0, 0), (.down, 0, 1, 0),
    ]

    @Test(arguments: movements)
    func `a movement stays within its list`(
        movement: Movement, place: Int, count: Int, target: Int
    ) {
        #expect(movement.applied(to: place, count: count) == target)
    }

    @Test func `the panes are gone through around both ends`() {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.enter)
        #expect(state.panes == [.timeline, .table, .details])
        for pane in [Pane.details, .timeline, .table] {
            state.press(.tab)
            #expect(state.activePane == pane)
        }
        for pane in [Pane.timeline, .details, .table] {
            state.press(.backTab)
            #expect(state.activePane == pane)
        }
    }

    // MARK: - Time

    @Test func `a filter by age is asked again by ten seconds, and not while paused`() {
        func effects(_ state: State, after milliseconds: Int64) -> [Effect] {
            var state = state
            return update(&state, .tick(Self.now.advanced(byMilliseconds: milliseconds)))
        }
        var state = RunFixtures.state()
        #expect(effects(state, after: 3_000).isEmpty)
        state.press(.character("/"))
        state.type("since:5m")
        state.press(.enter)
        #expect(effects(state, after: 2_999).isEmpty)
        #expect(effects(state, after: 3_000) == [.list])
        #expect(effects(state, after: 3_999) == [.list])
        #expect(effects(state, after: 4_000).isEmpty)
        state.press(.character("="))
        #expect(effects(state, after: 3_000).isEmpty)
    }

    @Test func `a tick is needed by ten seconds where nobody has the keyboard`() {
        var state = RunFixtures.state()
        state.receive(.input(.focus(false)))
        let ticks: [(Int64, Bool)] = [
            (2_999, false), (3_000, true), (3_999, true), (4_000, false), (13_000, true),
        ]
        for (milliseconds, isNeeded) in ticks {
            let moment = Self.now.advanced(byMilliseconds: milliseconds)
            #expect(state.needsTick(at: moment) == isNeeded)
        }
    }

    // MARK: - Marks

    @Test func `a mark on the last run stays there, and each number has its words`() {
        var state = RunFixtures.state()
        state.press(.character("G"), .character(" "))
        #expect(id(state) == "r10")
        #expect(state.message?.text == "1 run is marked; y and Y take them, Esc unmarks")
        state.press(.up, .character(" "))
        #expect(id(state) == "r10")
        #expect(state.message?.text == "2 runs are marked; y and Y take them, Esc unmarks")
        state.press(.character("y"))
        #expect(state.message?.text == "copied summaries of 2 runs")
        state.press(.character("Y"))
        #expect(state.message?.text == "copied 2 ids")
        state.press(.escape)
        #expect(state.message?.text == "the marks are cleared")
        state.press(.character("Y"))
        #expect(state.message?.text == "copied r10")
    }

    @Test func `marked runs that are gone are not taken for the selected one`() {
        var state = RunFixtures.state()
        state.runs.marks = [RunKey(source: RunFixtures.wellSource, id: RunID("gone"))]
        for key in ["y", "Y"] as [Character] {
            #expect(state.press(.character(key)).isEmpty)
            #expect(state.message?.text == "the marked runs are no longer kept here")
        }
    }

    @Test func `https is https in any letters`() {
        var state = State(
            size: Size(columns: 80, rows: 24), now: Self.now, glyphs: .unicode,
            setup: Setup(clock: .utc, webPage: { _ in "HTTPS://example.com" }))
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: RunFixtures.healthySources)))
        #expect(state.press(.character("o")) == [.browse("HTTPS://example.com")])
    }

    // MARK: - Exports

    private static let formats: [(String, String)] = [
        ("a", "a.csv"), ("a.", "a.csv"), ("a.csv", "a.json"), ("a.json", "a.ndjson"),
        ("a.ndjson", "a.csv"), ("a.b.CSV", "a.b.json"), ("d.csv/a", "d.csv/a.csv"),
        (".csv", ".csv.csv"), ("a.txt", "a.txt.csv"),
    ]

    @Test(arguments: formats)
    func `Tab goes on to the next format in a name`(path: String, next: String) {
        #expect(State.turningFormat(of: path) == next)
        #expect(ExportRequest(path: next)?.path == next)
    }

    @Test func `a format is the last part of the last name`() {
        #expect(ExportRequest(path: "a.json.CSV")?.format == .csv)
        #expect(ExportRequest(path: "d.json/x.ndjson")?.format == .ndjson)
        #expect(ExportRequest(path: "d.json/x") == nil)
        #expect(ExportRequest(path: "a.") == nil)
    }

    @Test func `what comes of an export is told, and news after its end begin none`() {
        var state = RunFixtures.state()
        let moves: [(ExportNews, String, StatusMessage.Severity)] = [
            (.finished(count: 1, path: "a.csv"), "1 run written to a.csv", .notice),
            (.finished(count: 1_000, path: "a.csv"), "1,000 runs written to a.csv", .notice),
            (.cancelled, "export stopped; its file is removed", .notice),
            (.failed("disk full"), "not exported: disk full", .error),
        ]
        for (news, text, severity) in moves {
            state.press(.character("x"), .enter)
            #expect(state.runs.exporting == ExportProgress(done: 0, total: 10))
            state.receive(.export(.wrote(3, of: 10)))
            #expect(state.runs.exporting == ExportProgress(done: 3, total: 10))
            state.receive(.export(news))
            #expect(state.runs.exporting == nil)
            #expect(state.message == StatusMessage(text, severity))
            state.receive(.export(.wrote(9, of: 10)))
            #expect(state.runs.exporting == nil)
        }
    }

    // MARK: - The timeline

    @Test func `the keys of the timeline lead by one and by ten, and not past its ends`() throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab)
        let last = state.spans.count - 1
        try #require(last > 25)
        let steps: [(KeyEvent, Int)] = [
            (.left, last - 1), (.pageUp, last - 11), (.control("u"), last - 21),
            (.pageDown, last - 11), (.control("d"), last - 1), (.right, last), (.right, last),
            (.home, 0), (.left, 0), (.pageUp, 0), (.right, 1), (.end, last), (.pageDown, last),
        ]
        for (key, place) in steps {
            state.press(key)
            #expect(state.selection(of: state.spans) == place...place)
            #expect((state.timeline.cursor == nil) == (place == last))
        }
    }

    @Test func `a selection reaches from where it was begun, in either direction`() {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab, .home, .right, .right, .character(" "), .right, .right)
        #expect(state.selection(of: state.spans) == 2...4)
        state.press(.home)
        #expect(state.selection(of: state.spans) == 0...2)
        state.press(.character(" "))
        #expect(state.timeline.anchor == nil)
        #expect(state.selection(of: state.spans) == 0...0)
        state.press(.character(" "), .right, .escape)
        #expect(state.timeline.anchor == nil)
        #expect(state.activePane == .timeline)
        #expect(state.selection(of: state.spans) == 1...1)
    }

    @Test func `failures in the timeline are gone through, and none is found past its ends`() throws
    {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab)
        let failed = state.spans.indices.filter { state.spans[$0].counts[.failed] > 0 }
        let last = state.spans.count - 1
        let before = try #require(failed.last { $0 < last })
        let after = try #require(failed.first { $0 > 0 })
        state.press(.end, .character("e"))
        #expect(state.message?.text == "no failure later")
        state.press(.home, .character("E"))
        #expect(state.message?.text == "no failure earlier")
        state.press(.end, .character("E"))
        #expect(state.selection(of: state.spans) == before...before)
        state.press(.home, .character("e"))
        #expect(state.selection(of: state.spans) == after...after)
    }
}
