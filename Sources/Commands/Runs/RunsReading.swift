import OperatingSystem
package import Engine
import Foundation
import History
import Logging
import Query
package import Runs
package import RunTable
import UserConfiguration
import TUI

/// The work of `synctop runs`: reads every source once and prints the runs.
package struct RunsReading: Sendable {
    /// What to print.
    package var request: RunsRequest
    /// Where the runs may come from.
    package var origin: Monitor.Request.Origin
    /// The order; a limit keeps the first runs.
    package var order: RunOrder
    /// The statuses to fail on.
    package var failOn: Set<RunStatus>
    /// The time limit for reading and retrying.
    package var timeout: Duration

    /// Creates the command.
    package init(
        _ request: RunsRequest, origin: Monitor.Request.Origin, order: RunOrder = .newestFirst,
        failOn: Set<RunStatus> = [], timeout: Duration
    ) {
        self.request = request
        self.origin = origin
        self.order = order
        self.failOn = failOn
        self.timeout = timeout
    }

    /// The requested time, by a clock that shows `now`.
    private func window(
        _ composition: Composition, _ query: Query, at now: Timestamp
    ) throws(CommandError) -> ReadingWindow {
        let (earliest, latest) = try composition.span(
            since: request.since, until: request.until, at: now)
        return ReadingWindow(
            query, since: earliest, until: latest, at: now,
            printedBy: now.advanced(by: timeout + .seconds(60)))
    }

    /// Reads the sources and prints their runs, and problems to standard error. Returns the status.
    /// - Throws: An error about the filter, the time, the history or standard output.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(CommandError) -> ExitStatus {
        let report = try await report(
            composition, log: log, clock: SteadyClock(), .releaseLeases)
        var output = StandardOutput()
        await report.write { output.write($0) }
        output.flush()
        if let loss = output.loss { throw loss }
        for line in report.diagnostics { StandardError.report([line]) }
        return report.status
    }

    /// What a terminating signal does while sources are read.
    private enum Signals: Hashable, Sendable {
        case end
        /// Ends the process once its leases are released, so that no other process waits.
        case releaseLeases
    }

    /// Reads the sources of a composition, and selects the matching runs.
    /// - Throws: An error about the filter, the time or the history.
    package func report(
        _ composition: Composition, log: ProgramLog, clock: SteadyClock = SteadyClock()
    ) async throws(CommandError) -> RunReport {
        try await report(composition, log: log, clock: clock, .end)
    }

    private func report(
        _ composition: Composition, log: ProgramLog, clock time: SteadyClock, _ signals: Signals
    ) async throws(CommandError) -> RunReport {
        let begun = ContinuousClock.now
        let query = try composition.query(request.filter)
        let start = time.now
        let asked = try self.window(composition, query, at: start)
        let history = try await openHistory(composition, since: asked.since, log: log.logger)
        // Log and history share a folder: one message about it is enough.
        if history.map(composition.history.isReplaced(by:)) ?? false { log.muteFileErrors() }
        let connected = try ConnectedSources(composition, log: log, clock: time)
        let ledger = await ledger(composition.history, history, begun: begun, log: log.logger)
        var plan = Monitor.Plan(owner: .thisProcess())
        plan.retention = Retention(composition.config)
        let monitor = Monitor(
            sources: connected.sources, history: ledger ?? MemoryHistory(), plan: plan,
            clock: time, logger: log.logger)
        var reading = Monitor.Request(
            history == nil ? .providers : origin, since: asked.since, timeout: left(since: begun))
        reading.question = asked.question
        var result = await read(reading, by: monitor, signals)
        // The first answers show how far this clock is off. Reads what it left out, within the same
        // budgets.
        let lead = time.lead
        let window = try self.window(composition, query, at: start.advanced(byMilliseconds: -lead))
        if !asked.covers(window) {
            (reading.since, reading.question) = (window.since, window.question)
            reading.further = .milliseconds(lead)
            reading.timeout = left(since: begun)
            let again = await read(reading, by: monitor, signals)
            if again.replaces(result) { result = again }
        }
        await connected.disconnect()
        report(result, time.deviation)
        let now = time.now.advanced(byMilliseconds: -lead)
        let starts = connected.startTimes(since: window.since, at: now)
        return await RunReport(
            result, wanted(query, since: starts, until: window.until),
            context: CellContext(now: now, clock: composition.clock, glyphs: .standard()), now: now)
    }

    private func wanted(
        _ query: Query, since: @escaping @Sendable (SourceName) -> Timestamp, until: Timestamp?
    ) -> RunReport.Request {
        var wanted = RunReport.Request(
            query: query, since: since, limit: request.limit, format: request.format,
            failOn: failOn)
        wanted.until = until
        wanted.order = .sorted(order)
        return wanted
    }

    /// Reads once. A signal that ends the process releases the leases that the reading may hold.
    private func read(
        _ request: Monitor.Request, by monitor: Monitor, _ signals: Signals
    ) async -> MonitorReading {
        guard signals == .releaseLeases, case .fresh = request.origin else {
            return await monitor.readOnce(request)
        }
        // Acquires a lease only once the signal that releases it is handled.
        let (listenings, listens) = AsyncStream.makeStream(of: Void.self)
        let reading = Task {
            for await _ in listenings {}
            return await monitor.readOnce(request)
        }
        let listening = Task {
            defer { listens.finish() }
            guard let signal = await TerminationSignal.wait(begun: { listens.finish() })
            else { return }
            reading.cancel()
            await Shutdown.end { await monitor.releaseLeases() }
            TerminationSignal.end(by: signal)
        }
        let result = await reading.value
        listening.cancel()
        await listening.value
        return result
    }

    private func report(_ result: MonitorReading, _ deviation: ClockDeviation?) {
        if let deviation { StandardError.report([ClockText.corrected(deviation)]) }
        if let trouble = result.historyTrouble {
            let words =
                origin == .history
                ? "\(trouble.sentence); leave out --offline to ask the providers"
                : HistoryPlan.sentence(of: trouble)
            StandardError.report(line: words)
        }
        if result.expiringCount > 0 {
            StandardError.report([HistoryText.expiring(result.expiringCount)])
        }
    }

    /// Opens the history if it can contribute: it holds no runs beyond the configured retention, so
    /// only providers can answer for an earlier time.
    private func openHistory(
        _ composition: Composition, since: Timestamp?, log: Logger
    ) async throws(CommandError) -> (any RunHistory)? {
        switch origin {
        case .providers: return nil
        case .fresh:
            let config = composition.config
            let kept = SystemClock().now.advanced(by: .zero - config.retention)
            let depth = config.sources.map { $0.backfill ?? config.backfill }.max()
            let earliest = since ?? SystemClock().now.advanced(by: .zero - (depth ?? .zero))
            guard earliest >= kept else { return nil }
        case .history: break
        }
        return try await composition.history.open(
            for: origin == .history ? .showing : .keeping, within: timeout, log: log,
            report: StandardError.report(line:))
    }

    /// The history that shares call budgets; nil to share none.
    private func ledger(
        _ plan: HistoryPlan, _ history: (any RunHistory)?, begun: ContinuousClock.Instant,
        log: Logger
    ) async -> (any RunHistory)? {
        if let history { return history }
        return await plan.openForBudgets(
            within: left(since: begun), log: log, report: StandardError.report(line:))
    }

    /// The rest of the timeout, which counts earlier waits too.
    private func left(since begun: ContinuousClock.Instant) -> Duration {
        max(.milliseconds(1), timeout - begun.duration(to: .now))
    }
}
