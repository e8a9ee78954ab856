import Foundation
import History
import Runs

/// The kinds of history that the port is tested on.
enum HistoryKind: String, CaseIterable, Sendable {
    case memory
    case file
}

/// Lends a new and empty history.
func withHistory<Value>(
    _ kind: HistoryKind, _ body: (any RunHistory) async throws -> Value
) async throws -> Value {
    switch kind {
    case .memory: try await body(MemoryHistory())
    case .file:
        try await withFolder { folder in
            try await body(SQLiteHistory(at: folder + "/state/history.sqlite") { _ in })
        }
    }
}

/// Lends a new folder and removes it with all that is in it.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = NSTemporaryDirectory() + "synctop-history-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Waits for the last connection to a file to be closed, a moment after nobody holds the history any
/// more: with it goes the file's companion, and the file is whole.
func waitForEnd(ofConnectionsTo path: String) async throws {
    for _ in 0..<3_000 where FileManager.default.fileExists(atPath: path + "-wal") {
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// The permission bits of a file, or nil where there is none.
func mode(of path: String) -> Int? {
    var status = stat()
    return lstat(path, &status) == 0 ? Int(status.st_mode & 0o777) : nil
}

extension SourceName {
    static let here = SourceName("here")
    static let there = SourceName("there")
}

/// A record of a run that began at a second of 1970.
func record(
    _ id: String, _ status: RunStatus = .succeeded, source: SourceName = .here, start: Int64,
    _ change: (inout RunObservation) -> Void = { _ in }
) -> RunRecord {
    var seen = RunObservation(id: RunID(id), asOf: Timestamp(seconds: start), status: status)
    seen.startedAt = .value(Timestamp(seconds: start))
    change(&seen)
    return RunRecord(
        seen, source: source, provider: .well, seenAt: Timestamp(seconds: 9_000))
}

func batch(
    _ records: RunRecord..., source: SourceName = .here, pipelines: [Pipeline] = [],
    checkpoint: SourceCheckpoint? = nil, owner: LeaseOwner? = nil
) -> HistoryBatch {
    HistoryBatch(
        source: source, records: records, pipelines: pipelines, checkpoint: checkpoint, owner: owner
    )
}

extension SourceCheckpoint {
    /// A standing whose position holds a text.
    init(_ text: String) {
        self.init()
        position = ReadPosition(.string(text))
    }
}
