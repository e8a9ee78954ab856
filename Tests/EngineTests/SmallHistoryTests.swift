import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

/// What one reading makes of a history that has no room for all that is asked for.
@Suite(.timeLimit(.minutes(10)))
struct SmallHistoryTests {
    private let clock = ManualClock(now: .start)
    private let source = SourceName("a")

    private func read(_ provider: ScriptedProvider, _ history: FailingHistory) async -> [String] {
        let result = await Monitor.readOnce([.scripted("a", provider)], history, clock)
        #expect(result.unread.isEmpty && result.historyTrouble == nil)
        return result.table.rows.map { result.table.key(in: $0).id.text }.sorted()
    }

    /// A run of so many seconds ago.
    private func run(_ id: String, ago seconds: Int64) -> RunObservation {
        var seen = RunObservation(id, .succeeded)
        seen.startedAt = .value(.start.advanced(by: .seconds(-seconds)))
        return seen
    }

    /// Four runs on two pages, the newest first; those who go on from there find nothing new.
    private func pages() -> ScriptedProvider {
        ScriptedProvider { _, request in
            switch request.position {
            case nil:
                .page(RunPage(run("d", ago: 10), run("c", ago: 20), at: 1, hasMore: true))
            case ReadPosition(number: 1):
                .page(RunPage(run("b", ago: 30), run("a", ago: 40), at: 2))
            default: .page(RunPage(at: 3))
            }
        }
    }

    @Test func `what has no room is answered as it was read, and read again the next time`()
        async throws
    {
        let history = FailingHistory(isBroken: false, isShared: true, room: 2)
        let provider = pages()
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        let calls = provider.requests.count
        // It is fresh, but it is not whole.
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        #expect(provider.requests.count == 2 * calls)
        #expect(try await history.count(of: [source]) == 2)
    }

    @Test func `with room for all of it nothing is read again`() async throws {
        let history = FailingHistory(isBroken: false, isShared: true, room: 4)
        let provider = pages()
        _ = await read(provider, history)
        let calls = provider.requests.count
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        #expect(provider.requests.count == calls)
    }

    @Test func `where what comes takes the room of what was there, all is read once more`()
        async throws
    {
        let history = FailingHistory(isBroken: false, isShared: true, room: 3)
        let provider = ScriptedProvider { _, request in
            let old = [run("b", ago: 30), run("a", ago: 40)]
            let new = [run("d", ago: 10), run("c", ago: 20)]
            let runs = request.now == .start ? old : request.position == nil ? new + old : new
            return .page(
                RunPage(observations: runs, position: ReadPosition(number: 1), hasMore: false))
        }
        #expect(await read(provider, history) == ["a", "b"])
        clock.advance(by: .seconds(61))
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        #expect(provider.requests.map(\.position) == [nil, ReadPosition(number: 1), nil])
    }

    @Test func `what retention removed is read again`() async throws {
        let history = FailingHistory(isBroken: false, isShared: true)
        let provider = pages()
        _ = await read(provider, history)
        let calls = provider.requests.count
        _ = try await history.remove(
            beyond: Retention(age: .seconds(25), count: 9), at: .start, atMost: 9)
        #expect(try await history.count(of: [source]) == 2)
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        #expect(provider.requests.count == 2 * calls)
    }

    @Test func `what was removed and read again is held, and not read a third time`()
        async throws
    {
        let history = FailingHistory(isBroken: false, isShared: true)
        let provider = pages()
        _ = await read(provider, history)
        _ = try await history.remove(
            beyond: Retention(age: .seconds(25), count: 9), at: .start, atMost: 9)
        _ = await read(provider, history)
        let calls = provider.requests.count
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        #expect(provider.requests.count == calls)
        // What is removed after that counts again.
        _ = try await history.remove(
            beyond: Retention(age: .seconds(35), count: 9), at: .start, atMost: 9)
        #expect(await read(provider, history) == ["a", "b", "c", "d"])
        #expect(provider.requests.count > calls)
    }

    @Test func `where reading again is cut short, what was removed is held no more than before`()
        async throws
    {
        let history = FailingHistory(isBroken: false, isShared: true)
        _ = await read(pages(), history)
        _ = try await history.remove(
            beyond: Retention(age: .seconds(25), count: 9), at: .start, atMost: 9)
        let held = try await history.checkpoint(of: source)?.coveredSince
        let broken = ScriptedProvider { _, request in
            request.position == nil
                ? .page(RunPage(run("d", ago: 10), run("c", ago: 20), at: 1, hasMore: true))
                : .failure(.refused(APIProblem(status: 403)))
        }
        let result = await Monitor.readOnce([.scripted("a", broken)], history, clock)
        #expect(result.unread.count == 1)
        #expect(try await history.checkpoint(of: source)?.coveredSince == held)
    }
}
