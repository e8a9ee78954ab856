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
package struct RunsSurvey: Sendable {
    /// A filter expression.
    package var filter: String
    /// A duration back from now or a time, nil for each source's own depth.
    package var since: String?
    /// A duration back from now or a time: only runs that began then or earlier.
    package var until: String?
    /// Where the answer may come from.
    package var origin: Origin
    /// At most so many runs.
    package var limit: Int?
    /// In which order; of more runs than the limit its first are printed.
    package var order: RunOrder
    /// In which format.
    package var format: RunReport.Format
    /// The statuses to fail on.
    package var failOn: Set<RunStatus>
    /// How long reading and retrying may take.
    package var timeout: Duration

    /// Where an answer may come from.
    package enum Origin: Hashable, Sendable {
        /// From the providers alone.
        case providers
        /// From the history as far as it is younger than so long, else from the providers.
        case fresh(Duration)
        /// From the history alone.
        case history
    }

    /// Joins what was asked for.
    package init(
        filter: String, since: String?, until: String?, origin: Origin, limit: Int?,
        order: RunOrder = .newestFirst, format: RunReport.Format, failOn: Set<RunStatus>,
        timeout: Duration
    ) {
        self.order = order
        self.filter = filter
        self.since = since
        self.until = until
        self.origin = origin
        self.limit = limit
        self.format = format
        self.failOn = failOn
        self.timeout = timeout
    }

    /// Finds out which time is asked for, at a moment that is now.
    ///
    /// - Throws: A complaint about the time.
    private func window(
        _ composition: Composition, _ query: Query, at now: Timestamp
    ) throws(CommandError) -> SurveyWindow {
        let (earliest, latest) = try composition.span(since: since, until: until, at: now)
        return SurveyWindow(
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
        /// It does so at once.
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
        let query = try composition.query(filter)
        let start = time.now
        let asked = try self.window(composition, query, at: start)
        let history = try await openHistory(composition, since: asked.since, log: log.logger)
        // Of one folder that cannot be written, one word is enough.
        if history.map(composition.history.isReplaced(by:)) ?? false { log.hushFile() }
        let connected = try ConnectedSources(composition, log: log, clock: time)
        let ledger = await ledger(composition.history, history, begun: begun, log: log.logger)
        let reader = Reader(
            budgets: CallBudgets(connected.sources, sharedBy: ledger, clock: time),
            retention: Retention(composition.config), history: history, clock: time,
            logger: log.logger, signals: signals, begun: begun)
        var result = await read(connected.sources, asked, query, reader)
        // The first answers tell the time: what a wrong clock has left out is read once it is known,
        // within the same budgets.
        let lead = time.lead
        let window = try self.window(composition, query, at: start.advanced(byMilliseconds: -lead))
        if !asked.covers(window) {
            let sources = connected.sources.map { $0.reading(back: .milliseconds(lead)) }
            let again = await read(sources, window, query, reader)
            if again.replaces(result) { result = again }
        }
        await connected.disconnect()
        tell(of: result, time.deviation)
        let now = time.now.advanced(byMilliseconds: -lead)
        return await RunReport(
            result,
            RunReport.Request(
                query: query, since: connected.beginnings(since: window.since, at: now),
                until: window.until, limit: limit, order: .sorted(order), format: format,
                failOn: failOn),
            context: CellContext(now: now, clock: composition.clock, glyphs: .standard()),
            now: now)
    }

    /// Says what a person should know of a reading.
    private func tell(of result: SurveyResult, _ deviation: ClockDeviation?) {
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

    /// What sources are read with.
    private struct Reader: Sendable {
        let budgets: CallBudgets
        let retention: Retention
        let history: (any RunHistory)?
        let clock: SteadyClock
        let logger: Logger
        let signals: Signals
        let begun: ContinuousClock.Instant
    }

    private func read(
        _ sources: [MonitoredSource], _ window: SurveyWindow, _ query: Query, _ reader: Reader
    ) async -> SurveyResult {
        let (clock, logger) = (reader.clock, reader.logger)
        let left = left(since: reader.begun)
        guard let history = reader.history else {
            return await Survey(within: reader.budgets, clock: clock, logger: logger).read(
                sources, since: window.since, question: window.question, timeout: left)
        }
        // What is kept has to be whole: it is asked for everything, and filtered here.
        let maxAge: Duration? = if case .fresh(let age) = origin { age } else { nil }
        var wish = HistorySurvey.Wish(
            since: window.since, maxAge: maxAge, timeout: left, owner: .thisProcess())
        wish.retention = reader.retention
        let survey = HistorySurvey(
            history, within: reader.budgets, clock: clock, logger: logger)
        // A lease is taken when the signal that has to give it back is listened to.
        let (listenings, listens) = AsyncStream.makeStream(of: Void.self)
        let reading = Task { [wish] in
            for await _ in listenings {}
            return await survey.read(sources, wish)
        }
        let listening = Task { [wish] in
            defer { listens.finish() }
            guard reader.signals == .giveLeasesBack, maxAge != nil,
                let signal = await TerminationSignal.wait(begun: { listens.finish() })
            else { return }
            reading.cancel()
            await Shutdown.end {
                await release(Set(sources.map(\.name)), of: history, by: wish.owner, logger)
            }
            TerminationSignal.end(by: signal)
        }
        let result = await reading.value
        listening.cancel()
        await listening.value
        return result
    }

    private func release(
        _ sources: Set<SourceName>, of history: any RunHistory, by owner: LeaseOwner,
        _ logger: Logger
    ) async {
        do throws(HistoryError) {
            try await history.release(sources, by: owner)
        } catch {
            logger.notice("leases not given back", metadata: ["error": "\(error)"])
        }
    }
}
