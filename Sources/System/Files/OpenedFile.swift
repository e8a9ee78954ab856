import Foundation

/// A regular file's content, mode and owner, all from one descriptor to exclude a swap.
package struct OpenedFile: Sendable {
    package let bytes: [UInt8]
    /// The permission bits.
    package let mode: UInt16
    /// The user id of the owner.
    package let owner: UInt32

    /// Why a file cannot be read.
    package enum Fault: Error {
        case missing
        /// The path is a link to a missing file.
        case danglingLink
        /// A system error number.
        case system(Int32)
        /// It is a folder, a device or the like.
        case notARegularFile
        /// It exceeds the limit.
        case tooLarge
    }

    /// Reads a file of at most `limit` bytes. Refuses a FIFO or a device without waiting for it.
    /// `accepts` checks mode and owner before a byte is read; `wording` converts a fault into the
    /// caller's error.
    /// - Throws: What `accepts` throws, or the converted fault.
    package init<Refusal: Error>(
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

    /// Reads a small file.
    /// - Throws: `missing` or `unreadable`.
    package init(at path: String, limit: Int = 1 << 20) throws(FileError) {
        try self.init(path, limit: limit, accepts: { (_, _) throws(FileError) in }) { fault in
            switch fault {
            case .missing: .missing(path: path)
            case .danglingLink:
                .unreadable(path: path, reason: "it is a link to a file that is not there")
            case .system(let number): .unreadable(path: path, reason: systemReason(number))
            case .notARegularFile: .unreadable(path: path, reason: "it is not a regular file")
            case .tooLarge: .unreadable(path: path, reason: "it is larger than \(size(limit))")
            }
        }
    }
}

/// Why a file could not be read or written.
package enum FileError: Error, Hashable, Sendable {
    case missing(path: String)
    /// The file exists but cannot be read, for the system's reason.
    case unreadable(path: String, reason: String)
    /// The file exists already and is not replaced.
    case exists(path: String)
    /// The file cannot be created, for the system's reason.
    case unwritable(path: String, reason: String)
}

private func size(_ limit: Int) -> String {
    limit % (1 << 20) == 0 ? "\(limit >> 20) MiB" : "\(limit) bytes"
}

/// Identifies the state of a file: any save changes it, in place or by replacing the file.
package struct FileVersion: Hashable, Sendable {
    private let device: UInt64
    private let file: UInt64
    private let size: Int64
    private let mode: UInt32
    /// The last change of the content, in seconds and nanoseconds.
    private let content: [Int]
    /// The last change of content or metadata, in seconds and nanoseconds.
    private let status: [Int]

    /// Reads the version of a file, following links; nil if there is none.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        file = UInt64(status.st_ino)
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode)
        content = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
        self.status = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
    }
}

/// The system's description of an error number.
package func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }
