import ArgumentParser
import Commands
import Engine
import Foundation
import History
import Logging
import Runs
import RunTable
import Simulator
import TestSupport

/// Counts the calls of a quiet day: 50 pipelines, 10 new runs an hour, on a clock that is set.
struct Economy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Count the calls an hour that polling each provider takes.")

    @Option(help: "How often each account is polled, in seconds.") var interval = 15
    @Option(help: "How many hours to count, after one to settle.") var hours = 1

    func run() async throws {
        print("provider        plan       calls/h   first pages/h   saved   runs")
        for vendor in SimulatedVendor.allCases {
            try await count(
                vendor, plan: LeadLexPlan(perDay: 10_000, perMinute: 100),
                note: vendor == .leadlex ? "org" : "")
        }
        try await count(.leadlex, plan: .starter, note: "starter")
    }

    private func count(_ vendor: SimulatedVendor, plan: LeadLexPlan, note: String) async throws {
        let start = Timestamp(seconds: 1_780_012_800)
        let clock = ManualClock(now: start)
        let world = QuietWorld(
            from: start.advanced(by: .seconds(-86_400)),
            until: start.advanced(by: .seconds(3_600 * Int64(hours + 2))))
        let server = try await SimulatorServer.start(
            SimulatorConfiguration(
                clock: { clock.now.date }, worlds: [world.of(vendor, plan: plan)]))
        let config = server.configText()
            .replacing("interval = \"1s\"", with: "interval = \"\(interval)s\"")
        let connected = try ConnectedSources(try Composition(simulated: config), clock: clock)
        let monitor = Monitor(
            sources: connected.sources, history: MemoryHistory(), clock: clock,
            logger: Logger(label: "economy") { _ in SwiftLogNoOpLogHandler() })
        await monitor.start()
        await pass(3_600, on: clock)
        let before = await server.requestCount(for: vendor)
        await pass(3_600 * Int64(hours), on: clock)
        let calls = (await server.requestCount(for: vendor) - before) / hours
        let runs = await monitor.snapshot.table.count
        await monitor.stop()
        await connected.disconnect()
        await server.shutdown()
        let first = 3_600 / interval * QuietWorld.pipelines
        print(
            vendor.rawValue.padding(toLength: 15, withPad: " ", startingAt: 0),
            note.padding(toLength: 8, withPad: " ", startingAt: 0),
            String(
                format: "%9d %15d %6.1f%% %6d", calls, first,
                100 - Double(calls) * 100 / Double(first), runs))
    }

    /// Lets time pass from one deadline to the next, so that nothing that was planned is missed.
    private func pass(_ seconds: Int64, on clock: ManualClock) async {
        let end = clock.now.advanced(by: .seconds(seconds))
        while true {
            // Snapshots are put off by a few milliseconds, polls by a quarter of a second at least.
            await clock.sleepers(atLeast: 1, after: clock.now.advanced(byMilliseconds: 100))
            guard let next = clock.nextDeadline, next < end else { break }
            clock.set(to: next)
        }
        clock.set(to: end)
    }
}

extension Timestamp {
    /// The same moment for a simulator.
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}
