import OperatingSystem
import Foundation
import History
import Runs
import UserConfiguration
package import Simulator
import TUI

/// The interface on simulated providers, and where its runs are meanwhile.
package struct Demo {
    private let server: SimulatorServer
    private let kept: KeptDemo?
    private let seed: DemoSeed
    /// A folder for more runs than are held in memory, which goes with the demo.
    private let scratch: String?

    /// Prepares a demo.
    ///
    /// - Parameters:
    ///   - server: The simulated providers.
    ///   - folder: Where configuration and history are left behind; nil where nothing is.
    /// - Throws: A complaint where the folder holds a demo already, or cannot be written.
    package init(on server: SimulatorServer, keeping folder: String?) throws(CommandError) {
        self.server = server
        seed = DemoSeed(server.pasts)
        var kept: KeptDemo?
        if let folder { kept = try KeptDemo(folder: folder, config: server.configText()) }
        self.kept = kept
        scratch =
            kept == nil && seed.count > 0
            ? NSTemporaryDirectory() + "synctop-demo-" + UUID().uuidString : nil
    }

    /// Writes the past that the simulated providers do not tell of, opens the interface, and leaves
    /// behind what was asked for.
    ///
    /// - Parameter open: Opens the interface and stays until it is left.
    /// - Returns: How the program ends.
    /// - Throws: What keeps the interface from being opened.
    package func run(
        _ open: (Composition) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        defer { discard() }
        let plan =
            kept?.history ?? scratch.map {
                .file(path: $0 + "/history.sqlite", size: Config().historySize)
            } ?? .memory
        // Without a terminal nothing can be opened, and nobody waits for that.
        if seed.count > 0, isatty(STDOUT_FILENO) != 0 {
            guard try await write(to: plan) else { return .fine }
        }
        let status = try await open(
            Composition(
                simulated: server.configText(), history: plan, logFile: kept?.logFile))
        if let kept { StandardError.tell(kept.farewell) }
        return status
    }

    /// Writes the past, with a line that tells how far it is.
    ///
    /// - Returns: Whether it came to its end, and nobody wished that of the program.
    private func write(to plan: HistoryPlan) async throws -> Bool {
        let log = ProgramLog.headless(level: nil, file: kept?.logFile)
        let history = try await plan.open(
            for: .keeping, within: .seconds(60), log: log.logger
        ) {
            StandardError.tell([$0])
        }
        let line = ProgressLine(of: seed.count)
        defer { line.clear() }
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { [seed] in
                do throws(HistoryError) {
                    try await seed.write(to: history) { line.show($0) }
                    return true
                } catch {
                    throw CommandError(
                        ["the history cannot be seeded: \(error.sentence)"], status: .unavailable)
                }
            }
            group.addTask {
                await TerminationSignal.wait()
                return false
            }
            let isWhole = try await group.next() ?? true
            group.cancelAll()
            return isWhole
        }
    }

    private func discard() {
        guard let scratch, FileManager.default.fileExists(atPath: scratch) else { return }
        do {
            try FileManager.default.removeItem(atPath: scratch)
        } catch {
            StandardError.tell(["\(SafeText.line(scratch).text) is left behind"])
        }
    }
}

/// A line on a terminal that says how many runs are written.
private struct ProgressLine: Sendable {
    private let total: Int
    private let isShown = isatty(STDERR_FILENO) != 0

    init(of total: Int) { self.total = total }

    func show(_ count: Int) {
        write(
            // It has to fit into one line of a narrow terminal.
            "\rsynctop: seeding \(ShortText.count(count)) of \(ShortText.count(total)) runs "
                + "(ctrl-c stops)")
    }

    func clear() { write("\r\u{1B}[K") }

    private func write(_ text: String) {
        guard isShown else { return }
        StandardError.write(text)
    }
}
