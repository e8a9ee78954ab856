import Engine
import History
import Logging
import Runs
import RunTable
import TestSupport

/// A monitor on a clock that stands still.
struct Rig {
    let clock = ManualClock(now: .start)
    let monitor: Monitor

    init(
        _ providers: [(String, ScriptedProvider)], interval: Duration = .seconds(15),
        history: any RunHistory = MemoryHistory()
    ) {
        monitor = Monitor(
            sources: providers.map { .scripted($0.0, $0.1, interval: interval) },
            history: history, clock: clock, random: { 0.5 }, logger: .silent)
    }

    init(_ sources: [MonitoredSource], random: @escaping @Sendable () -> Double = { 0.5 }) {
        monitor = Monitor(
            sources: sources, history: MemoryHistory(), clock: clock, random: random,
            logger: .silent)
    }

    /// Lets time pass from one deadline to the next, while so many pollers take their turns.
    ///
    /// - Parameters:
    ///   - end: When to stop.
    ///   - pollers: How many there are.
    ///   - step: The least that time goes on at once.
    func run(until end: Timestamp, _ pollers: Int = 1, step: Duration = .zero) async {
        // Snapshots are put off by 30 ms; many pollers wait less than that for their turn.
        let margin: Duration = step == .zero ? .milliseconds(31) : .zero
        while true {
            await clock.sleepers(atLeast: pollers, after: clock.now.advanced(by: margin))
            let least = clock.now.advanced(by: step)
            guard let next = clock.nextDeadline, max(next, least) <= end else { break }
            clock.set(to: max(next, least))
        }
        clock.set(to: end)
        await clock.sleepers(atLeast: pollers, after: end)
    }

    /// Waits until so many pollers sleep until their next turn.
    func settle(_ pollers: Int = 1) async {
        // Snapshots are put off by a few milliseconds, polls by a quarter of a second at least.
        let soon = clock.now.advanced(by: .milliseconds(100))
        await clock.sleepers { $0.count { $0 > soon } == pollers }
    }

    /// Moves the clock forward and waits until so many pollers sleep again.
    func pass(_ duration: Duration, _ pollers: Int = 1) async {
        clock.advance(by: duration)
        await settle(pollers)
    }

    func health(_ name: String) async -> SourceHealth? {
        await monitor.snapshot.sources.first { $0.name == SourceName(name) }
    }

    func run(_ source: String, _ id: String) async -> Run? {
        await monitor.snapshot.table.run(
            for: RunKey(source: SourceName(source), id: RunID(id)))
    }
}

extension Timestamp {
    /// The moment at which every test begins.
    static let start = Timestamp(seconds: 1_780_000_000)

    /// The moment so many seconds into a test.
    static func at(_ seconds: Double) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    /// The moment so many milliseconds into a test.
    static func ms(_ milliseconds: Int64) -> Timestamp {
        start.advanced(byMilliseconds: milliseconds)
    }
}

extension Logger {
    /// A logger that writes nothing.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

extension MonitoredSource {
    /// A source behind a script.
    static func scripted(
        _ name: String, _ provider: any Provider, interval: Duration = .seconds(15),
        credential: String? = nil, origin: String? = nil
    ) -> MonitoredSource {
        MonitoredSource(
            name: SourceName(name), provider: provider, interval: interval,
            backfill: .seconds(86_400), credential: credential.map { CredentialID($0) },
            origin: origin)
    }
}

extension Monitor {
    /// Reads sources once on a history, as a process of its own.
    static func readOnce(
        _ sources: [MonitoredSource], _ history: any RunHistory, _ clock: ManualClock,
        since: Timestamp? = nil, maxAge: Duration? = .seconds(60),
        timeout: Duration = .seconds(60), owner: LeaseOwner = LeaseOwner("me"),
        retention: Retention? = nil
    ) async -> MonitorReading {
        var plan = Plan(owner: owner)
        plan.retention = retention
        let monitor = Monitor(
            sources: sources, history: history, plan: plan, clock: clock, random: { 0.5 },
            logger: .silent)
        return await monitor.readOnce(
            Request(maxAge.map { .fresh($0) } ?? .history, since: since, timeout: timeout))
    }
}
