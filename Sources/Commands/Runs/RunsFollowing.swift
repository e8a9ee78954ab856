import OperatingSystem
package import Engine
import Runs
import UserConfiguration
import TUI

/// Prints the runs of sources, and then each one that is new or changed, as
/// `synctop runs --follow` does.
package struct RunsFollowing: Sendable {
    /// Which runs, and how they are printed; of those at first, the newest up to the limit.
    package var request: RunsRequest
    /// Whether sources are polled, or what other processes keep in the history is all there is.
    package var polling: Monitor.Plan.Polling
    /// How long the first look at every source is waited for.
    package var patience: Duration

    /// Joins what was asked for.
    package init(_ request: RunsRequest, polling: Monitor.Plan.Polling, patience: Duration) {
        self.request = request
        self.polling = polling
        self.patience = patience
    }

    /// Follows the sources of a composition until the program is to end, or nobody reads any more.
    ///
    /// - Returns: How the program ends.
    /// - Throws: A complaint about the filter, the time, the history or standard output.
    package func print(
        _ composition: Composition, log: ProgramLog
    ) async throws(CommandError) -> ExitStatus {
        let time = SteadyClock()
        let live = LiveSettings(composition)
        let wanted = try self.wanted(of: composition, live, time)
        let (history, isRefused) = try await composition.history.openLive(
            for: polling == .off ? .showing : .keeping, log: log.logger
        ) {
            StandardError.tell([SafeText.line($0).text])
        }
        // Of one folder that cannot be written, one word is enough.
        if isRefused { log.hushFile() }
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
                report: { for line in Self.lines(of: $0) { output.tell(line) } }))
        let follower = RunFollower(
            monitor, wanted,
            context: CellContext(now: time.now, clock: composition.clock, glyphs: .standard()),
            clock: time, patience: patience)
        await follow(monitor, follower, reloader, output)
        if let complaint = output.complaint { throw complaint }
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
            write: output.write, tell: output.tell,
            until: {
                await withTaskGroup { group in
                    group.addTask { _ = await TerminationSignal.wait() }
                    // Without news nothing is written, and a reader that leaves goes unnoticed.
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
            .kin, .listed, .pipelines, .errors, .tick:
            []
        }
    }
}

extension LiveSettings {
    /// How far back a source is read when new.
    fileprivate func depth(of source: SourceName) -> Duration {
        let config = current.config
        return config.sources.first { $0.name == source }?.backfill ?? config.backfill
    }
}
