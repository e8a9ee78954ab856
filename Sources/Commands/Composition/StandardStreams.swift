import Foundation

/// The three files that every process begins with.
package enum StandardStreams {
    /// Puts something in the place of those that are closed, so that no file that is opened later
    /// takes it; whoever reads or writes them is refused as before.
    package static func occupy() {
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
