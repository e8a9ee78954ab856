import Foundation

/// The three files that every process begins with.
package enum StandardStreams {
    /// Puts something in the place of those that are closed, so that no file that is opened later
    /// takes it; whoever reads or writes them is refused as before.
    package static func openMissing() {
        let streams = [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
        ]
        for (stream, mode) in streams where fcntl(stream, F_GETFD) < 0 {
            // A new file has the lowest number that is free.
            _ = open("/dev/null", mode)
        }
    }

    /// Writes all bytes, however long the other end takes to read them.
    ///
    /// - Returns: The system's error number where not all could be written.
    static func write(_ bytes: UnsafeRawBufferPointer, to stream: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(
                stream, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var room = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
                _ = poll(&room, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}

/// Standard error, which carries diagnostics only.
package enum StandardError {
    /// Writes lines, the first one under the program's name.
    package static func tell(_ lines: [String]) {
        for (index, line) in lines.enumerated() {
            let start = index == 0 ? "synctop: " : ""
            write(start + line + "\n")
        }
    }

    /// Writes a text. What cannot be written is lost: there is nobody else to tell.
    package static func write(_ text: String) {
        signal(SIGPIPE, SIG_IGN)
        _ = Array(text.utf8).withUnsafeBytes { StandardStreams.write($0, to: STDERR_FILENO) }
    }
}

/// Standard output, gathered into larger pieces.
package struct StandardOutput: ~Copyable {
    private static let piece = 64 * 1_024

    private var waiting = Data()
    private var isOpen = true
    /// Why not everything could be written, as the system's error number; nil where all was, and
    /// where the reader has gone away.
    package private(set) var failure: Int32?

    /// How many columns a line of it has: as many as its terminal, or any number in a file.
    package static var columns: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1 else { return .max }
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Begins with nothing written. A reader that goes away ends no process from now on: it shows
    /// in what `write` says.
    package init() { signal(SIGPIPE, SIG_IGN) }

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
    package static var hasReader: Bool {
        var end = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&end, 1, 0) <= 0 || end.revents & Int16(POLLERR) == 0
    }
}
