import ArgumentParser
import Commands
import Engine
import Foundation
import History
import Logging
import Runs
import RunTable

/// Measures how long a run's change at the provider takes to reach the screen's snapshot.
struct Latency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how long a change at each provider takes to be seen.")

    @Option(help: "How often each account is polled.") var interval = "15s"
    @Option(help: "How long to measure, in seconds.") var seconds = 300

    func run() async throws {
        let child = try FleetProcess([
            "fleet-servers", "--count", "1", "--interval", interval, "--history", "600",
        ])
        defer { child.end() }
        let connected = try ConnectedSources(try Composition(simulated: child.config))
        let monitor = Monitor(
            sources: connected.sources, history: MemoryHistory(),
            logger: Logger(label: "latency") { _ in SwiftLogNoOpLogHandler() })
        let watch = Task {
            var watch = ChangeWatch(since: SystemClock().now)
            for await snapshot in monitor.snapshots {
                watch.note(snapshot.table, at: SystemClock().now)
            }
            return watch.delays
        }
        await monitor.start()
        try await Task.sleep(for: .seconds(seconds))
        await monitor.stop()
        let delays = await watch.value
        await connected.disconnect()
        print("provider       changes   median    worst")
        for kind in ProviderKind.numbered {
            let sorted = (delays[kind] ?? []).sorted()
            guard let worst = sorted.last else {
                print("\(kind.rawValue): no change in this time")
                continue
            }
            let name = kind.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
            let median = sorted[sorted.count / 2]
            print(
                name,
                String(
                    format: "%7d %7.1f s %7.1f s", sorted.count, Double(median) / 1_000,
                    Double(worst) / 1_000))
        }
    }
}

/// Notes for each run that begins or ends how much later that shows.
struct ChangeWatch {
    /// The delays in milliseconds.
    private(set) var delays: [ProviderKind: [Int64]] = [:]

    private let start: Timestamp
    private var statuses: [RunKey: RunStatus] = [:]

    /// - Parameter start: Changes before it are not counted.
    init(since start: Timestamp) { self.start = start }

    mutating func note(_ table: RunTable, at now: Timestamp) {
        for row in table.rows {
            let run = table.run(in: row)
            guard statuses.updateValue(run.status, forKey: run.key) != run.status,
                run.timeSource == .provider,
                let change = run.finishedAt ?? run.startedAt, change > start
            else { continue }
            delays[run.provider, default: []].append(max(0, now.milliseconds(since: change)))
        }
    }
}
