import Engine
import History
import Runs
import RunTable
import Synchronization
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10)))
struct EventTypeTests {
    @Test func `types of events are asked for once a day, after the runs`() async {
        let provider = TypedProvider { _ in .success(["sync.failed"]) }
        let rig = TypedRig(provider)
        await rig.start()
        await rig.settle()
        #expect(await rig.types() == ["sync.failed"])
        for _ in 1...3 { await rig.pass(.seconds(3_600 * 7)) }
        #expect(provider.asked == 1)
        await rig.pass(.seconds(3_600 * 4))
        #expect(provider.asked == 2)
        await rig.stop()
    }

    @Test func `a failure to list them is no problem, and tried again an hour later`() async {
        let provider = TypedProvider { call in
            call == 0 ? .failure(.refused(APIProblem(status: 403))) : .success(["audit.login"])
        }
        let rig = TypedRig(provider)
        await rig.start()
        await rig.settle()
        #expect(await rig.problem() == nil)
        #expect(await rig.types() == [])
        await rig.pass(.seconds(3_599))
        #expect(provider.asked == 1)
        await rig.pass(.seconds(15))
        #expect(provider.asked == 2)
        #expect(await rig.types() == ["audit.login"])
        await rig.stop()
    }

    @Test func `a wait that the answer asks for is kept, and told of`() async {
        let provider = TypedProvider { call in
            call == 0 ? .failure(.tooMany(retryAfter: 600)) : .success(["audit.login"])
        }
        let rig = TypedRig(provider)
        await rig.start()
        await rig.settle()
        #expect(provider.asked == 1)
        #expect(provider.read == 1)
        #expect(await rig.problem()?.error == .tooMany(retryAfter: 600))
        for _ in 1...39 { await rig.pass(.seconds(15)) }
        #expect(provider.read == 1)
        for _ in 1...4 { await rig.pass(.seconds(15)) }
        #expect(provider.read > 1)
        #expect(provider.asked == 1)
        #expect(await rig.problem() == nil)
        for _ in 1...70 { await rig.pass(.seconds(60)) }
        #expect(await rig.types() == ["audit.login"])
        await rig.stop()
    }
}

/// A provider without runs that has a list of types of events.
private final class TypedProvider: Provider {
    let kind = ProviderKind.polytomic
    private let script: @Sendable (Int) -> Result<[String], ProviderError>
    private let calls = Mutex(0)
    private let pages = Mutex(0)

    init(_ script: @escaping @Sendable (Int) -> Result<[String], ProviderError>) {
        self.script = script
    }

    /// How often the types were asked for.
    var asked: Int { calls.withLock { $0 } }

    /// How often runs were asked for.
    var read: Int { pages.withLock { $0 } }

    func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] { [] }

    func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        pages.withLock { $0 += 1 }
        return RunPage()
    }

    func eventTypes(_ permit: CallPermit) async throws(ProviderError) -> [String]? {
        let number = calls.withLock { calls in
            calls += 1
            return calls - 1
        }
        return try script(number).get()
    }
}

/// A monitor of one source on a clock that stands still.
private struct TypedRig {
    let clock = ManualClock(now: .start)
    let monitor: Monitor

    init(_ provider: TypedProvider) {
        monitor = Monitor(
            sources: [
                MonitoredSource(
                    name: SourceName("a"), provider: provider, interval: .seconds(15),
                    backfill: .seconds(86_400))
            ],
            history: MemoryHistory(), clock: clock, random: { 0.5 }, logger: .silent)
    }

    func start() async { await monitor.start() }

    func stop() async { await monitor.stop() }

    func settle() async {
        let soon = clock.now.advanced(by: .milliseconds(100))
        await clock.sleepers { $0.count { $0 > soon } == 1 }
    }

    func pass(_ duration: Duration) async {
        clock.advance(by: duration)
        await settle()
    }

    func types() async -> [String]? { await monitor.snapshot.sources.first?.eventTypes }

    func problem() async -> SourceProblem? { await monitor.snapshot.sources.first?.problem }
}
