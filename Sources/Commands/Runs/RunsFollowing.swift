import OperatingSystem
package import Engine
import Runs
import UserConfiguration
import TUI

/// The work of `synctop runs --follow`: prints the runs, and then each that is new or changed.
package struct RunsFollowing: Sendable {
    /// What to print; the limit applies to the runs at the start.
    package var request: RunsRequest
    /// Whether to poll sources, or to follow only what other processes store in the history.
    package var polling: Monitor.Plan.Polling
    /// How long to wait for the first reading of all sources.
    package var startTimeout: Duration

    /// Creates the command.
    package init(_ request: RunsRequest, polling: Monitor.Plan.Polling, startTimeout: Duration) {
        self.request = request
        self.polling = polling
        self.startTimeout = startTimeout
    }

    /// Follows the sources until a signal ends it or the reader goes away. Returns the exit status.
    /// - Throws: An error about the filter, the time, the history or standard output.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(CommandError) -> ExitStatus {
        let time = SteadyClock()
        let live = LiveSettings(composition)
        let wanted = try self.wanted(of: composition, live, time)
        let (history, isRefused) = try await composition.history.openLive(
            for: polling == .off ? .showing : .keeping, log: log.logger,
            report: StandardError.report(line:))
        // Log and history share a folder: one message about it is enough.
        if isRefused { log.muteFileErrors() }
        let connect: Connect = { (composition, names) throws(CommandError) in
            try ConnectedSources(
                composition.keeping(names), log: log, clock: time, settings: { live.current })
        }
        let connected = try connect(composition, nil)
        var plan = Monitor.Plan(owner: .thisProcess())
        plan.loading = .records
        plan.polling = polling
        plan.retention = Retention(composition.config)
        let monitor = Monitor(
            sources: connected.sources, history: history, plan: plan, clock: time,
            logger: log.logger)
        let output = OutputWriter()
        let reloader = Reloader(
            live, monitor, connected, stamp: composition.stamp, parts: [.config],
            Reloader.Effects(
                connect: connect, theme: { _ in nil }, shelf: { ThemeShelf() },
                report: { for line in Self.lines(of: $0) { output.report(line) } }))
        let follower = RunFollower(
            monitor, wanted,
            context: CellContext(now: time.now, clock: composition.clock, glyphs: .standard()),
            clock: time, startTimeout: startTimeout)
        await follow(monitor, follower, reloader, output)
        if let failure = output.failure { throw failure }
        return .fine
    }

    private typealias Connect =
        @Sendable (Composition, Set<SourceName>?) throws(CommandError) -> ConnectedSources

    private func wanted(
        of composition: Composition, _ live: LiveSettings, _ time: SteadyClock
    ) throws(CommandError) -> RunReport.Request {
        let query = try composition.query(request.filter)
        let now = time.now
        let (earliest, latest) = try composition.span(
            since: request.since, until: request.until, at: now)
        let age = request.since.flatMap(RunDuration.parse).map {
            Duration.milliseconds($0.milliseconds)
        }
        var wanted = RunReport.Request(
            query: query,
            since: { source in
                if age == nil, let earliest { return earliest }
                return now.advanced(byMilliseconds: -time.lead)
                    .advanced(by: .zero - (age ?? live.depth(of: source)))
            },
            limit: request.limit, format: request.format, failOn: [])
        wanted.until = latest
        return wanted
    }

    private func follow(
        _ monitor: Monitor, _ follower: RunFollower, _ reloader: Reloader, _ output: OutputWriter
    ) async {
        await monitor.start()
        let looking = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil { await reloader.look() }
        }
        await follower.follow(
            write: output.write, report: output.report,
            until: {
                await withTaskGroup { group in
                    group.addTask { _ = await TerminationSignal.wait() }
                    // Without news nothing is written, and a reader that goes away goes unnoticed.
                    group.addTask { await output.readerLeaves() }
                    await group.next()
                    group.cancelAll()
                }
            })
        looking.cancel()
        await Shutdown.end(monitor) { await reloader.disconnect() }
        await Shutdown.end { await output.finish() }
    }

    private static func lines(of notice: App.Notice) -> [String] {
        switch notice {
        case .setup(_, let sentence): [sentence.text]
        case .setupRefused(let reasons, _):
            reasons + ["the configuration cannot be used; the last good one stays in force"]
        case .status, .log, .reserve, .older, .request, .export, .themes, .input, .snapshot, .run,
            .relatedRuns, .listed, .pipelines, .errors, .tick:
            []
        }
    }
}

extension LiveSettings {
    /// How far back a new source is read.
    fileprivate func depth(of source: SourceName) -> Duration {
        let config = current.config
        return config.sources.first { $0.name == source }?.backfill ?? config.backfill
    }
}
