import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// Every view, overlay, empty and trouble state at the sizes that people have.
struct ScreensTests {
    private static let sizes = [(80, 24), (120, 40), (200, 50)]
    private static let runs = RunFixtures.table(DigestTests.records)

    private static let shelf: ThemeShelf = {
        var shelf = ThemeShelf()
        shelf.themes = [FrameTheme.theme]
        return shelf
    }()

    /// What is shown, by the name of its file.
    private static let scenes: [(name: String, make: @Sendable (Int, Int) -> State)] = [
        ("runs", { state($0, $1) }),
        ("details", { state($0, $1, .character("e"), .enter) }),
        ("pipelines", { state($0, $1, .character("2")) }),
        ("errors", { state($0, $1, .character("3")) }),
        ("sources", { state($0, $1, .character("4")) }),
        ("timeline", { state($0, $1, .backTab, .character("h")) }),
        ("help", { state($0, $1, .character("?")) }),
        ("pick-statuses", { state($0, $1, .character("s"), .down) }),
        ("pick-sources", { state($0, $1, .character("p"), .down) }),
        (
            "themes",
            {
                var state = state($0, $1)
                state.themes.shown = FrameTheme.theme
                state.press(.character("t"))
                state.receive(.themes(shelf))
                return state
            }
        ),
        (
            "messages",
            {
                var state = state($0, $1)
                state.receive(.status(StatusMessage("crm: 3 older runs")))
                state.receive(.status(StatusMessage("crm: no call is left", .warning)))
                _ = state.perform(.showMessages)
                return state
            }
        ),
        (
            "reserve",
            {
                var state = state($0, $1)
                let until = RunFixtures.now.advanced(byMilliseconds: 1_680_000)
                state.receive(
                    .reserve(
                        ReserveQuestion([
                            ReserveQuestion.Remainder(
                                source: RunFixtures.wellSource, calls: 10, until: until)
                        ])))
                return state
            }
        ),
        (
            "prompt",
            {
                var state = state($0, $1, .character("/"))
                state.type("pipeline:mer")
                return state
            }
        ),
        (
            "mistake",
            {
                var state = state($0, $1, .character("/"))
                state.type("stauts:failed")
                return state
            }
        ),
        (
            "paused",
            {
                var state = state($0, $1, .character("="))
                state.hold(RunFixtures.record("new", status: .running, secondsAgo: 0))
                return state
            }
        ),
        (
            "filtered-to-nothing",
            {
                var state = state($0, $1, .character("/"))
                state.type("pipeline:nowhere")
                state.press(.enter)
                return state
            }
        ),
        ("starting", { RunFixtures.state(columns: $0, rows: $1, table: RunTable(), sources: []) }),
        (
            "loading",
            {
                RunFixtures.state(
                    columns: $0, rows: $1, table: RunTable(),
                    sources: [SourceHealth(name: RunFixtures.wellSource, provider: .well)])
            }
        ),
        ("empty", { RunFixtures.state(columns: $0, rows: $1, table: RunTable()) }),
        (
            "offline",
            {
                let stopped = RunFixtures.health(RunFixtures.wellSource) { $0.activity = .stopped }
                return RunFixtures.state(
                    columns: $0, rows: $1, table: RunTable(), sources: [stopped])
            }
        ),
        (
            "down",
            {
                let down = RunFixtures.health(RunFixtures.wellSource) {
                    $0.lastSuccess = nil
                    $0.problem = SourceProblem(
                        error: .unreachable(.connectionRefused), since: RunFixtures.now,
                        failures: 2)
                }
                return RunFixtures.state(
                    columns: $0, rows: $1, table: RunTable(), sources: [down])
            }
        ),
        (
            "trouble",
            {
                let limited = RunFixtures.health(RunFixtures.wellSource) {
                    $0.problem = SourceProblem(
                        error: .refused(APIProblem(status: 429)), since: RunFixtures.now,
                        failures: 1)
                    $0.nextPoll = RunFixtures.now.advanced(byMilliseconds: 42_000)
                }
                let fine = RunFixtures.health(RunFixtures.polytomicSource)
                return RunFixtures.state(
                    columns: $0, rows: $1, table: runs, sources: [limited, fine])
            }
        ),
    ]

    private static func state(_ columns: Int, _ rows: Int, _ keys: KeyEvent...) -> State {
        var state = RunFixtures.state(columns: columns, rows: rows, table: runs)
        for key in keys { state.press(key) }
        return state
    }

    @Test(arguments: scenes.map(\.name))
    func `a screen is as on file at every size`(name: String) throws {
        let scene = try #require(Self.scenes.first { $0.name == name })
        for (columns, rows) in Self.sizes {
            try expectFrame(
                scene.make(columns, rows), is: "screens/\(name)-\(columns)x\(rows)")
        }
    }
}
