import Runs
import RunTable
import Synchronization

/// A limit on the memory that all sources of a reading fill together.
final class MemoryBound: Sendable {
    static let usual = 256 << 20

    let limit: Int
    private let held = Atomic(0)

    init(_ limit: Int = MemoryBound.usual) { self.limit = limit }

    func add(_ bytes: Int) -> Bool {
        held.add(bytes, ordering: .relaxed).newValue < limit
    }
}

/// The runs of one reading in memory, up to a size that its sources share.
actor GatheredRuns {
    private(set) var table = RunTable()
    let bound: MemoryBound
    /// Whether some runs are in the history only.
    private(set) var hasLetGo = false
    private var keeper: HistoryKeeper?
    private var counted = 0
    private var kept = 0
    private var taken = 0
    /// Whether the last write failed, as each may take long.
    private var isRefused = false

    init(_ bound: MemoryBound) { self.bound = bound }

    func keep(with keeper: HistoryKeeper?) { self.keeper = keeper }

    /// Merges a batch, and stores it if possible. A large one is written before more is requested,
    /// and released if there is no room for more. Returns whether there is.
    func take(_ delivery: Batch, _ health: SourceHealth) async -> Bool {
        table.merge(delivery.tableBatch)
        let hasRoom = count()
        guard let keeper else { return hasRoom }
        await keeper.keep(delivery, health)
        let isMuch =
            delivery.size > HistoryKeeper.large
            || !isRefused && counted - kept > HistoryKeeper.large
        guard !hasRoom || isMuch else { return true }
        isRefused = await keeper.flush() != nil
        guard !isRefused else { return hasRoom }
        if !hasRoom {
            table = RunTable()
            hasLetGo = true
            _ = count()
        }
        kept = counted
        return true
    }

    func note(_ health: SourceHealth) async { await keeper?.keep(health) }

    func pipelines(of source: SourceName) -> [Pipeline] { table.namedPipelines[source] ?? [] }

    /// Hands over some of the records and releases them; nil once all are gone.
    func takeRecords() -> [RunRecord]? {
        defer { taken += 1 }
        return table.removeRecords(ofChunk: taken)
    }

    private func count() -> Bool {
        let size = table.heldBytes
        defer { counted = size }
        return bound.add(size - counted)
    }
}
