import Foundation
package import Terminal

/// Standard output, gathered into larger pieces.
package struct StandardOutput: ~Copyable {
    private static let piece = 64 * 1_024

    private var waiting = Data()
    private var isOpen = true
    /// Why not everything could be written, as the system's error number; nil where all was, and
    /// where the reader has gone away.
    package private(set) var failure: Int32?

    /// The colours that it shows: none where it is no terminal.
    package static var colorDepth: ColorDepth {
        guard isatty(STDOUT_FILENO) == 1 else { return .monochrome }
        return ColorDepth(environment: ProcessInfo.processInfo.environment)
    }

    /// How many columns a line of it has: as many as its terminal, or any number in a file.
    package static var columns: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1 else { return .max }
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
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

    /// Begins with nothing written. A reader that goes away ends no process from now on: it shows
    /// in what `write` says.
    package init() { signal(SIGPIPE, SIG_IGN) }

    /// Why not everything could be written, as a complaint; nil where all was, and where the
    /// reader has gone away.
    var complaint: CommandError? {
        failure.map {
            CommandError(
                ["standard output cannot be written: \(String(cString: strerror($0)))"],
                status: .cannotWrite)
        }
    }

    /// Writes a text.
    ///
    /// - Returns: Whether there is still a reader; one that has gone away, as `head` does, is no
    ///   error.
    package mutating func write(_ text: String) -> Bool {
        waiting.append(contentsOf: text.utf8)
        return waiting.count < Self.piece || flush()
    }

    /// Writes what is waiting.
    ///
    /// - Returns: Whether there is still a reader, also where nothing was waiting.
    @discardableResult
    package mutating func flush() -> Bool {
        guard isOpen else { return false }
        guard !waiting.isEmpty else { return Self.hasReader }
        if let error = waiting.withUnsafeBytes({ StandardStreams.write($0, to: STDOUT_FILENO) }) {
            isOpen = false
            failure = error == EPIPE ? nil : error
        }
        waiting.removeAll(keepingCapacity: true)
        return isOpen
    }

    /// Whether a pipe still has its other end; anything else has a reader always.
    static var hasReader: Bool {
        var end = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&end, 1, 0) <= 0 || end.revents & Int16(POLLERR) == 0
    }
}
