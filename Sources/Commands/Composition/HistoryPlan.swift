import Foundation
import History
import Logging
import Runs
import UserConfiguration

/// Where a command stores its runs.
package enum HistoryPlan: Hashable, Sendable {
    /// In a file, which other processes may share.
    case file(path: String, size: Int)
    /// In memory, until the process ends.
    case memory

    enum Purpose: Hashable, Sendable {
        /// It shows only the history, and changes nothing.
        case showing
        /// It stores what it reads.
        case keeping
    }

    /// How long the interface waits for its history before the first frame.
    private static let firstFrame = Duration.milliseconds(250)
    /// How long a command waits for a history that only shares call budgets.
    private static let budgetWait = Duration.seconds(2)
    /// The longest single wait for another process.
    private static let longestWait = Duration.seconds(20)
    /// The longest single wait for another process while a user watches.
    private static let longestLiveWait = Duration.seconds(5)

    /// Opens the history. If its file is unusable, reports that and keeps runs in memory. `timeout`
    /// limits all waits for other processes together; `report` receives messages, also later.
    /// - Throws: An error if a later version of the program wrote the file, or if an unusable file
    ///   was to be shown.
    func open(
        for purpose: Purpose, within timeout: Duration, log: Logger,
        report: @escaping @Sendable (String) -> Void
    ) async throws(CommandError) -> any RunHistory {
        guard case .file(let path, let size) = self else { return MemoryHistory() }
        let lockTimeout = LockTimeout(
            longest: min(Self.longestWait, timeout / 4), within: timeout)
        do throws(HistoryError) {
            let history = history(path, size, purpose, lockTimeout, log: log, report: report)
            try await history.open()
            return history
        } catch {
            try Self.refuse(error, path)
            guard purpose == .keeping else {
                throw CommandError(
                    ["\(path): \(error.sentence)", "Leave out --offline to ask the providers."],
                    status: .unavailable)
            }
            report(Self.sentence(of: error))
            return MemoryHistory()
        }
    }

    /// Opens the history for as long as a user watches. A slow opening goes on in the background,
    /// and a failed one is tried again. Returns also whether the file is known to be unusable.
    /// - Throws: An error if a later version of the program wrote the file.
    func openLive(
        for purpose: Purpose, log: Logger, report: @escaping @Sendable (String) -> Void
    ) async throws(CommandError) -> (history: any RunHistory, isRefused: Bool) {
        guard case .file(let path, let size) = self else { return (MemoryHistory(), false) }
        let lockTimeout = LockTimeout(longest: Self.longestLiveWait)
        let history = history(path, size, purpose, lockTimeout, log: log, report: report)
        let opening = Task { () -> HistoryError? in
            do throws(HistoryError) {
                try await history.open()
                return nil
            } catch { return error }
        }
        // Not cancelled: all users of the history wait for this opening.
        guard case let error?? = await opening.value(within: Self.firstFrame) else {
            return (history, false)
        }
        try Self.refuse(error, path)
        return (history, error != .busy)
    }

    private func history(
        _ path: String, _ size: Int, _ purpose: Purpose, _ lockTimeout: LockTimeout, log: Logger,
        report: @escaping @Sendable (String) -> Void
    ) -> SQLiteHistory {
        SQLiteHistory(
            file: path, for: purpose == .showing ? .reading : .keeping, size: size,
            lockTimeout: lockTimeout
        ) { notice in
            log.warning("history", metadata: ["notice": "\(notice.sentence)"])
            report(notice.sentence)
        }
    }

    /// Throws if a later version of the program wrote the file.
    private static func refuse(_ error: HistoryError, _ path: String) throws(CommandError) {
        guard case .newerSchema = error else { return }
        throw CommandError(
            [
                "\(path): \(error.sentence)",
                "Update synctop, or move the file away to begin a new one.",
            ], status: .unavailable)
    }

    /// Whether memory replaced the file, as was reported. A log beside the file fails then too.
    func isReplaced(by history: any RunHistory) -> Bool {
        self != .memory && !history.isShared
    }

    /// Opens the history only to share call budgets; nil if it is unusable, so that none are
    /// shared. `timeout` limits all waits for other processes together.
    func openForBudgets(
        within timeout: Duration, log: Logger, report: @escaping @Sendable (String) -> Void
    ) async -> (any RunHistory)? {
        guard case .file(let path, let size) = self else { return nil }
        let lockTimeout = LockTimeout(longest: min(Self.budgetWait, timeout / 2), within: timeout)
        do throws(HistoryError) {
            let history = history(path, size, .keeping, lockTimeout, log: log, report: report)
            try await history.open()
            return history
        } catch {
            // No runs are lost, so only a lock is reported.
            if error == .busy {
                report("\(error.sentence); calls are counted in this process alone")
            }
            return nil
        }
    }

    static func sentence(of trouble: HistoryError) -> String {
        "\(trouble.sentence); runs are kept in memory only"
    }
}

extension SQLiteHistory.Notice {
    fileprivate var sentence: String {
        switch self {
        case .setAside(let path):
            "the history was damaged: it is \(path) now, and a new one was begun"
        case .roomMade:
            "the history has reached history-size, so its oldest runs are removed"
        }
    }
}

extension LeaseOwner {
    static func thisProcess() -> LeaseOwner {
        LeaseOwner(
            process: ProcessInfo.processInfo.processIdentifier, mark: UUID().uuidString)
    }
}

extension Retention {
    /// Keeps runs for the configured time, and at most the newest million.
    init(_ config: Config) { self.init(age: config.retention, count: 1_000_000) }
}
