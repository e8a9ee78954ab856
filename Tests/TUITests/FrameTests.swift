import Runs
import RunTable
import Terminal
import Testing
import TUI

/// Whole screens, as text and as a grid of roles.
struct FrameTests {
    @Test func `the runs fill a screen of 80 by 24`() throws {
        try expectFrame(RunFixtures.state(), is: "runs-80x24")
    }

    @Test func `the runs fill a screen of 120 by 40`() throws {
        try expectFrame(RunFixtures.state(columns: 120, rows: 40), is: "runs-120x40")
    }

    @Test func `the runs fit a screen of 20 by 5`() throws {
        try expectFrame(RunFixtures.state(columns: 20, rows: 5), is: "runs-20x5")
    }

    @Test func `a terminal without UTF-8 is shown ASCII signs`() throws {
        try expectFrame(RunFixtures.state(glyphs: .ascii), is: "runs-ascii-80x24")
    }

    @Test func `a failed run opens on its error below the table`() throws {
        var state = RunFixtures.state()
        state.press(.character("e"), .enter)
        try expectFrame(state, is: "error-80x24")
    }

    @Test func `the overview stands beside the table on a wide screen`() throws {
        var state = RunFixtures.state(columns: 140, rows: 24)
        state.press(.character("e"), .enter, .character("["))
        try expectFrame(state, is: "overview-140x24")
    }

    @Test func `the metadata are an indented tree`() throws {
        var state = RunFixtures.state()
        state.press(.character("e"), .enter, .character("]"), .tab, .down)
        try expectFrame(state, is: "metadata-80x24")
    }

    @Test func `the details cover the table on a screen of 40 by 10`() throws {
        var state = RunFixtures.state(columns: 40, rows: 10)
        state.press(.character("e"), .enter)
        try expectFrame(state, is: "error-40x10")
    }

    @Test func `the prompt shows a mistake below its column`() throws {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("provider:well stauts:failed")
        try expectFrame(state, is: "mistake-80x24")
    }

    @Test func `the statuses to pick lie over the table`() throws {
        var state = RunFixtures.state()
        state.press(.character("s"), .down, .down, .character(" "))
        try expectFrame(state, is: "statuses-80x24")
    }

    @Test func `the sources to pick lie over the table`() throws {
        var state = RunFixtures.state()
        state.press(.character("p"), .down, .character(" "))
        try expectFrame(state, is: "sources-80x24")
    }

    @Test func `the help lies over the table`() throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.character("?"))
        try expectFrame(state, is: "help-120x40")
    }

    @Test func `a paused screen counts what arrives`() throws {
        var state = RunFixtures.state()
        state.press(.character("="))
        state.hold(RunFixtures.record("r11", status: .running, secondsAgo: 0))
        try expectFrame(state, is: "paused-80x24")
    }

    @Test func `sources in trouble say so in their chips`() throws {
        var limited = APIProblem(status: 429)
        limited.retryAfter = 42_000
        var rejected = APIProblem(status: 401)
        rejected.code = "UNAUTHORIZED"
        let state = RunFixtures.state(
            columns: 120, rows: 24,
            sources: [
                RunFixtures.health(SourceName("marketing")) {
                    $0.problem = SourceProblem(
                        error: .refused(limited), since: RunFixtures.now, failures: 1)
                    $0.nextPoll = RunFixtures.now.advanced(byMilliseconds: 42_000)
                },
                RunFixtures.health(RunFixtures.wellSource) {
                    $0.problem = SourceProblem(
                        error: .refused(rejected), since: RunFixtures.now, failures: 1)
                },
                RunFixtures.health(RunFixtures.polytomicSource),
            ])
        try expectFrame(state, is: "trouble-120x24")
    }

    @Test func `a filter without an answer says how to go on`() throws {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("pipeline:nowhere")
        state.press(.enter)
        try expectFrame(state, is: "filtered-to-nothing-80x24")
    }

    @Test func `before the first answer the screen says what is read`() throws {
        let sources = [RunFixtures.wellSource, RunFixtures.polytomicSource].map {
            SourceHealth(name: $0, provider: .well)
        }
        try expectFrame(
            RunFixtures.state(table: RunTable(), sources: sources), is: "loading-80x24")
    }

    @Test func `with all sources down the screen says why and what to press`() throws {
        let down = RunFixtures.health(RunFixtures.wellSource) {
            $0.lastSuccess = nil
            $0.problem = SourceProblem(
                error: .unreachable(.connectionRefused), since: RunFixtures.now, failures: 2)
        }
        try expectFrame(RunFixtures.state(table: RunTable(), sources: [down]), is: "down-80x24")
    }

    @Test func `with nothing to show the screen says how to read further back`() throws {
        try expectFrame(RunFixtures.state(table: RunTable()), is: "empty-80x24")
    }

    @Test(
        arguments: [1, 2, 3, 5, 8, 13, 20, 40, 79, 119, 120, 200],
        [1, 2, 3, 4, 5, 6, 7, 11, 12, 30])
    func `every size can be drawn, with everything open`(columns: Int, rows: Int) {
        var state = RunFixtures.state(columns: columns, rows: rows)
        for keys: [KeyEvent] in [
            [.character("?")], [.escape, .character("s")], [.escape, .enter], [.tab, .down],
            [.character("]")], [.character("]"), .character("G")], [.character("/")],
            [.character("("), .enter],
        ] {
            for key in keys { state.press(key) }
            #expect(state.screen().count == rows)
        }
    }
}
