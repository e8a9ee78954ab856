import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What the interface does without being asked.
struct MannersTests {
    private func failure(_ id: String, endedAfter seconds: Int64 = 1) -> RunRecord {
        RunFixtures.record(id, status: .failed, secondsAgo: 30) {
            $0.finishedAt = .value(RunFixtures.now.advanced(byMilliseconds: seconds * 1_000))
        }
    }

    private func effects(_ state: inout State, holding records: RunRecord...) -> [Effect] {
        var table = state.snapshot?.table ?? RunTable()
        table.merge(RunBatch(source: RunFixtures.wellSource, records: records))
        return state.receive(
            .snapshot(MonitorSnapshot(table: table, sources: state.snapshot?.sources ?? [])))
    }

    @Test func `the window's title counts new failures until a key is pressed`() {
        var state = RunFixtures.state()
        #expect(effects(&state, holding: failure("n1"), failure("n2")) == [.title("✖ 2 synctop")])
        #expect(effects(&state, holding: failure("n3")) == [.title("✖ 3 synctop")])
        #expect(state.press(.down) == [.title("synctop")])
        #expect(state.press(.down).isEmpty)
        #expect(effects(&state, holding: failure("n4")) == [.title("✖ 1 synctop")])
        #expect(state.receive(.input(.focus(true))) == [.title("synctop")])
    }

    @Test func `failures of before the start are no news`() {
        var state = RunFixtures.state()
        #expect(effects(&state, holding: failure("o1", endedAfter: -1)).isEmpty)
        #expect(state.messages.alarm.unseen == 0)
    }

    @Test func `the bell rings where it is asked for, once in ten seconds`() {
        var state = RunFixtures.state()
        state.messages.alarm.rings = true
        #expect(effects(&state, holding: failure("n1")) == [.title("✖ 1 synctop"), .bell])
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 9_000)))
        #expect(effects(&state, holding: failure("n2")) == [.title("✖ 2 synctop")])
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 10_000)))
        #expect(effects(&state, holding: failure("n3")) == [.title("✖ 3 synctop"), .bell])
    }

    @Test func `no bell rings where failures get fewer`() {
        var state = RunFixtures.state()
        state.messages.alarm.rings = true
        let two = effects(&state, holding: failure("n1"), failure("n2"))
        #expect(two == [.title("✖ 2 synctop"), .bell])
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 60_000)))
        let repeated = RunFixtures.record("n2", status: .succeeded, secondsAgo: 5)
        #expect(effects(&state, holding: repeated) == [.title("✖ 1 synctop")])
    }

    @Test func `a window without the keyboard counts by ten seconds`() {
        var state = RunFixtures.state()
        #expect(state.needsTick(at: RunFixtures.now))
        state.receive(.input(.focus(false)))
        #expect(!state.needsTick(at: RunFixtures.now))
        #expect(state.needsTick(at: RunFixtures.now.advanced(byMilliseconds: 3_000)))
        state.receive(.input(.focus(true)))
        #expect(state.needsTick(at: RunFixtures.now))
    }

    @Test func `where time shows in the header alone, drawing that draws the whole frame`() {
        let ended = RunFixtures.records.filter { $0.knownStatus.isTerminal }
        var state = RunFixtures.state(table: RunFixtures.table(ended))
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 1_000)))
        #expect(state.isTimeInHeaderAlone)
        var frame = state.frame()
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 2_000)))
        #expect(frame != state.frame())
        renderHeader(state, theme: FrameTheme.theme, into: &frame)
        #expect(frame == state.frame())
        // By ten seconds all is drawn.
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 3_000)))
        #expect(!state.isTimeInHeaderAlone)
    }

    @Test func `a run that goes on, a message and an age show the time as well`() {
        var state = RunFixtures.state()
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 1_000)))
        #expect(!state.isTimeInHeaderAlone)
        state = RunFixtures.state(
            table: RunFixtures.table(RunFixtures.records.filter { $0.knownStatus.isTerminal }))
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 1_000)))
        state.press(.character("z"))
        state.message = nil
        #expect(!state.isTimeInHeaderAlone)
    }

    @Test func `the first time the way to all keys is offered, until a key is pressed`() {
        var state = RunFixtures.state()
        state.terminal.isFirstTime = true
        #expect(state.screen().last?.contains("? new here? all keys") == true)
        state.press(.down)
        #expect(state.screen().last?.contains("new here") == false)
    }

    @Test func `a key that is of no use here says where it is`() {
        var state = RunFixtures.state()
        state.press(.character("a"))
        #expect(
            state.message?.text
                == "a works in a list of choices, the columns (c): choose all or none; "
                + "of columns, the usual ones")
        state.press(.character("4"), .character("e"))
        #expect(state.message?.text == "e works in the runs (1): next failure")
        state.press(.character("ß"))
        #expect(state.message == nil)
    }

    @Test func `a paused list says how much is new`() {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.character("="))
        state.hold(RunFixtures.record("r11", status: .running, secondsAgo: 0))
        #expect(state.screen().contains { $0.hasSuffix("10 runs · 1 new while paused") })
    }
}
