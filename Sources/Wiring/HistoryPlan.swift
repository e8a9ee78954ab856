import Foundation
import History
import Logging
import Runs
import Settings

/// Where a command keeps its runs.
package enum HistoryPlan: Hashable, Sendable {
    /// In a file, which other processes may use too.
    case file(path: String)
    /// Nowhere beyond the life of the process.
    case memory

    /// What a command does with its history.
    enum Purpose: Hashable, Sendable {
        /// It shows nothing else.
        case showing
        /// It keeps there what it reads.
        case keeping
    }

    /// Opens the history. Where its file cannot be used, runs are held in memory, and that is told.
    ///
    /// - Parameters:
    ///   - purpose: What is done with it.
    ///   - log: Where it is written down that a damaged file was set aside.
    ///   - tell: Takes what a person should know, at once or later.
    /// - Returns: The history.
    /// - Throws: A complaint where the file was written by a later version of the program, or where
    ///   there is nothing to be shown without it.
    func open(
        for purpose: Purpose, log: Logger, tell: @escaping @Sendable (String) -> Void
    ) async throws(Complaint) -> any RunHistory {
        guard case .file(let path) = self else { return MemoryHistory() }
        do throws(HistoryError) {
            return try await SQLiteHistory(at: path) { notice in
                log.warning("history", metadata: ["notice": "\(notice.sentence)"])
                tell(notice.sentence)
            }
        } catch {
            if case .newerSchema = error {
                throw Complaint(
                    [
                        "\(path): \(error.sentence)",
                        "Update synctop, or move the file away to begin a new one.",
                    ], status: .unavailable)
            }
            guard purpose == .keeping else {
                throw Complaint(
                    ["\(path): \(error.sentence)", "Leave out --offline to ask the providers."],
                    status: .unavailable)
            }
            tell(Self.sentence(of: error))
            return MemoryHistory()
        }
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
    ///   - log: Where it is written down that a damaged file was set aside.
    ///   - tell: Takes what a person should know, at once or later.
    /// - Returns: The history.
    func openForBudgets(
        log: Logger, tell: @escaping @Sendable (String) -> Void
    ) async -> (any RunHistory)? {
        guard case .file(let path) = self else { return nil }
        do throws(HistoryError) {
            return try await SQLiteHistory(at: path) { notice in
                log.warning("history", metadata: ["notice": "\(notice.sentence)"])
                tell(notice.sentence)
            }
        } catch {
            // Runs are not kept in it, so that nobody is the poorer.
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
