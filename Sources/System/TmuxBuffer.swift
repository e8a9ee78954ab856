import Foundation

/// The buffer of the tmux that the program runs in. By its own settings tmux drops what a program
/// sends to the terminal's clipboard, but takes it from its own command.
package struct TmuxBuffer: Sendable {
    private static let name = "tmux"
    /// For how long the command is waited for.
    private static let patience = Duration.seconds(3)

    private let environment: [String: String]

    /// Why tmux has not taken a text.
    package enum Fault: Error, Hashable, Sendable {
        /// There is no command of that name.
        case commandNotFound
        /// The command ended with this code.
        case commandFailed(exitCode: Int32)
        /// The command did not end in time.
        case noAnswer
        /// The text could not be put where the command reads it.
        case file(FileError)
    }

    /// Finds the tmux that an environment tells of; nil outside of any.
    package init?(environment: [String: String]) {
        guard let place = environment["TMUX"], !place.isEmpty else { return nil }
        self.environment = environment
    }

    /// Puts a text into the buffer, from where tmux hands it on to its terminal's clipboard. The
    /// text is read from a file of mode 0600, which is removed after that: among the command's
    /// words everybody could read it.
    ///
    /// - Throws: Why the text was not taken.
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
                unheard: executable, arguments: [Self.name, "load-buffer", "-w", path],
                environment: environment)
        } catch {
            throw .commandNotFound
        }
        guard let code = await process.exitCode(within: Self.patience) else {
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
