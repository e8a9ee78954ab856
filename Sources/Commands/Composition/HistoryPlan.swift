import Foundation
import History
import Logging
import Runs
import UserConfiguration

/// Where a command keeps its runs.
package enum HistoryPlan: Hashable, Sendable {
    /// In a file, which other processes may use too.
    case file(path: String, size: Int)
    /// Nowhere beyond the life of the process.
    case memory

    /// What a command does with its history.
    enum Purpose: Hashable, Sendable {
        /// It shows nothing else, and changes nothing.
        case showing
        /// It keeps there what it reads.
        case keeping
    }

    /// How long the interface waits for its history before it shows anything.
    private static let firstFrame = Duration.milliseconds(250)
    /// How long what only shares budgets of calls waits for its history.
    private static let budgetWait = Duration.seconds(2)
    /// The longest single wait for another process.
    private static let longestWait = Duration.seconds(20)
    /// The longest single wait for another process while a person looks on.
    private static let longestLiveWait = Duration.seconds(5)

    /// Opens the history. Where its file cannot be used, runs are held in memory, and that is told.
    ///
    /// - Parameters:
    ///   - purpose: What is done with it.
    ///   - timeout: How long all waits for other processes may take together.
    ///   - log: Where it is written down that a damaged file was set aside.
    ///   - tell: Takes what a person should know, at once or later.
    /// - Returns: The history.
    /// - Throws: A complaint where the file was written by a later version of the program, or where
    ///   there is nothing to be shown without it.
    func open(
        for purpose: Purpose, within timeout: Duration, log: Logger,
        tell: @escaping @Sendable (String) -> Void
    ) async throws(CommandError) -> any RunHistory {
        guard case .file(let path, let size) = self else { return MemoryHistory() }
        let patience = LockPatience(
            longest: min(Self.longestWait, timeout / 4), within: timeout)
        do throws(HistoryError) {
            let history = history(path, size, purpose, patience, log: log, tell: tell)
            try await history.open()
            return history
        } catch {
            try Self.refuse(error, path)
            guard purpose == .keeping else {
                throw CommandError(
                    ["\(path): \(error.sentence)", "Leave out --offline to ask the providers."],
                    status: .unavailable)
            }
            tell(Self.sentence(of: error))
            return MemoryHistory()
        }
    }

    /// Opens the history for as long as a person looks on. What takes longer than a moment goes on
    /// meanwhile, and what cannot be opened is tried again.
    ///
    /// - Parameters:
    ///   - purpose: What is done with it.
    ///   - log: Where it is written down that a damaged file was set aside.
    ///   - tell: Takes what a person should know, at once or later.
    /// - Returns: The history, and whether its file is known to be of no use.
    /// - Throws: A complaint where the file was written by a later version of the program.
    func openLive(
        for purpose: Purpose, log: Logger, tell: @escaping @Sendable (String) -> Void
    ) async throws(CommandError) -> (history: any RunHistory, isRefused: Bool) {
        guard case .file(let path, let size) = self else { return (MemoryHistory(), false) }
        let patience = LockPatience(longest: Self.longestLiveWait)
        let history = history(path, size, purpose, patience, log: log, tell: tell)
        let (outcomes, outcome) = AsyncStream.makeStream(of: HistoryError?.self)
        let opening = Task {
            do throws(HistoryError) {
                try await history.open()
                outcome.yield(nil)
            } catch {
                outcome.yield(error)
            }
            outcome.finish()
        }
        let waiting = Task {
            // Called off where the file was opened sooner.
            _ = try? await Task.sleep(for: Self.firstFrame)
            outcome.finish()
        }
        defer { waiting.cancel() }
        // It is not called off: who uses the history waits for the same opening.
        withExtendedLifetime(opening) {}
        for await case let error? in outcomes {
            try Self.refuse(error, path)
            return (history, error != .busy)
        }
        return (history, false)
    }

    private func history(
        _ path: String, _ size: Int, _ purpose: Purpose, _ patience: LockPatience, log: Logger,
        tell: @escaping @Sendable (String) -> Void
    ) -> SQLiteHistory {
        SQLiteHistory(
            file: path, for: purpose == .showing ? .reading : .keeping, size: size,
            patience: patience
        ) { notice in
            log.warning("history", metadata: ["notice": "\(notice.sentence)"])
            tell(notice.sentence)
        }
    }

    /// - Throws: A complaint where the file was written by a later version of the program.
    private static func refuse(_ error: HistoryError, _ path: String) throws(CommandError) {
        guard case .newerSchema = error else { return }
        throw CommandError(
            [
                "\(path): \(error.sentence)",
                "Update synctop, or move the file away to begin a new one.",
            ], status: .unavailable)
    }

    /// Whether a history is no more than the memory that takes the place of a file, which was
    /// told; a log that lies beside the file is in the same trouble then.
    func isReplaced(by history: any RunHistory) -> Bool {
        self != .memory && !history.isShared
    }

    /// Opens the history for what processes share of their calls, and for no runs; nil where it
    /// cannot be used, and then nothing is shared.
    ///
    /// - Parameters:
    ///   - timeout: How long all waits for other processes may take together.
    ///   - log: Where it is written down that a damaged file was set aside.
    ///   - tell: Takes what a person should know, at once or later.
    /// - Returns: The history.
    func openForBudgets(
        within timeout: Duration, log: Logger, tell: @escaping @Sendable (String) -> Void
    ) async -> (any RunHistory)? {
        guard case .file(let path, let size) = self else { return nil }
        let patience = LockPatience(longest: min(Self.budgetWait, timeout / 2), within: timeout)
        do throws(HistoryError) {
            let history = history(path, size, .keeping, patience, log: log, tell: tell)
            try await history.open()
            return history
        } catch {
            // Runs are not kept in it, so that nobody is the poorer.
            if error == .busy {
                tell("\(error.sentence); calls are counted in this process alone")
            }
            return nil
        }
    }

    /// Words that runs are held in memory, and why.
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
    /// This process, told from every other one.
    static func thisProcess() -> LeaseOwner {
        LeaseOwner(
            process: ProcessInfo.processInfo.processIdentifier, mark: UUID().uuidString)
    }
}

extension Retention {
    /// What a configuration keeps; of a longer past the newest million runs.
    init(_ config: Config) { self.init(age: config.retention, count: 1_000_000) }
}
