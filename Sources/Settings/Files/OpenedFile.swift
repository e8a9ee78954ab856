import Foundation

/// A regular file's content and who may read it, both from one descriptor, so that nothing can be
/// put in its place in between.
struct OpenedFile {
    let bytes: [UInt8]
    /// The permission bits.
    let mode: UInt16
    /// The user id of the owner.
    let owner: UInt32

    /// What keeps a file from being read.
    enum Fault: Error {
        case missing
        /// The path is a link to where no file is.
        case danglingLink
        /// The system's own error number.
        case system(Int32)
        case notARegularFile
        case tooLarge
    }

    /// Reads a file of at most `limit` bytes. A FIFO or a device is refused without waiting for it.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - limit: The most bytes it may have.
    ///   - accepts: Looks at mode and owner before a byte is read.
    ///   - wording: Turns a fault into the caller's error.
    /// - Throws: What `accepts` throws, or a fault in the caller's error.
    init<Refusal: Error>(
        _ path: String, limit: Int, accepts: (UInt16, UInt32) throws(Refusal) -> Void,
        wording: (Fault) -> Refusal
    ) throws(Refusal) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            guard number == ENOENT || number == ENOTDIR else { throw wording(.system(number)) }
            var link = stat()
            throw wording(lstat(path, &link) == 0 ? .danglingLink : .missing)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw wording(.system(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw wording(.notARegularFile) }
        mode = UInt16(status.st_mode & 0o7777)
        owner = status.st_uid
        try accepts(mode, owner)

        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit + 1, 65_536))
        while bytes.count <= limit {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 || errno == EINTR else { throw wording(.system(errno)) }
            if count == 0 { break }
            bytes += buffer.prefix(max(0, count))
        }
        guard bytes.count <= limit else { throw wording(.tooLarge) }
        self.bytes = bytes
    }

    /// Reads a file of settings, of at most a mebibyte.
    /// - Throws: `fileMissing` or `fileUnreadable`.
    init(settingsAt path: String) throws(SettingsFailure) {
        let limit = 1 << 20
        try self.init(path, limit: limit, accepts: { (_, _) throws(SettingsFailure) in }) { fault in
            switch fault {
            case .missing: .fileMissing(path: path)
            case .danglingLink:
                .fileUnreadable(path: path, reason: "it is a link to a file that is not there")
            case .system(let number): .fileUnreadable(path: path, reason: systemReason(number))
            case .notARegularFile: .fileUnreadable(path: path, reason: "it is not a regular file")
            case .tooLarge: .fileUnreadable(path: path, reason: "it is larger than 1 MiB")
            }
        }
    }
}

/// Words a system error number as the system does.
func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }
