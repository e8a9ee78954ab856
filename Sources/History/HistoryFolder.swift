import Foundation
import Runs

/// The folder of the history file, and operations on files in it before SQLite opens them.
struct HistoryFolder {
    private let path: String

    init(of file: String) { path = (file as NSString).deletingLastPathComponent }

    /// Creates the folder with mode 0700 if it is missing, and holds an exclusive lock on it during
    /// the work.
    /// - Throws: What the work throws, `busy` if the wait timed out, or why there is no such
    ///   folder.
    func withExclusiveLock<Value>(_ lockTimeout: LockTimeout, _ work: () throws -> Value) throws
        -> Value
    {
        try Self.make(path)
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure() }
        defer { close(descriptor) }
        var waited = Duration.zero
        // A file system without locks is no reason to do without a history.
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
            guard lockTimeout.goesOn(after: waited) else { throw HistoryError.busy }
            Thread.sleep(forTimeInterval: LockTimeout.pause / .seconds(1))
            waited += LockTimeout.pause
        }
        return try work()
    }

    private static func make(_ path: String) throws {
        var status = stat()
        guard !path.isEmpty, stat(path, &status) != 0 else { return }
        try make((path as NSString).deletingLastPathComponent)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure() }
    }

    static func failure() -> HistoryError {
        .unavailable(reason: String(cString: strerror(errno)))
    }
}

/// The file of a history and SQLite's two companion files.
struct HistoryFile {
    let path: String

    private static let companions = ["-wal", "-shm"]

    /// Distinguishes the file from another one of the same name.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// The identity of the file that has the name now; nil if there is none.
    var identity: Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// The state of a file that was opened as immutable; a difference shows a writer.
    struct Version: Hashable, Sendable {
        let size: Int64
        let changed: timespec.Moment
        let hasLog: Bool
    }

    var version: Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            size: Int64(status.st_size), changed: status.modification, hasLog: hasLog)
    }

    /// Whether the companion files have changes that are not in the file yet; every writer leaves
    /// some there while it has the file open.
    var hasLog: Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    /// A URI for opening the file as immutable: without locks and companion files.
    var unchangingURI: String {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
        return "file:"
            + (path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)
            + "?immutable=1"
    }

    /// Ensures that SQLite opens regular files only, since it would wait for a pipe forever.
    /// - Throws: `unavailable` if something else has the name of one of the files.
    func requireRegular() throws {
        for name in [path] + Self.companions.map({ path + $0 }) {
            var status = stat()
            guard stat(name, &status) == 0 else { continue }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw HistoryError.unavailable(reason: "\(name) is not a regular file")
            }
        }
    }

    /// Ensures that only the owner can read what will be written. SQLite gives its companion files
    /// the mode of the file. Does not open an existing file: closing it would release SQLite's own
    /// locks of this process.
    func makePrivate() throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            defer { close(descriptor) }
            guard fchmod(descriptor, 0o600) == 0 else { throw HistoryFolder.failure() }
        } else {
            guard errno == EEXIST else { throw HistoryFolder.failure() }
        }
        for suffix in [""] + Self.companions {
            var status = stat()
            guard lstat(path + suffix, &status) == 0, status.st_mode & 0o077 != 0,
                status.st_mode & S_IFMT == S_IFREG
            else { continue }
            guard chmod(path + suffix, 0o600) == 0 else { throw HistoryFolder.failure() }
        }
    }

    /// Renames the file and its companions to the first free one of `….corrupt`, `….corrupt.2` and
    /// so on, and returns the new path.
    func setAside() throws -> String {
        var name = path + ".corrupt"
        var number = 1
        var status = stat()
        while lstat(name, &status) == 0 {
            number += 1
            name = "\(path).corrupt.\(number)"
        }
        guard rename(path, name) == 0 else { throw HistoryFolder.failure() }
        for suffix in Self.companions {
            guard rename(path + suffix, name + suffix) == 0 || errno == ENOENT else {
                throw HistoryFolder.failure()
            }
        }
        return name
    }
}

extension timespec {
    /// A comparable moment.
    struct Moment: Hashable, Sendable {
        let seconds: Int64
        let nanoseconds: Int64
    }

    fileprivate var moment: Moment {
        Moment(seconds: Int64(tv_sec), nanoseconds: Int64(tv_nsec))
    }
}

extension stat {
    fileprivate var modification: timespec.Moment {
        #if canImport(Darwin)
            st_mtimespec.moment
        #else
            st_mtim.moment
        #endif
    }
}
