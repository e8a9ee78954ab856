import Foundation
import History
import Runs
import Settings

/// Where a command keeps its runs.
package enum HistoryPlan: Hashable, Sendable {
    /// In a file, which other processes may use too.
    case file(path: String)
    /// Nowhere beyond the life of the process.
    case memory

    /// Opens the history. Where its file cannot be used, runs are held in memory, and that is told.
    ///
    /// - Parameter tell: Takes what a person should know, at once or later.
    /// - Returns: The history.
    /// - Throws: A complaint where the file was written by a later version of the program.
    func open(tell: @escaping @Sendable (String) -> Void) async throws(Complaint) -> any RunHistory
    {
        guard case .file(let path) = self else { return MemoryHistory() }
        do throws(HistoryError) {
            return try await SQLiteHistory(at: path) { tell($0.sentence) }
        } catch {
            if case .newerSchema = error {
                throw Complaint(
                    [
                        "\(path): \(error.sentence)",
                        "Update synctop, or move the file away to begin a new one.",
                    ], status: .config)
            }
            tell(Self.sentence(of: error))
            return MemoryHistory()
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
        LeaseOwner("\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)")
    }
}

extension Retention {
    /// What a configuration keeps; of a longer past the newest million runs.
    init(_ config: Config) { self.init(age: config.retention, count: 1_000_000) }
}
