import Foundation

/// Creates files that only their owner can read.
package enum PrivateFile {
    /// Creates a file with mode 0600, and missing folders with mode 0700. Never replaces anything,
    /// not even a dangling link.
    /// - Throws: `exists` or `unwritable`; then there is no such file.
    package static func create(_ text: String, at path: String) throws(FileError) {
        try makeFolder(of: path)
        var file = try NewPrivateFile(at: path)
        do throws(FileError) {
            try file.append(text)
            try file.flush()
        } catch {
            file.remove()
            throw error
        }
    }

    /// Replaces a file atomically by one with mode 0600; creates missing folders.
    /// - Throws: `unwritable`; then the old file is unchanged.
    package static func replace(_ text: String, at path: String) throws(FileError) {
        let draft = "\(path).\(UUID().uuidString)"
        try create(text, at: draft)
        guard rename(draft, path) == 0 else {
            let number = errno
            unlink(draft)
            throw .unwritable(path: path, reason: systemReason(number))
        }
    }

    /// Reads a small regular file; nil if it is unreadable or exceeds the limit of bytes.
    package static func bytes(of path: String, limit: Int) -> [UInt8]? {
        try? OpenedFile(at: path, limit: limit).bytes
    }

    /// Creates the missing folders of a file with mode 0700.
    /// - Throws: `unwritable`, with the folder that cannot be created.
    package static func makeFolder(of path: String) throws(FileError) {
        try makeFolder(folder(of: path))
    }

    /// The home folder; nil if the environment has none.
    package static func homeFolder(in environment: [String: String]) -> String? {
        environment["HOME"].flatMap { $0.hasPrefix("/") ? trimmed($0) : nil }
    }

    /// A folder's path without trailing slashes.
    package static func trimmed(_ folder: String) -> String {
        var folder = folder[...]
        while folder.count > 1, folder.hasSuffix("/") { folder = folder.dropLast() }
        return folder == "/" ? "" : String(folder)
    }

    /// The folder of a path, or empty. Foundation ends the process at paths of one character.
    static func folder(of path: String) -> String {
        var rest = path[...]
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        guard let slash = rest.lastIndex(of: "/") else { return "" }
        rest = rest[..<slash]
        while rest.last == "/" { rest.removeLast() }
        return rest.isEmpty ? "/" : String(rest)
    }

    private static func makeFolder(_ path: String) throws(FileError) {
        var status = stat()
        guard !path.isEmpty, stat(path, &status) != 0 else { return }
        try makeFolder(folder(of: path))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .unwritable(path: path, reason: systemReason(errno))
        }
    }
}

/// A new file with mode 0600, written in pieces.
package struct NewPrivateFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private static let portion = 1 << 16

    /// Creates the file in an existing folder. Never replaces anything, not even a dangling link.
    /// - Throws: `exists` or `unwritable`.
    package init(at path: String) throws(FileError) {
        self.path = path
        descriptor = open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? .exists(path: path)
                : .unwritable(path: path, reason: systemReason(errno))
        }
        // The umask may have removed bits of the mode, even for the owner.
        guard fchmod(descriptor, 0o600) == 0 else {
            let number = errno
            unlink(path)
            throw .unwritable(path: path, reason: systemReason(number))
        }
    }

    deinit { close(descriptor) }

    /// Appends a text.
    /// - Throws: `unwritable`.
    package mutating func append(_ text: String) throws(FileError) {
        buffer += Array(text.utf8)
        if buffer.count >= Self.portion { try flush() }
    }

    /// Writes what was appended.
    /// - Throws: `unwritable`.
    package mutating func flush() throws(FileError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count >= 0 || errno == EINTR else {
                throw .unwritable(path: path, reason: systemReason(errno))
            }
            written += max(0, count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Removes an unfinished file.
    package func remove() { unlink(path) }
}
