import History
import Runs
import RunTable
import Testing
import TestSupport

@testable import Engine

struct GatheredRunsTests {
    private let source = SourceName("a")
    private let bound = MemoryBound(1 << 20)

    /// What one call brings: a run with a message of so many bytes.
    private func delivery(_ number: Int, bytes: Int) -> Batch {
        var seen = RunObservation("r\(number)", .failed)
        seen.error = .value(RunError(message: String(repeating: "x", count: bytes)))
        return Batch(
            RunPage(seen, at: number),
            of: .scripted("a", ScriptedProvider { _, _ in .page(RunPage()) }),
            since: .start, seenAt: .start)
    }

    private func take(
        _ gathered: GatheredRuns, _ number: Int, bytes: Int = 300_000,
        _ keeper: HistoryKeeper? = nil
    ) async -> Bool {
        let health = SourceHealth(name: source, provider: .well)
        await gathered.keep(with: keeper)
        return await gathered.take(delivery(number, bytes: bytes), health)
    }

    @Test func `sources share one bound`() async {
        let (one, other) = (GatheredRuns(bound), GatheredRuns(bound))
        #expect(await take(one, 0))
        #expect(await take(other, 1))
        #expect(await take(one, 2))
        #expect(await !take(other, 3))
        #expect(await !take(one, 4, bytes: 1))
    }

    @Test func `what the history keeps is let go of, so that a walk of any size comes to its end`()
        async throws
    {
        let history = MemoryHistory(isShared: true)
        let keeper = HistoryKeeper(history, owner: nil, clock: ManualClock(now: .start))
        let gathered = GatheredRuns(bound)
        for number in 0..<20 { #expect(await take(gathered, number, keeper)) }
        #expect(await keeper.flush() == nil)
        #expect(try await history.count(of: [source]) == 20)
        #expect(await gathered.table.heldBytes < 1 << 20)
    }

    @Test func `what the history keeps is held as well while there is room`() async {
        let history = MemoryHistory(isShared: true)
        let keeper = HistoryKeeper(history, owner: nil, clock: ManualClock(now: .start))
        let gathered = GatheredRuns(MemoryBound(64 << 20))
        for number in 0..<5 { #expect(await take(gathered, number, bytes: 600_000, keeper)) }
        #expect(await !gathered.hasLetGo)
        #expect(await gathered.table.count == 5)
    }

    @Test func `what no history keeps is held up to the bound, and handed over once`() async {
        let history = FailingHistory(isBroken: true, isShared: true)
        let keeper = HistoryKeeper(history, owner: nil, clock: ManualClock(now: .start))
        let gathered = GatheredRuns(bound)
        var count = 0
        while await take(gathered, count, keeper) { count += 1 }
        #expect(count == 3)
        #expect(await gathered.takeRecords()?.count == count + 1)
        #expect(await gathered.takeRecords() == nil)
    }
}
