import Foundation
import Runs

/// The folder of the history file, and what is done to files in it before SQLite opens them.
struct HistoryFolder {
    private let path: String

    init(of file: String) { path = (file as NSString).deletingLastPathComponent }

    /// Makes the folder, of mode 0700, where it is missing, and keeps every other process that
    /// comes by here out of it until the work is done.
    ///
    /// - Parameters:
    ///   - patience: How long another process is waited for that is in it.
    ///   - work: What is done.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws, `busy` where the wait was in vain, or why there is no such
    ///   folder.
    func alone<Value>(_ patience: LockPatience, _ work: () throws -> Value) throws -> Value {
        try Self.make(path)
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure() }
        defer { close(descriptor) }
        var waited = Duration.zero
        // A file system without locks is no reason to go without a history.
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
            guard patience.goesOn(after: waited) else { throw HistoryError.busy }
            Thread.sleep(forTimeInterval: LockPatience.pause / .seconds(1))
            waited += LockPatience.pause
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

/// The file of a history and the two that SQLite keeps beside it.
struct HistoryFile {
    let path: String

    private static let companions = ["-wal", "-shm"]

    /// What tells the file from another one of the same name.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// The identity of the file that has the name now; nil where there is none.
    var identity: Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// The state of a file that nobody writes to: it shows that somebody does so by now.
    struct Version: Hashable, Sendable {
        let size: Int64
        let changed: timespec.Moment
        let hasLog: Bool
    }

    /// The state of the file now; nil where there is none.
    var version: Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            size: Int64(status.st_size), changed: status.modification, hasLog: hasLog)
    }

    /// Whether changes stand beside the file that are not in it yet; every writer leaves some there
    /// while it has the file open.
    var hasLog: Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    /// The file as SQLite reads one that does not change: without a lock and without companions.
    var unchangingURI: String {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
        return "file:"
            + (path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)
            + "?immutable=1"
    }

    /// Makes sure that SQLite opens files only: it would wait for a pipe for ever.
    ///
    /// - Throws: `unavailable` where something else has the name of one of the files.
    func requireRegular() throws {
        for name in [path] + Self.companions.map({ path + $0 }) {
            var status = stat()
            guard stat(name, &status) == 0 else { continue }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw HistoryError.unavailable(reason: "\(name) is not a regular file")
            }
        }
    }

    /// Sees to it that nobody else can read what will be written.
    ///
    /// SQLite gives its companions the mode of the file. A file that is there is not opened here,
    /// as closing it again would take SQLite's own locks of this process away.
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

    /// Gives the file another name, the first of `….corrupt`, `….corrupt.2` and so on that is free,
    /// and takes its companions along.
    ///
    /// - Returns: The new path.
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
    /// A moment that can be compared.
    struct Moment: Hashable, Sendable {
        let seconds: Int64
        let nanoseconds: Int64
    }

    fileprivate var moment: Moment {
        Moment(seconds: Int64(tv_sec), nanoseconds: Int64(tv_nsec))
    }
}

extension stat {
    /// When the file was last written to.
    fileprivate var modification: timespec.Moment {
        #if canImport(Darwin)
            st_mtimespec.moment
        #else
            st_mtim.moment
        #endif
    }
}
