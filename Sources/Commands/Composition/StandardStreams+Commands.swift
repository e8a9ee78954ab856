import Foundation
package import OperatingSystem
package import Terminal

extension StandardError {
    /// Does a command's work, and writes what keeps it from being done.
    ///
    /// - Returns: How the program ends.
    /// - Throws: What is no complaint.
    package static func telling(
        _ work: () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        do {
            return try await work()
        } catch let complaint as CommandError {
            tell(complaint.lines)
            return complaint.status
        }
    }
}

extension StandardOutput {
    /// The colours that it shows: none where it is no terminal.
    package static var colorDepth: ColorDepth {
        guard isatty(STDOUT_FILENO) == 1 else { return .monochrome }
        return ColorDepth(environment: ProcessInfo.processInfo.environment)
    }

    /// Writes a few lines at once.
    ///
    /// - Returns: That all is well; a reader that has gone away is no error.
    /// - Throws: A complaint where they cannot be written.
    @discardableResult
    package static func print(_ lines: [String]) throws(CommandError) -> ExitStatus {
        var output = StandardOutput()
        _ = output.write(lines.map { $0 + "\n" }.joined())
        output.flush()
        if let complaint = output.complaint { throw complaint }
        return .fine
    }

    /// Why not everything could be written, as a complaint; nil where all was, and where the
    /// reader has gone away.
    var complaint: CommandError? {
        failure.map {
            CommandError(
                ["standard output cannot be written: \(String(cString: strerror($0)))"],
                status: .cannotWrite)
        }
    }
}
