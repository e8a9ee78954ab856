import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// How much is remembered, and in which order it comes back.
struct RememberingTests {
    private static let now = RunFixtures.now

    // MARK: - Messages

    @Test func `two hundred messages are kept, the oldest goes first`() {
        var log = MessageLog()
        for number in 0..<200 { log.note(StatusMessage("m\(number)"), at: Self.now) }
        #expect(log.entries.count == 200)
        #expect(log.entries.first?.message.text == "m0")
        log.note(StatusMessage("m200"), at: Self.now)
        #expect(log.entries.count == 200)
        #expect(log.entries.first?.message.text == "m1")
        #expect(log.entries.last?.message.text == "m200")
    }

    @Test func `what is said again in a row is counted, with its latest moment`() {
        let later = Self.now.advanced(byMilliseconds: 1_000)
        var log = MessageLog()
        log.note(StatusMessage("a"), at: Self.now)
        log.note(StatusMessage("a"), at: later)
        #expect(log.entries.map(\.count) == [2])
        #expect(log.entries.first?.moment == later)
        log.note(StatusMessage("a", .warning), at: later)
        log.note(StatusMessage("a"), at: later)
        #expect(log.entries.map(\.count) == [2, 1, 1])
    }

    @Test func `a message goes after eight seconds, and stays in the log`() {
        var state = RunFixtures.state()
        state.message = StatusMessage("hello")
        state.receive(.tick(Self.now.advanced(byMilliseconds: 7_999)))
        #expect(state.message?.text == "hello")
        state.receive(.tick(Self.now.advanced(byMilliseconds: 8_000)))
        #expect(state.message == nil)
        #expect(state.messages.log.entries.map(\.message.text) == ["hello"])
    }

    // MARK: - Calls

    private static func request(
        _ outcome: SourceRequest.Outcome, _ duration: Int64 = 1
    ) -> SourceRequest {
        SourceRequest(
            moment: now, method: "GET", path: "/", outcome: outcome, duration: duration)
    }

    @Test func `twenty calls to each source are kept, the newest first`() {
        var trail = RequestTrail()
        let (one, other) = (RunFixtures.wellSource, RunFixtures.polytomicSource)
        for number in 1...20 {
            trail.note(Self.request(.answered(200), Int64(number)), to: one)
        }
        #expect(trail.requests(to: one).map(\.duration) == Array((Int64(1)...20).reversed()))
        trail.note(Self.request(.answered(200), 21), to: one)
        #expect(trail.requests(to: one).map(\.duration) == Array((Int64(2)...21).reversed()))
        trail.note(Self.request(.answered(200), 7), to: other)
        #expect(trail.requests(to: other).map(\.duration) == [7])
        #expect(trail.requests(to: one).count == 20)
    }

    private static let outcomes: [(SourceRequest.Outcome, Bool, String)] = [
        (.answered(199), false, "199"), (.answered(200), true, "200"),
        (.answered(299), true, "299"), (.answered(300), false, "300"),
        (.failed(.unreachable(.connectionRefused)), false, "refused"),
    ]

    @Test(arguments: outcomes)
    func `only answers of success are fine, and count for the latency`(
        outcome: SourceRequest.Outcome, isFine: Bool, result: String
    ) {
        let request = Self.request(outcome, 900)
        #expect(request.isFine == isFine)
        #expect(request.result == result)
        var trail = RequestTrail()
        trail.note(request, to: RunFixtures.wellSource)
        #expect(trail.latency(of: RunFixtures.wellSource) == (isFine ? 900 : nil))
        for duration: Int64 in [100, 300] {
            trail.note(Self.request(.answered(200), duration), to: RunFixtures.wellSource)
        }
        #expect(trail.latency(of: RunFixtures.wellSource) == 300)
    }

    // MARK: - Filters and lines

    @Test func `a hundred filters are remembered, the latest last`() {
        var state = RunFixtures.state()
        for number in 0..<100 { state.prompt.filters.remember("id:\(number)") }
        #expect(state.prompt.filters.entries.count == 100)
        #expect(state.prompt.filters.entries.first == "id:0")
        state.prompt.filters.remember(" id:100 ")
        #expect(state.prompt.filters.entries.count == 100)
        #expect(state.prompt.filters.entries.first == "id:1")
        #expect(state.prompt.filters.entries.last == "id:100")
        state.prompt.filters.remember("id:1")
        state.prompt.filters.remember("  ")
        #expect(state.prompt.filters.entries.count == 100)
        #expect(state.prompt.filters.entries.first == "id:2")
        #expect(state.prompt.filters.entries.last == "id:1")
    }

