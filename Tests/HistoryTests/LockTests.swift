import Foundation
import GRDB
import Runs
import Testing

@testable import History

/// What becomes of a history that another process has locked.
@Suite(.timeLimit(.minutes(10)))
struct LockTests {
    /// What another process may hold.
    enum Hold: String, CaseIterable, Sendable {
        case folder
        case writing
        case both
    }

    /// Locks a history as another process does, until the body has returned.
    private func withHold(
        _ hold: Hold, _ path: String, _ body: () async throws -> Void
    ) async throws {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = openFolder(folder)
        defer { close(descriptor) }
        if hold != .writing { try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0) }
        guard hold != .folder else { return try await body() }
        var settings = Configuration()
        settings.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: settings)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try await body()
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
    }

    private func open(
        _ path: String, for purpose: SQLiteHistory.Purpose = .keeping
    ) async throws -> SQLiteHistory {
        let lockTimeout = LockTimeout(longest: .milliseconds(100))
        return try await SQLiteHistory(at: path, for: purpose, lockTimeout: lockTimeout) { _ in }
    }

    @Test func `a locked history of the version before is read as it is`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let first = try await open(path)
                try await first.keep(batch(record("run", start: 1)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "PRAGMA user_version = 5; PRAGMA application_id = 0")
            }
            try await withHold(.both, path) {
                let locked = try await open(path, for: .reading)
                #expect(try await locked.count(of: [.here]) == 1)
            }
        }
    }

    @Test(arguments: Hold.allCases, [SQLiteHistory.Purpose.reading, .keeping])
    func `a locked history is read, and written to once the lock is gone`(
        hold: Hold, purpose: SQLiteHistory.Purpose
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            do {
                let first = try await open(path)
                try await first.keep(batch(record("run", start: 1)))
            }
            try await waitForEnd(ofConnectionsTo: path)
            var history: SQLiteHistory?
            try await withHold(hold, path) {
                let begun = ContinuousClock.now
                let locked = try await open(path, for: purpose)
                #expect(try await locked.count(of: [.here]) == 1)
                await #expect(throws: HistoryError.self) {
                    try await locked.keep(batch(record("more", start: 2)))
                }
                #expect(begun.duration(to: .now) < .seconds(10), "it waits for no lock for long")
                history = locked
            }
            let kept = try #require(history)
            if purpose == .keeping {
                try await kept.keep(batch(record("more", start: 2)))
                #expect(try await kept.count(of: [.here]) == 2)
            } else {
                await #expect(throws: HistoryError.self) {
                    try await kept.keep(batch(record("more", start: 2)))
                }
            }
        }
    }

    @Test func `after one wait in vain the next ones are short, until the lock is had`() {
        let lockTimeout = LockTimeout(longest: .seconds(5))
        #expect(lockTimeout.goesOn(after: .seconds(4)))
        #expect(!lockTimeout.goesOn(after: .seconds(5)))
        #expect(lockTimeout.goesOn(after: .milliseconds(249)))
        #expect(!lockTimeout.goesOn(after: .milliseconds(250)))
        lockTimeout.succeeded()
        #expect(lockTimeout.goesOn(after: .seconds(4)))
        let spent = LockTimeout(longest: .seconds(5), within: .zero)
        #expect(!spent.goesOn(after: .zero))
    }

    @Test func `with a lock on its folder a history that is not there yet is busy`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let descriptor = openFolder(folder)
            try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            await #expect(throws: HistoryError.busy) { _ = try await open(path) }
            #expect(!FileManager.default.fileExists(atPath: path))
            close(descriptor)
            _ = try await open(path)
        }
    }

    @Test func `what is opened for reading removes nothing and takes no lease`() async throws {
        try await withFolder { folder in
            let path = folder + "/history.sqlite"
            let writer = try await open(path)
            try await writer.keep(batch(record("run", start: 1)))
            let reader = try await open(path, for: .reading)
            let all = Retention(age: .zero, count: 0)
            await #expect(throws: HistoryError.self) {
                _ = try await reader.remove(beyond: all, at: Timestamp(seconds: 99), atMost: 99)
            }
            await #expect(throws: HistoryError.self) {
                _ = try await reader.lease(
                    [.here], to: LeaseOwner("me"), until: Timestamp(seconds: 9),
                    at: Timestamp(seconds: 1))
            }
            try await writer.keep(batch(record("more", start: 2)))
            #expect(try await reader.count(of: [.here]) == 2)
        }
    }
}

/// Opens a folder, which no process that is started meanwhile is to hold.
private func openFolder(_ path: String) -> Int32 {
    open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
}
