import Dispatch
import GRDB
package import Runs

/// A history in a SQLite file, which several processes may use at once.
///
/// All of its work is done on queues of its own, and what is read waits for no writer. A file that
/// turns out to be damaged is set aside, and a new one begun.
package actor SQLiteHistory: RunHistory {
    /// What a person should know, though nothing has to be done about it.
    package enum Notice: Hashable, Sendable {
        /// The file was damaged and has another name now; a new one was begun.
        case setAside(path: String)
        /// The file has reached its size: its oldest runs are removed for newer ones from now on.
        case roomMade
    }

    /// What the file is opened for.
    package enum Purpose: Hashable, Sendable {
        /// Reading alone: nothing is kept, and nothing removed.
        case reading
        /// Reading and writing. While the file cannot be written to, it is read all the same.
        case keeping
    }

    /// How long an opening that failed stands for the next ones.
    private static let retryPause = Duration.seconds(1)

    package nonisolated var isShared: Bool { true }

    package var epoch: HistoryEpoch { connections?.epoch ?? .first }

    /// Whether the file is open.
    package var isOpen: Bool { connections != nil }

    /// How many bytes the file may have; nil for any number.
    let size: Int?
    private var hasMadeRoom = false
    private let file: HistoryFile
    private let purpose: Purpose
    private let patience: LockPatience
    private let tell: @Sendable (Notice) -> Void
    private var connections: HistoryConnections?
    private var opening: Task<HistoryConnections, any Error>?
    private var failure: (error: any Error, at: ContinuousClock.Instant)?

    /// Names a file, which is opened by the first who reads or writes.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - purpose: What it is opened for.
    ///   - size: How many bytes it may have; nil for any number.
    ///   - patience: How long the locks of other processes are waited for.
    ///   - tell: Takes notices, at any time later.
    package init(
        file path: String, for purpose: Purpose = .keeping, size: Int? = nil,
        patience: LockPatience = LockPatience(), tell: @escaping @Sendable (Notice) -> Void
    ) {
        file = HistoryFile(path: path)
        self.size = size
        self.purpose = purpose
        self.patience = patience
        self.tell = tell
    }

    /// Opens a file, or makes one, of mode 0600 in a folder of mode 0700.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - purpose: What it is opened for.
    ///   - size: How many bytes it may have; nil for any number.
    ///   - patience: How long the locks of other processes are waited for.
    ///   - tell: Takes notices, at once or at any time later.
    /// - Throws: Why there is no history: the system refuses the file, or it was written by a later
    ///   version of the program.
    package init(
        at path: String, for purpose: Purpose = .keeping, size: Int? = nil,
        patience: LockPatience = LockPatience(), tell: @escaping @Sendable (Notice) -> Void
    ) async throws(HistoryError) {
        self.init(file: path, for: purpose, size: size, patience: patience, tell: tell)
        try await open()
    }

    /// Opens the file, unless it is open.
    ///
    /// - Throws: Why there is no history.
    package func open() async throws(HistoryError) {
        do {
            _ = try await current()
        } catch {
            throw HistoryError(error)
        }
    }

    // MARK: Access

    /// Reads from the database as it is at one moment.
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
        patience.succeeded()
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
                    // Somebody has begun to write to the file while it was read as one that stays.
                    if isLast { break }
                    open = try await reopen(open, damaged: nil)
                } catch {
                    guard !isLast, case .damaged = HistoryError(error) else { throw error }
                    // What was written to meanwhile only looked damaged.
                    let damaged = open.isOutdated(file) ? nil : open.identity
                    open = try await reopen(open, damaged: damaged)
                }
            }
            throw HistoryError.busy
        } catch {
            throw HistoryError(error)
        }
    }

    /// Takes note that runs were removed for want of room, which is told once.
    func noteRoom() {
        guard !hasMadeRoom else { return }
        hasMadeRoom = true
        tell(.roomMade)
    }

    // MARK: Opening

    /// The connections to whichever file has the name now.
    private func current() async throws -> HistoryConnections {
        guard let connections else { return try await openFirst() }
        // Another process may have set the file aside, or somebody has taken it away: what
        // would be written to it from now on, nobody would ever read.
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

    /// Opens whichever file has the name now, and begins a new one where there is none, or it is
    /// known to be damaged.
    private func reopen(
        _ known: HistoryConnections, damaged: HistoryFile.Identity?
    ) async throws -> HistoryConnections {
        // Another caller may have been the first to find out.
        if let connections, connections.reader !== known.reader { return connections }
        var replaced = try await connect(damaged: damaged)
        replaced.epoch = known.epoch.next
        if let connections, connections.reader !== known.reader { return connections }
        connections = replaced
        return replaced
    }

    /// What the file is written through: it is tried again to open one for that which could only be
    /// read so far.
    private func writer(
        of known: HistoryConnections
    ) async throws -> (any DatabaseWriter, HistoryEpoch) {
        if let writer = connections?.writer ?? known.writer {
            return (writer, connections?.epoch ?? known.epoch)
        }
        guard purpose == .keeping else {
            throw HistoryError.unavailable(reason: "it is open for reading only")
        }
        let (file, patience, tell) = (file, patience, tell)
        var new = try await Self.onOwnQueue {
            try HistoryConnections.openForWriting(file, damaged: nil, patience, tell)
        }
        guard let writer = new.writer else { throw HistoryError.busy }
        if let connections, let other = connections.writer { return (other, connections.epoch) }
        new.epoch = new.identity == known.identity ? known.epoch : known.epoch.next
        connections = new
        return (writer, new.epoch)
    }

    private func connect(damaged: HistoryFile.Identity?) async throws -> HistoryConnections {
        let (file, purpose, patience, tell) = (file, purpose, patience, tell)
        return try await Self.onOwnQueue {
            switch purpose {
            case .reading:
                try HistoryConnections.openForReading(file, damaged: damaged, patience, tell)
            case .keeping:
                try HistoryConnections.openForBoth(file, damaged: damaged, patience, tell)
            }
        }
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
