import OperatingSystem
import Foundation
import History
import Runs
import UserConfiguration
package import Simulator
import TUI

/// The interface on simulated providers, with a history of their past.
package struct Demo {
    private let server: SimulatorServer
    private let kept: KeptDemo?
    private let seed: DemoSeed
    /// A temporary folder for a past that is too large for memory.
    private let scratch: String?

    /// Prepares a demo. `folder` keeps its configuration and history; nil keeps nothing.
    /// - Throws: An error if the folder already holds a demo, or cannot be written.
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

    /// Writes the past to the history, then opens the interface. Returns the exit status.
    /// - Throws: What prevents the interface from opening.
    package func run(
        _ open: (Composition) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        defer { discard() }
        let plan =
            kept?.history ?? scratch.map {
                .file(path: $0 + "/history.sqlite", size: Config().historySize)
            } ?? .memory
        // Without a terminal the interface cannot open, so the work would be in vain.
        if seed.count > 0, isatty(STDOUT_FILENO) != 0 {
            guard try await write(to: plan) else { return .fine }
        }
        let status = try await open(
            Composition(
                simulated: server.configText(), history: plan, logFile: kept?.logFile))
        if let kept { StandardError.report(kept.closingLines) }
        return status
    }

    /// Writes the past, with a progress line. Returns false if a signal stopped it.
    private func write(to plan: HistoryPlan) async throws -> Bool {
        let log = ProgramLog.headless(level: nil, file: kept?.logFile)
        let history = try await plan.open(
            for: .keeping, within: .seconds(60), log: log.logger,
            report: StandardError.report(line:))
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
            StandardError.report(["\(SafeText.line(scratch).text) is left behind"])
        }
    }
}

private struct ProgressLine: Sendable {
    private let total: Int
    private let isShown = isatty(STDERR_FILENO) != 0

    init(of total: Int) { self.total = total }

    func show(_ count: Int) {
        write(
            // Has to fit into one line of a narrow terminal.
            "\rsynctop: seeding \(ShortText.count(count)) of \(ShortText.count(total)) runs "
                + "(ctrl-c stops)")
    }

    func clear() { write("\r\u{1B}[K") }

    private func write(_ text: String) {
        guard isShown else { return }
        StandardError.write(text)
    }
}

/// A demo that keeps its configuration, and a folder with its history.
package struct KeptDemo: Sendable {
    /// Where its runs are stored.
    package let history: HistoryPlan
    /// The path of its log.
    package let logFile: String
    /// The lines at its end: how to look at it again.
    package let closingLines: [String]

    /// Writes the configuration into a folder, which is created if it is missing.
    /// - Throws: An error if the folder already holds one, or cannot be written.
    package init(folder: String, config: String) throws(CommandError) {
        let folder = URL(fileURLWithPath: folder).path(percentEncoded: false)
        let trimmed = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let (file, state) = (trimmed + "/config.toml", trimmed + "/state")
        do throws(ConfigurationError) {
            try Composition.create(config, at: file)
            let paths = try ConfigPaths(
                environment: ["HOME": trimmed, "XDG_STATE_HOME": state], override: file)
            history = .file(path: paths.historyFile, size: Config().historySize)
            logFile = paths.logFile
        } catch {
            throw CommandError(writing: error)
        }
        let (shownState, shownFile) = (SafeText.line(state).text, SafeText.line(file).text)
        closingLines = [
            "kept in \(SafeText.line(trimmed).text); to look at it again:",
            "  XDG_STATE_HOME='\(shownState)' synctop --offline --config '\(shownFile)'",
        ]
    }
}
