import Foundation

/// A file of mode 0600 that was not there before, written piece by piece.
package struct NewPrivateFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private static let portion = 1 << 16

    /// Makes the file, in a folder that is there. Nothing that is there is ever replaced, a
    /// dangling link neither.
    ///
    /// - Throws: `fileExists` or `fileUnwritable`.
    package init(at path: String) throws(SettingsFailure) {
        self.path = path
        descriptor = open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? .fileExists(path: path)
                : .fileUnwritable(path: path, reason: systemReason(errno))
        }
        // The mode that was asked for is less whatever umask forbids, even to the owner.
        _ = fchmod(descriptor, 0o600)
    }

    deinit { close(descriptor) }

    /// Adds a text.
    ///
    /// - Throws: `fileUnwritable`.
    package mutating func append(_ text: String) throws(SettingsFailure) {
        buffer += Array(text.utf8)
        if buffer.count >= Self.portion { try flush() }
    }

    /// Writes what was added so far.
    ///
    /// - Throws: `fileUnwritable`.
    package mutating func flush() throws(SettingsFailure) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count >= 0 || errno == EINTR else {
                throw .fileUnwritable(path: path, reason: systemReason(errno))
            }
            written += max(0, count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Removes the file, as when it is not to be finished.
    package func remove() { unlink(path) }
}
