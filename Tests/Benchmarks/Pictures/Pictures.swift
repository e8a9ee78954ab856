import ArgumentParser
import Commands
import Engine
import Foundation
import History
import Logging
import Runs
import Simulator
import Terminal
import TUI

/// Draws the pictures of the README: the interface on simulated providers.
struct Pictures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw the pictures of the README from the program's own frames.")

    @Option(help: "Where they go.") var folder = ".github"
    @Option(help: "The theme.") var theme = "midnight"

    /// The pictures, and the keys that lead to each from the one before.
    private static let scenes: [(name: String, keys: [KeyEvent])] = [
        ("runs", [.character("e"), .enter]),
        ("pipelines", [.escape, .character("2")]),
        ("errors", [.character("3")]),
        ("sources", [.character("4"), .down]),
    ]

    func run() async throws {
        var configuration = SimulatorConfiguration(seed: 7, history: 900)
        configuration.leadLexPlan = .org
        _ = try await SimulatorServer.serve(configuration) { server in
            try await draw(Composition(simulated: server.configText()))
            return .fine
        }
    }

    @MainActor
    private func draw(_ composition: Composition) async throws {
        let (notices, notice) = AsyncStream.makeStream(of: App.Notice.self)
        let connected = try ConnectedSources(composition) { source, exchange in
            notice.yield(.request(exchange.request(endedAt: SystemClock().now), to: source))
        }
        let monitor = Monitor(
            sources: connected.sources, history: MemoryHistory(),
            logger: Logger(label: "pictures") { _ in SwiftLogNoOpLogHandler() })
        let theme = try composition.theme(named: theme)
        let screen = RecordingScreen(size: Size(columns: 118, rows: 36))
        let state = State(
            size: screen.size, now: SystemClock().now, glyphs: .unicode,
            setup: Setup(clock: .utc))
        let app = App(
            state: state, theme: theme, screen: screen, services: NoServices(), notices: notices)
        let (ticks, tick) = AsyncStream.makeStream(of: Timestamp.self)
        async let running: Void = app.run(snapshots: monitor.snapshots, ticks: ticks)
        await monitor.start()
        // By then every source has been read once, and some runs have begun and ended.
        try await Self.pass(seconds: 25, tick)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for scene in Self.scenes {
            for key in scene.keys { screen.send(.key(key)) }
            try await Self.pass(seconds: 2, tick)
            guard let frame = screen.frame else { continue }
            let picture = FramePicture(frame, ground: theme[.background])
            try picture.svg.write(
                toFile: "\(folder)/\(scene.name).svg", atomically: true, encoding: .utf8)
            print("\(folder)/\(scene.name).svg")
        }
        screen.close()
        tick.finish()
        await running
        await Shutdown.end(monitor, connected)
    }

    /// Lets time pass.
    private static func pass(
        seconds: Int, _ tick: AsyncStream<Timestamp>.Continuation
    ) async throws {
        for _ in 0..<seconds {
            try await Task.sleep(for: .seconds(1))
            tick.yield(SystemClock().now)
        }
    }
}
