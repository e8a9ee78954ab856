import ArgumentParser
import Commands
import Engine
import Foundation
import History
import Logging
import Runs
import RunTable

/// Polls a thousand sources in one process, as the interface does without its screen.
struct Fleet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Poll many sources, and say how late polls are and what it takes.")

    @Option(help: "How many simulators, each with one account at every vendor.") var count = 200
    @Option(help: "How many of the accounts answer; nothing listens for the others.") var alive:
        Int?
    @Option(help: "How long to measure, in seconds.") var seconds = 300
    @Option(help: "How long to wait before, in seconds, while histories are read.") var warmUp = 60

    func run() async throws {
        let child = try FleetProcess(
            ["fleet-servers", "--count", "\(count)"] + (alive.map { ["--alive", "\($0)"] } ?? []))
        defer { child.end() }
        let composition = try Composition(simulated: child.config)
        let connected = try ConnectedSources(composition)
        let ledger = PollLedger()
        let sources = connected.sources.map { source in
            MonitoredSource(
                name: source.name,
                provider: TimedProvider(source.provider, name: source.name, ledger: ledger),
                interval: source.interval, backfill: source.backfill)
        }
        let monitor = Monitor(
            sources: sources, history: MemoryHistory(),
            logger: Logger(label: "fleet") { _ in SwiftLogNoOpLogHandler() })
        let reader = Task {
            for await snapshot in monitor.snapshots { await ledger.note(snapshot.sources) }
        }
        await monitor.start()
        try await Task.sleep(for: .seconds(warmUp))
        let before = ProcessUsage.now
        await ledger.beginMeasuring()
        try await Task.sleep(for: .seconds(seconds))
        let after = ProcessUsage.now
        let snapshot = await monitor.snapshot
        await report(snapshot, ledger, from: before, to: after)
        await monitor.stop()
        reader.cancel()
        await connected.disconnect()
    }

    private func report(
        _ snapshot: MonitorSnapshot, _ ledger: PollLedger, from before: ProcessUsage,
        to after: ProcessUsage
    ) async {
        let healthy = snapshot.sources.filter { $0.problem == nil && $0.lastSuccess != nil }
        let lateness = await ledger.lateness(of: Set(healthy.map(\.name))).sorted()
        func percentile(_ part: Double) -> String {
            guard !lateness.isEmpty else { return "-" }
            return "\(lateness[min(lateness.count - 1, Int(Double(lateness.count) * part))]) ms"
        }
        let cpu = (after.cpuSeconds - before.cpuSeconds) / Double(seconds) * 100
        print("sources          \(snapshot.sources.count), \(healthy.count) of them healthy")
        print("runs held        \(snapshot.table.count)")
        print("polls measured   \(lateness.count) in \(seconds) s")
        print(
            "poll lateness    \(percentile(0.5)) median, \(percentile(0.99)) 99 %, \(percentile(1)) worst"
        )
        print("processor        \(String(format: "%.1f", cpu)) % of a core")
        print("resident memory  \(after.residentMiB) MiB, \(after.peakMiB) MiB at most")
        print("descriptors      \(after.descriptors)")
    }
}
