import Foundation
import OperatingSystem
import Runs
import Synchronization

/// A command whose standard output is a secret.
///
/// It runs directly, without a shell, in its own session, so that it can neither reach the terminal
/// nor exceed its time: on a timeout, everything it started is killed too. What it leaves running
/// after a normal end, such as an agent, continues. Its standard input is empty, and its standard
/// error is dropped.
struct SecretCommand: Sendable {
    private let executable: String
    private let words: [String]
    private let environment: [String: String]
    private let timeout: Duration

    /// Finds a command's executable.
    /// - Throws: `commandNotFound`, or `commandRefused` for a file that is no program.
    init(
        words: [String], environment: [String: String], timeout: Duration,
        named place: SecretPlace? = nil
    ) throws(SecretFailure) {
        let name = words.first ?? ""
        guard let executable = ChildProcess.executable(named: name, environment: environment) else {
            guard name.contains("/"),
                FileManager.default.fileExists(
                    atPath: ChildProcess.path(of: name, environment: environment))
            else { throw .commandNotFound(place) }
            throw .commandRefused(name: name, reason: String(cString: strerror(EACCES)))
        }
        self.executable = executable
        self.words = words
        self.environment = environment
        self.timeout = timeout
    }

    private var name: String { words.first ?? "" }

    /// Runs the command and returns its standard output.
    /// - Throws: `commandFailed`, `commandTimedOut` (also if the task is cancelled),
    ///   `commandRefused` or `tooLarge`.
    func output() async throws(SecretFailure) -> [UInt8] {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global(qos: .userInitiated).async {
                    continuation.resume(returning: run(until: cancellation))
                }
            }
        } onCancel: {
            cancellation.isRequested.store(true, ordering: .relaxed)
        }
        return try result.get()
    }

    private func run(until cancellation: Cancellation) -> Result<[UInt8], SecretFailure> {
        let deadline = ContinuousClock.now + timeout
        let child: ChildProcess
        do throws(ChildProcess.Refusal) {
            child = try ChildProcess(executable, arguments: words, environment: environment)
        } catch {
            let reason = String(cString: strerror(error.number))
            return .failure(.commandRefused(name: name, reason: reason))
        }
        defer { child.end() }
        let isOver = {
            ContinuousClock.now >= deadline
                || cancellation.isRequested.load(ordering: .relaxed)
        }
        var bytes: [UInt8] = []
        while true {
            guard !isOver() else { return .failure(.commandTimedOut(name: name)) }
            guard let chunk = child.read(waitingAtMost: .milliseconds(20)) else { continue }
            if chunk.isEmpty { break }
            bytes += chunk
            guard bytes.count <= SecretReader.largest else {
                return .failure(.tooLarge(.command(name)))
            }
        }
        while true {
            if let code = child.exitCode() {
                return code == 0
                    ? .success(bytes) : .failure(.commandFailed(name: name, exitCode: code))
            }
            guard !isOver() else { return .failure(.commandTimedOut(name: name)) }
            usleep(2_000)
        }
    }

    /// A stop request, shared with the thread that waits for the command.
    private final class Cancellation: Sendable {
        let isRequested = Atomic(false)
    }
}
