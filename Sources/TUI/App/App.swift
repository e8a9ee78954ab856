import Query
package import Runs
package import RunTable
package import Terminal

/// Runs the interface: takes messages in on the main actor, shows frames, and hands effects on.
@MainActor
package final class App {
    private var state: State
    private let theme: Theme
    private let screen: any Screen
    private let services: any AppServices
    private var exporting: Task<Void, Never>?
    private let lister: ListingWorker
    private var listing: Listing?
    private var kinSearch: Task<Void, Never>?
    private var isFrameDue = false
    private var painter = FramePainter()
    private var isRunning = true
    private let notices: AsyncStream<Notice>

    /// What is to be told or asked, beside what the engine publishes.
    package enum Notice: Sendable {
        /// Something to tell.
        case status(StatusMessage)
        /// The log cannot be written any more, or can be again.
        case log(isLost: Bool)
        /// Something to ask.
        case reserve(ReserveQuestion)
        /// Older runs were read, or could not be.
        case older(OlderNews)
        /// A call to a source is over.
        case request(SourceRequest, to: SourceName)
        /// How far an export is, or what came of it.
        case export(ExportNews)
        /// The themes were read again.
        case themes(ThemeShelf)
        /// The configuration was read again.
        case setup(Setup, saying: StatusMessage)
        /// The configuration was read again and is wrong, for these reasons.
        case setupRefused([String], saying: StatusMessage)

        fileprivate var message: Message {
            switch self {
            case .status(let status): .notice(status)
            case .log(let isLost): .log(isLost: isLost)
            case .reserve(let question): .reserve(question)
            case .older(let news): .older(news)
            case .request(let request, let source): .request(request, to: source)
            case .export(let news): .export(news)
            case .themes(let shelf): .themes(shelf)
            case .setup(let setup, let sentence): .setup(setup, saying: sentence)
            case .setupRefused(let reasons, let sentence):
                .setupRefused(reasons, saying: sentence)
            }
        }
    }

    /// A question that is being answered.
    private struct Listing {
        let request: RunListing.Request
        let view: View
        let task: Task<Void, Never>
        /// Whether the runs have changed since it was asked.
        var isStale = false
    }

    /// Joins a first state, a screen and the program around them.
    ///
    /// - Parameters:
    ///   - state: What the first frame shows.
    ///   - theme: The style of every role.
    ///   - screen: Where frames go and input comes from.
    ///   - services: What else is done for the person.
    ///   - notices: What is to be told to the person, or asked.
    package init(
        state: State, theme: Theme, screen: any Screen, services: any AppServices,
        notices: AsyncStream<Notice>
    ) {
        self.state = state
        self.state.theme = theme
        self.theme = theme
        self.screen = screen
        self.services = services
        self.notices = notices
        lister = ListingWorker(records: services.records)
    }

    /// What somebody will want to find again.
    package var session: Session { state.session }

    /// Shows the first frame and goes on until somebody quits or the terminal is gone.
    ///
    /// - Parameters:
    ///   - snapshots: What the engine publishes.
    ///   - ticks: The time, once a second.
    package func run(
        snapshots: AsyncStream<MonitorSnapshot>, ticks: AsyncStream<Timestamp>
    ) async {
        if state.isMouseWanted { screen.setMouse(true) }
        present()
        screen.setTitle(Alarm.title(0, state.glyphs))
        let events = screen.events
        let notices = notices
        await withDiscardingTaskGroup { group in
            group.addTask { await self.take(snapshots) { .snapshot($0) } }
            group.addTask { await self.tick(with: ticks) }
            group.addTask { await self.take(notices) { $0.message } }
            for await event in events {
                receive(.input(event))
                guard isRunning else { break }
            }
            group.cancelAll()
        }
        listing?.task.cancel()
        kinSearch?.cancel()
        exporting?.cancel()
        // What was written of a file is removed before the program ends.
        await exporting?.value
    }

    private func take<Element: Sendable>(
        _ stream: AsyncStream<Element>, as message: (Element) -> Message
    ) async {
        for await element in stream { receive(message(element)) }
    }

    /// Takes the time in, more seldom while nobody looks.
    private func tick(with ticks: AsyncStream<Timestamp>) async {
        for await now in ticks where state.needsTick(at: now) { receive(.tick(now)) }
    }

    private func receive(_ message: Message) {
        guard isRunning else { return }
        var wasStill = false
        if case .tick = message { wasStill = state.isTimeInHeaderAlone }
        let effects = update(&state, message)
        for effect in effects { carryOut(effect) }
        guard wasStill, effects.isEmpty, state.isTimeInHeaderAlone else { return scheduleFrame() }
        presentHeader()
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .list: list()
        case .poll(let source, let reserve): services.poll(source, reserve)
        case .readOlder(let question): services.readOlder(question)
        case .readRun(let key):
            Task { [services] in
                guard let run = await services.run(for: key) else { return }
                receive(.run(run))
            }
        case .readThemes: Task { [services] in receive(.themes(await services.themes())) }
        case .reload: services.reload()
        case .title(let title): screen.setTitle(title)
        case .bell: screen.bell()
        case .findKin(let key): findKin(of: key)
        case .copy(let text):
            services.copy(text)
            guard let words = screen.copy(text).warning else { return }
            receive(.notice(StatusMessage(words, .warning)))
        case .keepSession: services.keep(session)
        case .browse(let page): services.browse(page)
        case .export(let wish):
            let listing = state.listing
            exporting = Task { [services] in await services.export(wish, listing) }
        case .cancelExport: exporting?.cancel()
        case .mouse(let isWanted): screen.setMouse(isWanted)
        case .redraw: screen.redraw()
        case .suspend: screen.suspend()
        case .quit: isRunning = false
        }
    }

    /// Filters and sorts away from the main actor. A new question calls the old one off; runs that
    /// changed meanwhile do not, so that a steady stream of them starves no answer.
    private func list() {
        guard let table = state.shownTable else { return }
        let (request, view, now) = (state.request, state.view, state.shownMoment)
        if listing?.request == request, listing?.view == view {
            listing?.isStale = true
            return
        }
        listing?.task.cancel()
        let look = state.look
        let task = Task {
            let glimpse = await lister.glimpse(of: table, request, now: now, at: look)
            if let glimpse, !Task.isCancelled { receive(.listed(glimpse)) }
            let result = await lister.listing(of: table, request, now: now)
            let digests = await digests(of: table, for: view, answering: request.query, now: now)
            guard let result, !Task.isCancelled else { return }
            let isStale = listing?.isStale ?? false
            listing = nil
            receive(.listed(result))
            if let digests { receive(digests) }
            if isStale { list() }
        }
        listing = Listing(request: request, view: view, task: task)
    }

    /// What a view lists in place of runs; nil for a view that does not, or once it is called off.
    private func digests(
        of table: RunTable, for view: View, answering query: Query, now: Timestamp
    ) async -> Message? {
        switch view {
        case .runs, .sources: nil
        case .pipelines:
            await lister.pipelines(of: table, answering: query, now: now)
                .map { .pipelines($0, answering: query) }
        case .errors:
            await lister.errors(of: table, answering: query, now: now)
                .map { .errors($0, answering: query) }
        }
    }

    /// Finds what other runs have to do with a run, away from the main actor.
    private func findKin(of key: RunKey) {
        kinSearch?.cancel()
        let table = state.listing.table
        kinSearch = Task { [lister] in
            guard let kin = await lister.kin(of: key, in: table), !Task.isCancelled else { return }
            receive(.kin(kin))
        }
    }

    /// Shows one frame for all messages that are waiting now.
    private func scheduleFrame() {
        guard !isFrameDue else { return }
        isFrameDue = true
        Task {
            isFrameDue = false
            if isRunning { present() }
        }
    }

    private func present() {
        screen.present(painter.frame(of: state, theme: state.theme ?? theme))
    }

    /// Shows that time went on, where nothing but the header tells of it; a frame that is due anyhow
    /// shows it too.
    private func presentHeader() {
        let ticked = isFrameDue ? nil : painter.ticked(to: state, theme: state.theme ?? theme)
        guard let ticked else { return scheduleFrame() }
        screen.present(ticked)
    }
}

extension ClipboardDelivery {
    /// What to tell instead of "copied"; nil for nothing.
    var warning: String? {
        switch self {
        case .sent: nil
        case .sentToTmux: "sent to tmux, which keeps it only with `set -g set-clipboard on`"
        case .sentToUnknown:
            "sent to the terminal; tmux keeps it only with `set -g set-clipboard on`"
        case .refused: "not copied: this terminal takes no clipboard, or none that long"
        }
    }
}
