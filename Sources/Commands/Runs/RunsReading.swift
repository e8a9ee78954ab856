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

/// Reads every source once and prints the runs, as `synctop runs` does.
package struct RunsReading: Sendable {
    /// Which runs, and how they are printed.
    package var request: RunsRequest
    /// Where the answer may come from.
    package var origin: Monitor.Request.Origin
    /// In which order; of more runs than the limit its first are printed.
    package var order: RunOrder
    /// The statuses to fail on.
    package var failOn: Set<RunStatus>
    /// How long reading and retrying may take.
    package var timeout: Duration

    /// Joins what was asked for.
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

    /// Finds out which time is asked for, at a moment that is now.
    ///
    /// - Throws: A complaint about the time.
    private func window(
        _ composition: Composition, _ query: Query, at now: Timestamp
    ) throws(CommandError) -> ReadingWindow {
        let (earliest, latest) = try composition.span(
            since: request.since, until: request.until, at: now)
        return ReadingWindow(
            query, since: earliest, until: latest, at: now,
            printedBy: now.advanced(by: timeout + .seconds(60)))
    }

    /// Reads the sources of a composition and prints their runs, and on standard error what could
    /// not be read.
    ///
    /// - Returns: How the program ends.
    /// - Throws: A complaint about the filter or the time.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(CommandError) -> ExitStatus {
        let report = try await report(
            composition, log: log, clock: SteadyClock(), .giveLeasesBack)
        var output = StandardOutput()
        await report.write { output.write($0) }
        output.flush()
        if let complaint = output.complaint { throw complaint }
        for line in report.diagnostics { StandardError.tell([line]) }
        return report.status
    }

    /// What a signal does that ends the process, while sources are read.
    private enum Signals: Hashable, Sendable {
        case end
        /// It does so once the leases are given back, so that nobody has to wait for their end.
        case giveLeasesBack
    }

    /// Reads the sources of a composition.
    ///
    /// - Returns: Their runs that answer, and how the sources fared.
    /// - Throws: A complaint about the filter or the time.
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
        // Of one folder that cannot be written, one word is enough.
        if history.map(composition.history.isReplaced(by:)) ?? false { log.hushFile() }
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
        // The first answers tell the time: what a wrong clock has left out is read once it is known,
        // within the same budgets.
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
        tell(of: result, time.deviation)
        let now = time.now.advanced(byMilliseconds: -lead)
        let beginnings = connected.beginnings(since: window.since, at: now)
        return await RunReport(
            result, wanted(query, since: beginnings, until: window.until),
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

    /// Reads once. Where leases may be taken and a signal ends the process, they are given back.
    private func read(
        _ request: Monitor.Request, by monitor: Monitor, _ signals: Signals
    ) async -> MonitorReading {
        guard signals == .giveLeasesBack, case .fresh = request.origin else {
            return await monitor.readOnce(request)
        }
        // A lease is taken when the signal that has to give it back is listened to.
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

    private func tell(of result: MonitorReading, _ deviation: ClockDeviation?) {
        if let deviation { StandardError.tell([ClockText.corrected(deviation)]) }
        if let trouble = result.historyTrouble {
            let words =
                origin == .history
                ? "\(trouble.sentence); leave out --offline to ask the providers"
                : HistoryPlan.sentence(of: trouble)
            StandardError.tell([SafeText.line(words).text])
        }
        if result.expiringCount > 0 {
            StandardError.tell([HistoryText.expiring(result.expiringCount)])
        }
    }

    /// Opens the history, where it has a part in the answer: it forgets what is older than the
    /// configuration keeps, so that a longer look back is the providers' to answer.
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
            for: origin == .history ? .showing : .keeping, within: timeout, log: log
        ) {
            StandardError.tell([SafeText.line($0).text])
        }
    }

    /// Finds where processes share what is left of their budgets; nil for nowhere.
    private func ledger(
        _ plan: HistoryPlan, _ history: (any RunHistory)?, begun: ContinuousClock.Instant,
        log: Logger
    ) async -> (any RunHistory)? {
        if let history { return history }
        return await plan.openForBudgets(within: left(since: begun), log: log) {
            StandardError.tell([SafeText.line($0).text])
        }
    }

    /// What is left of the time that was given: what was waited for so far is part of it.
    private func left(since begun: ContinuousClock.Instant) -> Duration {
        max(.milliseconds(1), timeout - begun.duration(to: .now))
    }
}
