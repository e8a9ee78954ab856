import Foundation
package import OperatingSystem
import Runs
package import Terminal

extension StandardError {
    /// Runs a command. Writes a `CommandError` to standard error, and returns its exit status.
    /// - Throws: Any other error.
    package static func reportingErrors(
        _ work: () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        do {
            return try await work()
        } catch let failure as CommandError {
            report(failure.lines)
            return failure.status
        }
    }

    /// Writes a line as safe text.
    @Sendable static func report(line: String) { report([SafeText.line(line).text]) }
}

extension StandardOutput {
    /// The colours of standard output: none if it is not a terminal.
    package static var colorDepth: ColorDepth {
        guard isatty(STDOUT_FILENO) == 1 else { return .monochrome }
        return ColorDepth(environment: ProcessInfo.processInfo.environment)
    }

    /// Writes lines. A reader that has gone away is not an error.
    /// - Throws: An error if the lines cannot be written.
    @discardableResult
    package static func print(_ lines: [String]) throws(CommandError) -> ExitStatus {
        var output = StandardOutput()
        _ = output.write(lines.map { $0 + "\n" }.joined())
        output.flush()
        if let loss = output.loss { throw loss }
        return .fine
    }

    /// Why output was lost; nil if none was, or if the reader has gone away.
    var loss: CommandError? {
        failure.map {
            CommandError(
                ["standard output cannot be written: \(String(cString: strerror($0)))"],
                status: .cannotWrite)
        }
    }
}
