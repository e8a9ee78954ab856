import Query
package import Runs
package import RunTable
package import Terminal

/// Runs the interface on the main actor: applies messages, presents frames, carries out effects.
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

    /// A message from the program, besides the engine's snapshots.
    package typealias Notice = Message

    private struct Listing {
        let request: RunListing.Request
        let view: View
        let task: Task<Void, Never>
        /// Whether the table changed since the task started, so that it has to run again.
        var isStale = false
    }

    /// Creates the interface; `run` starts it.
    package init(
        state: State, theme: Theme, screen: any Screen, services: any AppServices,
        notices: AsyncStream<Notice>
    ) {
        self.state = state
        self.state.themes.shown = theme
        self.theme = theme
        self.screen = screen
        self.services = services
        self.notices = notices
        lister = ListingWorker(records: services.records)
    }

    /// What the next start restores.
    package var session: Session { state.session }

    /// Runs until the user quits or the terminal is gone. `ticks` carries the time once a second.
    package func run(snapshots: AsyncStream<MonitorSnapshot>, ticks: AsyncStream<Timestamp>) async {
        if state.terminal.isMouseWanted { screen.setMouse(true) }
        present()
        screen.setTitle(Alarm.title(0, state.glyphs))
        let events = screen.events
        let notices = notices
        await withDiscardingTaskGroup { group in
            group.addTask { await self.take(snapshots) { .snapshot($0) } }
            group.addTask { await self.tick(with: ticks) }
            group.addTask { await self.take(notices) { $0 } }
            for await event in events {
                receive(.input(event))
                guard isRunning else { break }
            }
            group.cancelAll()
        }
        listing?.task.cancel()
        kinSearch?.cancel()
        exporting?.cancel()
        // A cancelled export removes its file before the program ends.
        await exporting?.value
    }

    private func take<Element: Sendable>(
        _ stream: AsyncStream<Element>, as message: (Element) -> Message
    ) async {
        for await element in stream { receive(message(element)) }
    }

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
        case .findRelatedRuns(let key): findRelatedRuns(of: key)
        case .copy(let text):
            services.copy(text)
            guard let words = screen.copy(text).warning else { return }
            receive(.status(StatusMessage(words, .warning)))
        case .keepSession: services.keep(session)
        case .browse(let page): services.browse(page)
        case .export(let request):
            let listing = state.runs.listing
            exporting = Task { [services] in await services.export(request, listing) }
        case .cancelExport: exporting?.cancel()
        case .mouse(let isWanted): screen.setMouse(isWanted)
        case .redraw: screen.redraw()
        case .suspend: screen.suspend()
        case .quit: isRunning = false
        }
    }

    /// Filters and sorts off the main actor. A new request cancels the old one. New runs do not, so
    /// that a steady stream of them cannot hold up the answer.
    private func list() {
        guard let table = state.shownTable else { return }
        let (request, view, now) = (state.runs.request, state.view, state.shownMoment)
        if listing?.request == request, listing?.view == view {
            listing?.isStale = true
            return
        }
        listing?.task.cancel()
        let look = state.runs.look(rows: state.size.rows)
        let task = Task {
            let glimpse = await lister.preview(of: table, request, now: now, at: look)
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

    private func findRelatedRuns(of key: RunKey) {
        kinSearch?.cancel()
        let table = state.runs.listing.table
        kinSearch = Task { [lister] in
            guard let relatedRuns = await lister.relatedRuns(of: key, in: table), !Task.isCancelled
            else { return }
            receive(.relatedRuns(relatedRuns))
        }
    }

    private func scheduleFrame() {
        guard !isFrameDue else { return }
        isFrameDue = true
        Task {
            isFrameDue = false
            if isRunning { present() }
        }
    }

    private func present() {
        screen.present(painter.frame(of: state, theme: state.themes.shown ?? theme))
    }

    /// Redraws only the header; a frame that is due shows the time too.
    private func presentHeader() {
        let ticked =
            isFrameDue ? nil : painter.ticked(to: state, theme: state.themes.shown ?? theme)
        guard let ticked else { return scheduleFrame() }
        screen.present(ticked)
    }
}

extension ClipboardDelivery {
    /// The warning that replaces "copied"; nil for none.
    var warning: String? {
        switch self {
        case .sent: nil
        case .sentToTmux: "sent to tmux, which keeps it only with `set -g set-clipboard on`"
        case .sentToUnknown:
            "sent to the terminal; tmux keeps it only with `set -g set-clipboard on`"
        case .refused: "not copied: the terminal does not support copying, or the text is too long"
        }
    }
}

/// What the interface requests from the program. Slow results come back as notices.
package protocol AppServices: Sendable {
    /// Polls a source now, or all sources for nil.
    func poll(_ source: SourceName?, _ reserve: ReserveUse)

    func readOlder(_ question: RunQuestion)

    /// Reads a run in full; nil if it is no longer kept.
    func run(for key: RunKey) async -> Run?

    /// Reads the full records of runs, for filters that need them.
    func records(of keys: [RunKey]) async -> [RunKey: RunRecord]

    func themes() async -> ThemeShelf

    /// Reloads the configuration.
    func reload()

    /// Saves the session for the next start.
    func keep(_ session: Session)

    func browse(_ page: String)

    /// Copies a text by other means than the terminal's clipboard sequence.
    func copy(_ text: String)

    /// Writes a listing to a file, until it is done or the task is cancelled.
    func export(_ request: ExportRequest, _ listing: RunListing) async
}
