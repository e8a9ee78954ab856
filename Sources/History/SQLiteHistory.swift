import Dispatch
import GRDB
package import Runs

/// A history in a SQLite file, which several processes may use at once. It works on its own queues,
/// and reads wait for no writer. A file that proves damaged is set aside and replaced by a new one.
package actor SQLiteHistory: RunHistory {
    /// A notice for the user that needs no action.
    package enum Notice: Hashable, Sendable {
        /// The file was damaged and renamed; a new one was begun.
        case setAside(path: String)
        /// The file has reached its maximum size: from now on, new runs replace the oldest ones.
        case roomMade
    }

    package enum Purpose: Hashable, Sendable {
        /// Reading only: stores and removes nothing.
        case reading
        /// Reading and writing. A file that cannot be written is still read.
        case keeping
    }

    /// How long a failed opening counts for further attempts.
    private static let retryPause = Duration.seconds(1)

    package nonisolated var isShared: Bool { true }

    package var epoch: HistoryEpoch { connections?.epoch ?? .first }

    package var isOpen: Bool { connections != nil }

    /// The maximum file size in bytes; nil for no limit.
    let size: Int?
    private var hasMadeRoom = false
    private let file: HistoryFile
    private let purpose: Purpose
    private let lockTimeout: LockTimeout
    private let report: @Sendable (Notice) -> Void
    private var connections: HistoryConnections?
    private var opening: Task<HistoryConnections, any Error>?
    private var failure: (error: any Error, at: ContinuousClock.Instant)?

    /// Names a file, which the first read or write opens. `size` is its maximum in bytes; `report`
    /// receives notices at any time later.
    package init(
        file path: String, for purpose: Purpose = .keeping, size: Int? = nil,
        lockTimeout: LockTimeout = LockTimeout(), report: @escaping @Sendable (Notice) -> Void
    ) {
        file = HistoryFile(path: path)
        self.size = size
        self.purpose = purpose
        self.lockTimeout = lockTimeout
        self.report = report
    }

    /// Opens or creates a file, with mode 0600 in a folder with mode 0700. `size` is its maximum in
    /// bytes; `report` receives notices at any time.
    /// - Throws: Why there is no history: the system refuses the file, or a later version of the
    ///   program wrote it.
    package init(
        at path: String, for purpose: Purpose = .keeping, size: Int? = nil,
        lockTimeout: LockTimeout = LockTimeout(), report: @escaping @Sendable (Notice) -> Void
    ) async throws(HistoryError) {
        self.init(file: path, for: purpose, size: size, lockTimeout: lockTimeout, report: report)
        try await open()
    }

    /// Opens the file, unless it is open.
    /// - Throws: Why there is no history.
    package func open() async throws(HistoryError) {
        do {
            _ = try await current()
        } catch {
            throw HistoryError(error)
        }
    }

    // MARK: Access

    /// Reads from one consistent state of the database.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database, HistoryEpoch) throws -> Value
    ) async throws(HistoryError) -> Value {
        try await access { open in
            try await withCheckedThrowingContinuation { continuation in
                open.reader.asyncRead { database in
                    continuation.resume(with: Result { try body(database.get(), open.epoch) })
                }
            }
        }
    }

    /// Writes to the database in one transaction, whether or not the task is cancelled. `epoch` is
    /// the expected history, nil for whichever is current.
    /// - Throws: Why nothing was written; `replaced` if another history has taken its place.
    func write<Value: Sendable>(
        in epoch: HistoryEpoch? = nil,
        _ body: @escaping @Sendable (Database, HistoryEpoch) throws -> Value
    ) async throws(HistoryError) -> Value {
        let value = try await access { known in
            guard epoch == nil || epoch == known.epoch else { throw HistoryError.replaced }
            let (writer, now) = try await writer(of: known)
            guard now == known.epoch else { throw HistoryError.replaced }
            return try await withCheckedThrowingContinuation { continuation in
                writer.asyncWrite {
                    try body($0, now)
                } completion: {
                    continuation.resume(with: $1)
                }
            }
        }
        lockTimeout.succeeded()
        return value
    }

    private func access<Value: Sendable>(
        _ body: (HistoryConnections) async throws -> Value
    ) async throws(HistoryError) -> Value {
        do {
            var open = try await current()
            for isLast in [false, true] {
                do {
                    let value = try await body(open)
                    guard open.unchanging != nil, open.isOutdated(file) else { return value }
                    // Another process has begun to write to a file that was opened as immutable.
                    if isLast { break }
                    open = try await reopen(open, damaged: nil)
                } catch {
                    guard !isLast, case .damaged = HistoryError(error) else { throw error }
                    // A file that another process wrote to meanwhile only looked damaged.
                    let damaged = open.isOutdated(file) ? nil : open.identity
                    open = try await reopen(open, damaged: damaged)
                }
            }
            throw HistoryError.busy
        } catch {
            throw HistoryError(error)
        }
    }

    func reportRoomMade() {
        guard !hasMadeRoom else { return }
        hasMadeRoom = true
        report(.roomMade)
    }

    // MARK: Opening

    /// The connections to the file that has the name now.
    private func current() async throws -> HistoryConnections {
        guard let connections else { return try await openFirst() }
        // Another process may have set the file aside, or the user removed it: what is written to
        // it from now on would be lost.
        guard connections.isOutdated(file) else { return connections }
        return try await reopen(connections, damaged: nil)
    }

    private func openFirst() async throws -> HistoryConnections {
        if let failure, failure.at.duration(to: .now) < Self.retryPause { throw failure.error }
        let task = opening ?? Task { try await connect(damaged: nil) }
        opening = task
        defer { opening = nil }
        do {
            let new = try await task.value
            if connections == nil { connections = new }
            return connections ?? new
        } catch {
            failure = (error, .now)
            throw error
        }
    }

    /// Opens the file that has the name now, or a new one if that is missing or known to be
    /// damaged.
    private func reopen(
        _ known: HistoryConnections, damaged: HistoryFile.Identity?
    ) async throws -> HistoryConnections {
        // Another caller may have noticed first.
        if let connections, connections.reader !== known.reader { return connections }
        var replaced = try await connect(damaged: damaged)
        replaced.epoch = known.epoch.next
        if let connections, connections.reader !== known.reader { return connections }
        connections = replaced
        return replaced
    }

    /// The writer; retries to open one if the file could only be read so far.
    private func writer(
        of known: HistoryConnections
    ) async throws -> (any DatabaseWriter, HistoryEpoch) {
        if let writer = connections?.writer ?? known.writer {
            return (writer, connections?.epoch ?? known.epoch)
        }
        guard purpose == .keeping else {
            throw HistoryError.unavailable(reason: "it is open for reading only")
        }
        let (file, lockTimeout, report) = (file, lockTimeout, report)
        var new = try await Self.onOwnQueue {
            try HistoryConnections.openForWriting(file, damaged: nil, lockTimeout, report)
        }
        guard let writer = new.writer else { throw HistoryError.busy }
        if let connections, let other = connections.writer { return (other, connections.epoch) }
        new.epoch = new.identity == known.identity ? known.epoch : known.epoch.next
        connections = new
        return (writer, new.epoch)
    }

    private func connect(damaged: HistoryFile.Identity?) async throws -> HistoryConnections {
        let (file, purpose, lockTimeout, report) = (file, purpose, lockTimeout, report)
        return try await Self.onOwnQueue {
            switch purpose {
            case .reading:
                try HistoryConnections.openForReading(file, damaged: damaged, lockTimeout, report)
            case .keeping:
                try HistoryConnections.openForBoth(file, damaged: damaged, lockTimeout, report)
            }
        }
    }

    /// Runs blocking work on a queue, away from the tasks that wait for it.
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
