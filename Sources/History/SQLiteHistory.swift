import Dispatch
import GRDB
package import Runs

/// A history in a SQLite file, which several processes may use at once.
///
/// All of its work is done on queues of its own. A file that turns out to be damaged is set aside,
/// and a new one begun.
package actor SQLiteHistory: RunHistory {
    /// What a person should know, though nothing has to be done about it.
    package enum Notice: Hashable, Sendable {
        /// The file was damaged and has another name now; a new one was begun.
        case setAside(path: String)
    }

    package nonisolated var isShared: Bool { true }

    package var epoch: HistoryEpoch { opened.epoch }

    private let file: HistoryFile
    private let tell: @Sendable (Notice) -> Void
    private var opened: Opened

    private struct Opened {
        let pool: DatabasePool
        let identity: HistoryFile.Identity?
        var epoch = HistoryEpoch.first
    }

    /// Opens a file, or makes one, of mode 0600 in a folder of mode 0700.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - tell: Takes notices, at once or at any time later.
    /// - Throws: Why there is no history: the system refuses the file, or it was written by a later
    ///   version of the program.
    package init(
        at path: String, tell: @escaping @Sendable (Notice) -> Void
    ) async throws(HistoryError) {
        file = HistoryFile(path: path)
        self.tell = tell
        do {
            let file = file
            opened = try await Self.onOwnQueue { try Self.open(file, damaged: nil, tell) }
        } catch {
            throw HistoryError(error)
        }
    }

    // MARK: Access

    /// Reads from the database as it is at one moment.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database, HistoryEpoch) throws -> Value
    ) async throws(HistoryError) -> Value {
        try await access { opened in
            try await withCheckedThrowingContinuation { continuation in
                opened.pool.asyncRead { database in
                    continuation.resume(with: Result { try body(database.get(), opened.epoch) })
                }
            }
        }
    }

    /// Writes to the database, all of it or nothing, whether or not the task is cancelled.
    ///
    /// - Parameters:
    ///   - epoch: The history that is to be written to; nil for whichever it is by now.
    ///   - body: What is written.
    /// - Returns: What the body returns.
    /// - Throws: Why nothing was written; `replaced` where it is another history by now.
    func write<Value: Sendable>(
        in epoch: HistoryEpoch? = nil,
        _ body: @escaping @Sendable (Database, HistoryEpoch) throws -> Value
    ) async throws(HistoryError) -> Value {
        try await access { opened in
            guard epoch == nil || epoch == opened.epoch else { throw HistoryError.replaced }
            return try await withCheckedThrowingContinuation { continuation in
                opened.pool.asyncWrite {
                    try body($0, opened.epoch)
                } completion: {
                    continuation.resume(with: $1)
                }
            }
        }
    }

    private func access<Value: Sendable>(
        _ body: @Sendable (Opened) async throws -> Value
    ) async throws(HistoryError) -> Value {
        do {
            // Another process may have set the file aside, or somebody has taken it away: what
            // would be written to it from now on, nobody would ever read.
            if file.identity != opened.identity { try await reopen(opened, damaged: nil) }
            let current = opened
            do {
                return try await body(current)
            } catch {
                guard case .damaged = HistoryError(error) else { throw error }
                try await reopen(current, damaged: current.identity)
                return try await body(opened)
            }
        } catch {
            throw HistoryError(error)
        }
    }

    /// Opens whichever file has the name now, and begins a new one where there is none, or it is
    /// known to be damaged.
    private func reopen(_ current: Opened, damaged: HistoryFile.Identity?) async throws {
        // Another caller may have been the first to find out.
        guard opened.pool === current.pool else { return }
        let (file, tell) = (file, tell)
        var replaced = try await Self.onOwnQueue { try Self.open(file, damaged: damaged, tell) }
        replaced.epoch = current.epoch.next
        if opened.pool === current.pool { opened = replaced }
    }

    // MARK: Opening

    /// Opens the file, which is set aside first if it is still the one known to be damaged, or if
    /// it turns out to be.
    private static func open(
        _ file: HistoryFile, damaged: HistoryFile.Identity?, _ tell: (Notice) -> Void
    ) throws -> Opened {
        try HistoryFolder(of: file.path).alone {
            if let damaged, file.identity == damaged {
                tell(.setAside(path: try file.setAside()))
            }
            do {
                return try openOnce(file)
            } catch {
                guard case .damaged = HistoryError(error) else { throw error }
                tell(.setAside(path: try file.setAside()))
                return try openOnce(file)
            }
        }
    }

    private static func openOnce(_ file: HistoryFile) throws -> Opened {
        try file.makePrivate()
        var configuration = Configuration()
        configuration.label = "history"
        configuration.busyMode = .timeout(20)
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { database in
            // Pages that are written again and again, as those of indexes, go to the file once in
            // 32 MiB and not once in 4.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
        }
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        if try pool.write(HistorySchema.update) {
            // What an update removes stands in the file until its pages are written over.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        }
        return Opened(pool: pool, identity: file.identity)
    }

    /// Does work that blocks away from the tasks that wait for it.
    private static func onOwnQueue<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "history").async {
                continuation.resume(with: Result(catching: work))
            }
        }
    }
}
