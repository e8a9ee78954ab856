import Query
import Runs
import RunTable
import Terminal
import Testing
import TUI

/// What is found again of what was left.
struct SessionTests {
    private let key = RunKey(source: RunFixtures.wellSource, id: RunID("r03"))

    /// A state that goes on from a session, and has met no run yet.
    private func state(_ session: Session) -> State {
        var state = State(
            size: Size(columns: 80, rows: 24), now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(clock: .utc), session: session)
        state.receive(.snapshot(MonitorSnapshot(table: RunTable(), sources: [])))
        return state
    }

    private func show(
        _ records: [RunRecord], in state: inout State, loading: HistoryHealth.Loading? = nil
    ) {
        var history = HistoryHealth()
        history.loading = loading
        var table = state.snapshot?.table ?? RunTable()
        for (source, pipelines) in RunFixtures.names {
            table.merge(
                RunBatch(
                    source: source, records: records.filter { $0.key.source == source },
                    pipelines: pipelines))
        }
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: table, sources: RunFixtures.healthySources, history: history)))
    }

    private func session(line: Int = 2) -> Session {
        var session = Session()
        session.run = Session.SelectedRun(key: key, line: line)
        return session
    }

    @Test func `view, filter, order, run and source are as they were left`() throws {
        var before = RunFixtures.state()
        before.press(.character("f"), .character(">"), .character("I"), .down, .character("4"))
        before.press(.down)
        let left = before.session
        #expect(left.view == .sources)
        #expect(left.request.query.text == "status:failed")
        #expect(left.request.order == RunOrder(key: .source, descending: true))
        #expect(left.run?.key == before.runs.listing.key(at: 1))
        #expect(left.run?.line == 1)
        #expect(left.source == RunFixtures.polytomicSource)

        var after = state(left)
        show(RunFixtures.records, in: &after)
        #expect(after.session == left)
        #expect(after.runs.listing.count == 2)
        // The way back is not remembered, which the footer shows.
        #expect(after.screen().dropLast() == before.screen().dropLast())
    }

    @Test func `a run is selected on its line once it is read, and not before`() {
        var state = state(session(line: 4))
        #expect(state.session.run?.key == key)
        show(Array(RunFixtures.records.suffix(3)), in: &state)
        #expect(state.runs.selection == .newest)
        show(RunFixtures.records, in: &state)
        #expect(state.runs.selection == .run(key, place: 2))
        #expect(state.session.run == Session.SelectedRun(key: key, line: 2))
    }

    @Test func `whoever followed the newest follows it again`() {
        var state = state(RunFixtures.state().session)
        show(RunFixtures.records, in: &state)
        #expect(state.runs.selection == .newest)
        #expect(state.session.run == nil)
    }

    @Test func `a key that is pressed before the run is read keeps the screen still`() {
        var state = state(session())
        show(Array(RunFixtures.records.suffix(3)), in: &state)
        state.press(.down)
        let selection = state.runs.selection
        show(RunFixtures.records, in: &state)
        guard case .run(let selected, _) = selection, case .run(let still, _) = state.runs.selection
        else {
            Issue.record("no run is selected")
            return
        }
        #expect(selected == still && still != key)
    }

    @Test func `leaving before the run is read forgets nothing`() {
        var state = state(session())
        #expect(state.press(.character("q")) == [.quit])
        #expect(state.session.run?.key == key)
    }

    @Test func `a run that does not come is waited for while the history is read, and no longer`() {
        let later = RunFixtures.now.advanced(byMilliseconds: 6_000)
        let others = RunFixtures.records.filter { $0.key != key }
        var reading = state(session())
        show(others, in: &reading, loading: .init(read: 9, total: 10))
        reading.receive(.tick(later))
        show(RunFixtures.records, in: &reading)
        #expect(reading.runs.selection == .run(key, place: 2))

        var read = state(session())
        show(others, in: &read)
        read.receive(.tick(later))
        show(RunFixtures.records, in: &read)
        #expect(read.runs.selection == .newest)
    }
}
