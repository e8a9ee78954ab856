import Foundation

/// Makes files that nobody else can read.
package enum PrivateFile {
    /// Makes a file of mode 0600, and its folders where they are missing, of mode 0700.
    ///
    /// Nothing that is there is ever replaced, a dangling link neither.
    ///
    /// - Throws: `fileExists`, or `fileUnwritable`, after which there is no such file.
    package static func create(_ text: String, at path: String) throws(SettingsFailure) {
        try makeFolder(of: path)
        let descriptor = open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? .fileExists(path: path)
                : .fileUnwritable(path: path, reason: systemReason(errno))
        }
        let number = fill(descriptor, with: Array(text.utf8))
        close(descriptor)
        guard number == 0 else {
            unlink(path)
            throw .fileUnwritable(path: path, reason: systemReason(number))
        }
    }

    /// Puts a file of mode 0600 in the place of whatever has its name, in one step; its folders are
    /// made where they are missing.
    ///
    /// - Throws: `fileUnwritable`, after which what was there is as it was.
    package static func replace(_ text: String, at path: String) throws(SettingsFailure) {
        let draft = "\(path).\(UUID().uuidString)"
        try create(text, at: draft)
        guard rename(draft, path) == 0 else {
            let number = errno
            unlink(draft)
            throw .fileUnwritable(path: path, reason: systemReason(number))
        }
    }

    /// Reads a small regular file; nil where there is none that can be read, or it is larger.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - limit: The most bytes it may have.
    /// - Returns: Its content.
    package static func bytes(of path: String, limit: Int) -> [UInt8]? {
        let file = Result { () throws(Unread) in
            try OpenedFile(
                path, limit: limit, accepts: { (_, _) throws(Unread) in },
                wording: { _ in Unread() })
        }
        guard case .success(let opened) = file else { return nil }
        return opened.bytes
    }

    private struct Unread: Error {}

    /// Makes the folders of a file where they are missing, of mode 0700.
    ///
    /// - Throws: `fileUnwritable`, with the folder that cannot be made.
    package static func makeFolder(of path: String) throws(SettingsFailure) {
        try makeFolder(folder(of: path))
    }

    /// The folder that a path is in; empty for the working folder.
    ///
    /// Foundation ends the process at paths of one character.
    static func folder(of path: String) -> String {
        var rest = path[...]
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        guard let slash = rest.lastIndex(of: "/") else { return "" }
        rest = rest[..<slash]
        while rest.last == "/" { rest.removeLast() }
        return rest.isEmpty ? "/" : String(rest)
    }

    /// Writes all of the bytes; hands back 0 or the system's error number.
    private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> Int32 {
        // The mode that was asked for is less whatever umask forbids, even to the owner.
        guard fchmod(descriptor, 0o600) == 0 else { return errno }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            guard count >= 0 || errno == EINTR else { return errno }
            written += max(0, count)
        }
        return 0
    }

    private static func makeFolder(_ path: String) throws(SettingsFailure) {
        var status = stat()
        guard !path.isEmpty, stat(path, &status) != 0 else { return }
        try makeFolder(folder(of: path))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .fileUnwritable(path: path, reason: systemReason(errno))
        }
    }
}
