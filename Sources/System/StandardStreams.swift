import Foundation

/// Standard input, output and error.
package enum StandardStreams {
    /// Opens `/dev/null` for closed ones, so that no later file gets their numbers; reading or
    /// writing them still fails.
    package static func openMissing() {
        let streams = [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
        ]
        for (stream, mode) in streams where fcntl(stream, F_GETFD) < 0 {
            // A new file gets the lowest free number.
            _ = open("/dev/null", mode)
        }
    }

    /// Writes all bytes, however slowly the other end reads.
    /// - Returns: The system's error number if not all could be written.
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

/// Standard error, for diagnostics only.
package enum StandardError {
    /// Writes lines, the first one with the program's name.
    package static func report(_ lines: [String]) {
        for (index, line) in lines.enumerated() {
            let start = index == 0 ? "synctop: " : ""
            write(start + line + "\n")
        }
    }

    /// Writes a text. Write errors are ignored, because there is no other place for them.
    package static func write(_ text: String) {
        signal(SIGPIPE, SIG_IGN)
        _ = Array(text.utf8).withUnsafeBytes { StandardStreams.write($0, to: STDERR_FILENO) }
    }
}

/// Standard output, buffered.
package struct StandardOutput: ~Copyable {
    private static let piece = 64 * 1_024

    private var waiting = Data()
    private var isOpen = true
    /// The system's error number of a failed write; nil also if the reader closed the pipe.
    package private(set) var failure: Int32?

    /// The columns of its terminal; unlimited for a file.
    package static var columns: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1 else { return .max }
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Ignores SIGPIPE from now on: `write` returns whether the reader is still there.
    package init() { signal(SIGPIPE, SIG_IGN) }

    /// Writes a text.
    /// - Returns: Whether there is still a reader; one that has gone, as `head` does, is no error.
    package mutating func write(_ text: String) -> Bool {
        waiting.append(contentsOf: text.utf8)
        return waiting.count < Self.piece || flush()
    }

    /// Writes the buffer.
    /// - Returns: Whether there is still a reader, also if the buffer was empty.
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

    /// Whether the other end of a pipe is open; anything else always has a reader.
    package static var hasReader: Bool {
        var end = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&end, 1, 0) <= 0 || end.revents & Int16(POLLERR) == 0
    }
}
