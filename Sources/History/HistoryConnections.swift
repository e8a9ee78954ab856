import Foundation
import GRDB
import GRDBSQLite
import Runs

/// The open connections to a history's file.
struct HistoryConnections: Sendable {
    let reader: any DatabaseReader
    /// Nil if the file can only be read, for now or permanently.
    let writer: (any DatabaseWriter)?
    let identity: HistoryFile.Identity?
    /// The state of a file that was opened as immutable; else nil.
    var unchanging: HistoryFile.Version?
    var epoch = HistoryEpoch.first

    /// The most bytes of a text or record that is read from a file.
    private static let longestValue: Int32 = 64 << 20

    /// Whether the path now names another file than the open one.
    func isOutdated(_ file: HistoryFile) -> Bool {
        file.identity != identity || unchanging.map { $0 != file.version } ?? false
    }

    private init(
        _ reader: any DatabaseReader, writer: (any DatabaseWriter)?, of file: HistoryFile,
        unchanging: HistoryFile.Version? = nil
    ) {
        self.reader = reader
        self.writer = writer
        identity = file.identity
        self.unchanging = unchanging
    }

    // MARK: Opening

    /// Why a file must be written before it can be read.
    private enum Unreadiness: Error {
        case missing
        case olderSchema
    }

    /// Opens a file for reading only, which waits for no writer. A file that must first be created,
    /// migrated or set aside is opened for writing.
    static func openForReading(
        _ file: HistoryFile, damaged: HistoryFile.Identity?, _ lockTimeout: LockTimeout,
        _ report: (SQLiteHistory.Notice) -> Void
    ) throws -> HistoryConnections {
        guard damaged == nil else {
            return try openForWriting(file, damaged: damaged, lockTimeout, report)
        }
        do {
            return try read(file, lockTimeout)
        } catch {
            if case .damaged = HistoryError(error) {
            } else if !(error is Unreadiness) {
                throw error
            }
            return try openForWriting(file, damaged: nil, lockTimeout, report)
        }
    }

    /// Opens or creates a file for reading and, if possible now, for writing.
    static func openForBoth(
        _ file: HistoryFile, damaged: HistoryFile.Identity?, _ lockTimeout: LockTimeout,
        _ report: (SQLiteHistory.Notice) -> Void
    ) throws -> HistoryConnections {
        do {
            return try openForWriting(file, damaged: damaged, lockTimeout, report)
        } catch {
            switch HistoryError(error) {
            case .damaged, .newerSchema, .replaced: throw error
            case .busy, .unavailable: break
            }
            guard damaged == nil,
                case .success(let open) = Result(catching: {
                    try read(file, lockTimeout)
                })
            else { throw error }
            return open
        }
    }

    /// Opens a file for reading and writing. Sets it aside first if it is or proves damaged.
    static func openForWriting(
        _ file: HistoryFile, damaged: HistoryFile.Identity?, _ lockTimeout: LockTimeout,
        _ report: (SQLiteHistory.Notice) -> Void
    ) throws -> HistoryConnections {
        try HistoryFolder(of: file.path).withExclusiveLock(lockTimeout) {
            if let damaged, file.identity == damaged {
                report(.setAside(path: try file.setAside()))
            }
            do {
                return try write(file, lockTimeout)
            } catch {
                guard case .damaged = HistoryError(error) else { throw error }
                report(.setAside(path: try file.setAside()))
                return try write(file, lockTimeout)
            }
        }
    }

    private static func write(
        _ file: HistoryFile, _ lockTimeout: LockTimeout
    ) throws -> HistoryConnections {
        try file.requireRegular()
        try file.makePrivate()
        var settings = configuration(lockTimeout)
        settings.readonly = true
        // Opening a file for writing already changes it, so it is checked before.
        _ = try DatabaseQueue(path: file.path, configuration: settings)
            .read(HistorySchema.version(of:))
        let pool = try DatabasePool(path: file.path, configuration: configuration(lockTimeout))
        let found = try pool.read(HistorySchema.version(of:))
        if found < HistorySchema.version {
            try pool.write(HistorySchema.update)
            // Data that a migration removes stays in the file until its pages are overwritten.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        }
        return HistoryConnections(pool, writer: pool, of: file)
    }

    private static func read(
        _ file: HistoryFile, _ lockTimeout: LockTimeout
    ) throws -> HistoryConnections {
        try file.requireRegular()
        guard file.identity != nil else { throw Unreadiness.missing }
        var settings = configuration(lockTimeout)
        settings.readonly = true
        do {
            let pool = try DatabasePool(path: file.path, configuration: settings)
            try check(pool)
            return HistoryConnections(pool, writer: nil, of: file)
        } catch let failure as DatabaseError {
            // SQLite creates companion files. If it cannot, and no writer has left any, the file
            // alone is complete.
            guard let before = file.version, !before.hasLog, HistoryError(failure).isUnavailable
            else { throw failure }
            let queue = try DatabaseQueue(path: file.unchangingURI, configuration: settings)
            try check(queue)
            return HistoryConnections(queue, writer: nil, of: file, unchanging: before)
        }
    }

    private static func check(_ reader: any DatabaseReader) throws {
        guard try reader.read(HistorySchema.version(of:)) >= HistorySchema.firstReadable else {
            throw Unreadiness.olderSchema
        }
    }

    private static func configuration(_ lockTimeout: LockTimeout) -> Configuration {
        var configuration = Configuration()
        configuration.label = "history"
        configuration.busyMode = .callback { tries in
            guard lockTimeout.goesOn(after: LockTimeout.pause * tries) else { return false }
            Thread.sleep(forTimeInterval: LockTimeout.pause / .seconds(1))
            return true
        }
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { database in
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, longestValue)
            // Pages that are written repeatedly, such as those of indexes, go to the file once in
            // 32 MiB and not once in 4. Functions named in the file are not trusted.
            try database.execute(
                sql: """
                    PRAGMA wal_autocheckpoint = 8192;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA trusted_schema = OFF
                    """)
        }
        return configuration
    }
}

extension HistoryError {
    fileprivate var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }
}
