import Engine
import Foundation
import History
import Logging
package import Runs
import Settings
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
    package var order: Runs.SortOrder
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
        order: Runs.SortOrder = .newestFirst, format: RunReport.Format, failOn: Set<RunStatus>,
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

    /// What to ask the sources for, so that they need not tell of everything; nil for that.
    ///
    /// Ages count from when the runs are printed, which is after the reading.
    private func question(_ query: Query, until latest: Timestamp?) -> RunQuestion? {
        let now = SystemClock().now
        var question = RunQuestion(
            query, from: now, to: now.advanced(by: timeout + .seconds(60)))
        question.until = [question.until, latest].compactMap(\.self).min()
        return question.isEverything ? nil : question
    }

    /// Reads the sources of a composition and prints their runs, and on standard error what could
    /// not be read.
    ///
    /// - Returns: How the program ends.
    /// - Throws: A complaint about the filter or the time.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(Complaint) -> ExitStatus {
        let report = try await report(composition, log: log, .giveLeasesBack)
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
        _ composition: Composition, log: ProgramLog
    ) async throws(Complaint) -> RunReport {
        try await report(composition, log: log, .end)
    }

    private func report(
        _ composition: Composition, log: ProgramLog, _ signals: Signals
    ) async throws(Complaint) -> RunReport {
        let begun = ContinuousClock.now
        let query = try composition.query(filter)
        let (earliest, latest) = try composition.span(since: since, until: until)
        let history = try await openHistory(composition, since: earliest, log: log.logger)
        // Of one folder that cannot be written, one word is enough.
        if history.map(composition.history.isReplaced(by:)) ?? false { log.hushFile() }
        let time = SteadyClock()
        let connected = try ConnectedSources(composition, log: log, clock: time)
        // What was waited for so far is part of the time that was given.
        let left = max(.milliseconds(1), timeout - begun.duration(to: .now))
        let result = await read(
            connected.sources, within: left, since: earliest, query, until: latest, from: history,
            budgets: composition.history, keeping: Retention(composition.config), signals,
            clock: time, logger: log.logger)
        await connected.disconnect()
        // A wrong clock hides runs from an age such as the usual `--since`.
        if let deviation = time.deviation {
            StandardError.tell([ClockText.sentence(deviation)])
        }
        let now = time.now
        return await RunReport(
            result,
            RunReport.Request(
                query: query, since: connected.beginnings(since: earliest, at: now),
                until: latest, limit: limit, order: .sorted(order), format: format, failOn: failOn),
            context: CellContext(now: now, clock: composition.clock, glyphs: .standard()),
            now: now)
    }

    /// Opens the history, where it has a part in the answer: it forgets what is older than the
    /// configuration keeps, so that a longer look back is the providers' to answer.
    private func openHistory(
        _ composition: Composition, since: Timestamp?, log: Logger
    ) async throws(Complaint) -> (any RunHistory)? {
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

    private func read(
        _ sources: [MonitoredSource], within timeout: Duration, since: Timestamp?, _ query: Query,
        until latest: Timestamp?,
        from history: (any RunHistory)?, budgets: HistoryPlan, keeping retention: Retention,
        _ signals: Signals, clock: SteadyClock, logger: Logger
    ) async -> SurveyResult {
        guard let history else {
            let shared = await budgets.openForBudgets(within: timeout, log: logger) {
                StandardError.tell([SafeText.line($0).text])
            }
            return await Survey(sharing: shared, clock: clock, logger: logger).read(
                sources, since: since, question: question(query, until: latest), timeout: timeout)
        }
        // What is kept has to be whole: it is asked for everything, and filtered here.
        let maxAge: Duration? = if case .fresh(let age) = origin { age } else { nil }
        var wish = HistorySurvey.Wish(
            since: since, maxAge: maxAge, timeout: timeout, owner: .thisProcess())
        wish.retention = retention
        let survey = HistorySurvey(history, clock: clock, logger: logger)
        // A lease is taken when the signal that has to give it back is listened to.
        let (listenings, listens) = AsyncStream.makeStream(of: Void.self)
        let reading = Task { [wish] in
            for await _ in listenings {}
            return await survey.read(sources, wish)
        }
        let listening = Task { [wish] in
            defer { listens.finish() }
            guard signals == .giveLeasesBack, maxAge != nil,
                let signal = await Interruption.wait(begun: { listens.finish() })
            else { return }
            reading.cancel()
            await Farewell.end {
                await release(Set(sources.map(\.name)), of: history, by: wish.owner, logger)
            }
            Interruption.end(by: signal)
        }
        let result = await reading.value
        listening.cancel()
        await listening.value
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
