import Foundation

/// The paste buffer of the surrounding tmux. By default, tmux drops what programs send to the
/// terminal's clipboard, but accepts text from its own command.
package struct TmuxBuffer: Sendable {
    private static let name = "tmux"
    private static let timeout = Duration.seconds(3)

    private let environment: [String: String]

    /// Why tmux did not accept a text.
    package enum Fault: Error, Hashable, Sendable {
        case commandNotFound
        case commandFailed(exitCode: Int32)
        case noAnswer
        /// The file for the command could not be written.
        case file(FileError)
    }

    /// Finds the tmux in an environment; nil outside of one.
    package init?(environment: [String: String]) {
        guard let place = environment["TMUX"], !place.isEmpty else { return nil }
        self.environment = environment
    }

    /// Loads a text into the buffer; tmux passes it on to its terminal's clipboard. The command
    /// reads a file with mode 0600 that is removed afterwards: everybody could read its arguments.
    /// - Throws: Why the text was not accepted.
    package func load(_ text: String) async throws(Fault) {
        guard
            let executable = ChildProcess.executable(named: Self.name, environment: environment)
        else { throw .commandNotFound }
        let folder = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        let path = "\(folder)/synctop-\(UUID().uuidString)"
        defer { _ = unlink(path) }
        try Self.write(text, to: path)
        let process: ChildProcess
        do {
            process = try ChildProcess(
                discardingOutputOf: executable, arguments: [Self.name, "load-buffer", "-w", path],
                environment: environment)
        } catch {
            throw .commandNotFound
        }
        guard let code = await process.exitCode(within: Self.timeout) else {
            process.end()
            throw .noAnswer
        }
        guard code == 0 else { throw .commandFailed(exitCode: code) }
    }

    private static func write(_ text: String, to path: String) throws(Fault) {
        do throws(FileError) {
            var file = try NewPrivateFile(at: path)
            try file.append(text)
            try file.flush()
        } catch {
            throw .file(error)
        }
    }
}
