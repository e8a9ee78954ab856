import Foundation

/// Standard error, which carries diagnostics only.
package enum StandardError {
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

    /// Writes lines, the first one under the program's name.
    package static func tell(_ lines: [String]) {
        for (index, line) in lines.enumerated() {
            let start = index == 0 ? "synctop: " : ""
            write(start + line + "\n")
        }
    }

    /// Writes a text. What cannot be written is lost: there is nobody else to tell.
    static func write(_ text: String) {
        signal(SIGPIPE, SIG_IGN)
        _ = Array(text.utf8).withUnsafeBytes { StandardStreams.write($0, to: STDERR_FILENO) }
    }
}
