package import Engine
import Runs
import TUI

/// Prints the runs of sources, and then each one that is new or changed, as
/// `synctop runs --follow` does.
package struct RunsFollowing: Sendable {
    /// A filter expression.
    package var filter: String
    /// A duration back from now or a time, nil for each source's own depth.
    package var since: String?
    /// A duration back from now or a time: only runs that began then or earlier.
    package var until: String?
    /// At most so many runs to begin with, the newest.
    package var limit: Int?
    /// In which format.
    package var format: RunReport.Format
    /// Whether sources are polled, or what other processes keep in the history is all there is.
    package var polling: Monitor.Plan.Polling
    /// How long the first look at every source is waited for.
    package var patience: Duration

    /// Joins what was asked for.
    package init(
        filter: String, since: String?, until: String?, limit: Int?, format: RunReport.Format,
        polling: Monitor.Plan.Polling, patience: Duration
    ) {
        self.filter = filter
        self.since = since
        self.until = until
        self.limit = limit
        self.format = format
        self.polling = polling
        self.patience = patience
    }

    /// Follows the sources of a composition until the program is to end, or nobody reads any more.
    ///
    /// - Returns: How the program ends.
    /// - Throws: A complaint about the filter, the time, the history or standard output.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(Complaint) -> ExitStatus {
        let query = try composition.query(filter)
        let (earliest, latest) = try composition.span(since: since, until: until)
        let history = try await composition.history.open(
            for: polling == .off ? .showing : .keeping, log: log.logger
        ) {
            StandardError.tell([SafeText.line($0).text])
        }
        if composition.history.isReplaced(by: history) { log.hushFile() }
        let connected = try ConnectedSources(composition, log: log)
        var plan = Monitor.Plan(owner: .thisProcess())
        plan.loading = .records
        plan.polling = polling
        plan.retention = Retention(composition.config)
        let monitor = Monitor(
            sources: connected.sources, history: history, plan: plan, logger: log.logger)
        let now = SystemClock().now
        let follower = RunFollower(
            monitor,
            RunReport.Request(
                query: query, since: connected.beginnings(since: earliest, at: now),
                until: latest, limit: limit, format: format, failOn: []),
            context: CellContext(now: now, clock: composition.clock, glyphs: .standard()),
            patience: patience)
        let output = OutputWriter()
        await monitor.start()
        await follower.follow(
            write: output.write, tell: output.tell, until: { _ = await Interruption.wait() })
        await Farewell.end(monitor, connected)
        await Farewell.end { await output.finish() }
        if let complaint = output.complaint { throw complaint }
        return .fine
    }
}
