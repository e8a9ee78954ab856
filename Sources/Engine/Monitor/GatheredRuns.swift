import Runs
import RunTable
import Synchronization

/// How much the sources of a process may bring into its memory together.
final class MemoryBound: Sendable {
    /// The greatest size as a rule, in bytes.
    static let usual = 256 << 20

    let limit: Int
    private let held = Atomic(0)

    init(_ limit: Int = MemoryBound.usual) { self.limit = limit }

    /// - Returns: Whether there is room for more.
    func add(_ bytes: Int) -> Bool {
        held.add(bytes, ordering: .relaxed).newValue < limit
    }
}

/// The runs of one reading that are in memory, up to a size that its sources share.
actor GatheredRuns {
    private(set) var table = RunTable()
    let bound: MemoryBound
    /// Whether some of what was read is in the history alone.
    private(set) var hasLetGo = false
    private var keeper: HistoryKeeper?
    private var counted = 0
    /// How much was held when it was kept last.
    private var kept = 0
    private var taken = 0
    /// Whether the last attempt to have it kept failed, as each may take long.
    private var isRefused = false

    init(_ bound: MemoryBound) { self.bound = bound }

    /// Has what comes from now on kept by a keeper too, or by nobody.
    func keep(with keeper: HistoryKeeper?) { self.keeper = keeper }

    /// Takes in what a call brought, and has it kept where that can be. What holds much is written
    /// before more of it is asked for, and let go of where there is no room for more.
    ///
    /// - Returns: Whether there is room for more.
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

    /// Hands over some of the records, which are not held any more then; nil once all were.
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
