package import Engine
import Foundation
package import Logging
package import Query
import Runs
import RunTable
import UserConfiguration
import Terminal
package import TUI

/// The terminal interface on the sources of a composition.
@MainActor
package struct Interface {
    private let composition: Composition
    private let beginning: Beginning
    private let polling: Monitor.Plan.Polling
    private let logLevel: Logger.Level?

    /// What the first screen shows; nil keeps what the last session showed.
    package struct Beginning: Hashable, Sendable {
        /// The filter.
        package var query: Query?
        /// The view.
        package var view: View?
        /// The name of the theme.
        package var theme: String?

        /// Creates a beginning that keeps all of the last session.
        package init() {}

        /// Returns the last session, changed by the configured view, and then by this beginning.
        func session(after last: Session?, preset: SavedView? = nil) -> Session {
            var session = last ?? Session()
            if let preset {
                session.request = preset.request
                session.view = preset.view
                session.run = nil
            }
            if let query { session.request.query = query }
            if let view { session.view = view }
            if theme != nil { session.theme = nil }
            return session
        }
    }

    /// Creates an interface. The log level applies to the log file; the terminal shows no log.
    package init(
        composition: Composition, beginning: Beginning,
        polling: Monitor.Plan.Polling = .on, logLevel: Logger.Level?
    ) {
        self.polling = polling
        self.composition = composition
        self.beginning = beginning
        self.logLevel = logLevel
    }

    /// Opens the interface, and returns when the user leaves it.
    /// - Throws: An error about the terminal, the theme, or a history of a later version.
    package func run() async throws(CommandError) {
        let theme = try composition.theme(named: beginning.theme)
        let (notices, notice) = AsyncStream.makeStream(of: App.Notice.self)
        let log = ProgramLog.interface(
            level: logLevel, file: composition.logFile,
            recovered: { notice.yield(.log(isLost: false)) },
            notice: {
                notice.yield(.status(StatusMessage($0)))
                notice.yield(.log(isLost: true))
            })
        let (history, isRefused) = try await composition.history.openLive(
            for: polling == .off ? .showing : .keeping, log: log.logger
        ) { text in
            notice.yield(.status(StatusMessage(text, .warning)))
        }
        // Log and history share a folder: one message about it is enough.
        if isRefused { log.muteFileErrors() }
        let time = SteadyClock()
        let live = LiveSettings(composition)
        let connect:
            @Sendable (Composition, Set<SourceName>?) throws(CommandError) -> ConnectedSources =
                { (composition, names) throws(CommandError) in
                    try ConnectedSources(
                        composition.keeping(names), log: log, clock: time,
                        observe: { source, exchange in
                            notice.yield(
                                .request(exchange.request(endedAt: time.now), to: source))
                        }, settings: { live.current })
                }
        let connected = try connect(composition, nil)
        let screen: NcursesScreen
        do throws(TerminalError) {
            screen = try NcursesScreen(environment: composition.environment)
        } catch {
            await connected.disconnect()
            throw CommandError(error)
        }
        var plan = Monitor.Plan(owner: .thisProcess())
        plan.polling = polling
        plan.retention = Retention(composition.config)
        let monitor = Monitor(
            sources: connected.sources, history: history, plan: plan, clock: time,
            logger: log.logger)
        let last = live.sessionFile?.read(offset: composition.clock.offset(atWall:))
        let session = beginning.session(after: last, preset: composition.defaultView)
        let depth = screen.colorDepth
        let shown = composition.theme(pickedAs: session.theme) ?? theme
        let shelf = { @Sendable [composition] in composition.themes().fitting(depth) }
        let reloader = Reloader(
            live, monitor, connected, stamp: composition.stamp,
            Reloader.Effects(
                connect: connect,
                theme: { [beginning] composition in
                    guard beginning.theme == nil else { return nil }
                    return composition.theme(pickedAs: composition.config.theme)?.fitting(depth)
                },
                shelf: shelf, report: { notice.yield($0) }))
        let services = InterfaceServices(
            environment: composition.environment, monitor: monitor, reloader: reloader,
            settings: live, isPolling: polling == .on, time: time, logger: log.logger,
            shelf: shelf,
            report: { notice.yield($0) })
        let app = App(
            state: state(on: screen, session, at: time.now, isFirstTime: last == nil),
            theme: shown.fitting(depth), screen: screen, services: services, notices: notices)
        await monitor.start()
        let ticks = time.seconds { Task { await reloader.look() } }
        await app.run(snapshots: monitor.snapshots, ticks: ticks)
        screen.close()
        live.sessionFile?.write(app.session, log: log.logger)
        await Shutdown.end(monitor) { await reloader.disconnect() }
    }

    /// Without a session file, as in a demo, every start is the first.
    private func state(
        on screen: NcursesScreen, _ session: Session, at now: Timestamp, isFirstTime: Bool
    ) -> State {
        var setup = composition.setup
        setup.mouse = composition.config.mouse
        var state = State(
            size: screen.size, now: now, glyphs: screen.supportsUnicode ? .unicode : .ascii,
            setup: setup, session: session)
        state.terminal.isFirstTime = isFirstTime
        return state
    }
}

extension SteadyClock {
    /// Returns the start of each second, the newest only, and calls `look` at each.
    fileprivate func seconds(
        _ look: @escaping @Sendable () -> Void
    ) -> AsyncStream<Timestamp> {
        let (ticks, tick) = AsyncStream.makeStream(
            of: Timestamp.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task {
            do {
                while true {
                    let reading = reading
                    let next = Timestamp(seconds: reading.now.milliseconds / 1_000 + 1)
                    try await nap(until: next, by: reading.shift)()
                    tick.yield(now)
                    look()
                }
            } catch {
                tick.finish()
            }
        }
        tick.onTermination = { _ in task.cancel() }
        return ticks
    }
}