    @Test func `fifty lines of the palette are remembered, the latest last`() {
        var state = RunFixtures.state()
        for number in 0..<50 { _ = state.execute("save n\(number)") }
        #expect(state.prompt.lines.entries.count == 50)
        #expect(state.prompt.lines.entries.first == "save n0")
        _ = state.execute(" save n50 ")
        #expect(state.prompt.lines.entries.count == 50)
        #expect(state.prompt.lines.entries.first == "save n1")
        #expect(state.prompt.lines.entries.last == "save n50")
        _ = state.execute("save n1")
        _ = state.execute("fly")
        _ = state.execute(" ")
        #expect(state.prompt.lines.entries.count == 50)
        #expect(state.prompt.lines.entries.first == "save n2")
        #expect(state.prompt.lines.entries.last == "save n1")
    }

    @Test func `earlier filters come back one by one, and what was typed after them`() {
        var state = RunFixtures.state()
        state.prompt.filters.remember("status:failed")
        state.prompt.filters.remember("status:running")
        state.press(.character("/"))
        state.type("id:x")
        let steps: [(KeyEvent, String)] = [
            (.down, "id:x"), (.up, "status:running"), (.up, "status:failed"),
            (.up, "status:failed"), (.control("n"), "status:running"), (.down, "id:x"),
            (.down, "id:x"), (.control("p"), "status:running"),
        ]
        for (key, text) in steps {
            state.press(key)
            #expect(state.prompt.open?.editor.text == text)
            #expect(state.runs.request.query.text == text)
        }
    }

    @Test func `earlier lines of the palette come back one by one`() {
        var state = RunFixtures.state()
        _ = state.execute("times utc")
        _ = state.execute("times local")
        state.press(.character(":"))
        let steps: [(KeyEvent, String)] = [
            (.down, ""), (.up, "times local"), (.up, "times utc"), (.up, "times utc"),
            (.control("n"), "times local"), (.down, ""), (.down, ""),
            (.control("p"), "times local"),
        ]
        for (key, text) in steps {
            state.press(key)
            #expect(state.prompt.open?.editor.text == text)
        }
    }

    // MARK: - The way back

    @Test func `Esc leads back through twenty places`() {
        var state = RunFixtures.state()
        for number in 0..<20 { _ = state.show(number.isMultiple(of: 2) ? .pipelines : .errors) }
        #expect(state.navigation.trail.count == 20)
        #expect(state.navigation.trail.first?.view == .runs)
        _ = state.show(.pipelines)
        #expect(state.navigation.trail.count == 20)
        #expect(state.navigation.trail.first?.view == .pipelines)
        #expect(state.navigation.trail.last?.view == .errors)
    }

    @Test func `a run of the last time is waited for five seconds`() {
        var session = Session()
        session.run = Session.SelectedRun(
            key: RunKey(source: RunFixtures.wellSource, id: RunID("gone")), line: 2)
        var state = State(
            size: Size(columns: 80, rows: 24), now: Self.now, glyphs: .unicode,
            setup: Setup(clock: .utc), session: session)
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: RunFixtures.healthySources)))
        state.receive(.tick(Self.now.advanced(byMilliseconds: 5_000)))
        #expect(state.runs.awaited != nil)
        state.receive(.tick(Self.now.advanced(byMilliseconds: 5_001)))
        #expect(state.runs.awaited == nil)
    }

    // MARK: - Saved views

    private static func view(_ name: String, _ view: View) -> SavedView {
        SavedView(name: name, view: view, request: RunListing.Request())
    }

    @Test func `a saved view takes the place of another of its name, presets come first`() {
        var views = SavedViews(
            presets: [Self.view("a", .runs), Self.view("b", .runs)],
            own: [Self.view("c", .runs), Self.view("d", .runs)])
        views.save(Self.view("c", .errors))
        #expect(views.own.map(\.name) == ["d", "c"])
        #expect(views["c"]?.view == .errors)
        views.save(Self.view("a", .sources))
        #expect(views.all.map(\.name) == ["b", "d", "c", "a"])
        #expect(views["a"]?.view == .sources)
        let isForgotten = views.remove("a")
        #expect(isForgotten)
        #expect(views["a"]?.view == .runs)
        let isForgottenAgain = views.remove("a")
        #expect(!isForgottenAgain)
        #expect(views.all.map(\.name) == ["a", "b", "d", "c"])
    }
}
