import ArgumentParser
import Engine
import Foundation
import History
import Logging
import Query
import Runs
import RunTable
import Terminal
import TUI

/// Opens a large history as the interface does, and then types while runs arrive.
struct OpenBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Say how long a large history takes to be on the screen.")

    @Option(help: "The folder that `history` wrote to.") var folder = "/tmp/synctop-benchmark"
    @Option(help: "How many runs arrive in a second while keys are pressed.") var rate = 1_000
    @Option(help: "How many keys are pressed.") var keys = 300

    func run() async throws {
        let start = ContinuousClock.now
        let history = try await SQLiteHistory(at: folder + "/history.sqlite") { _ in }
        var plan = Monitor.Plan(owner: LeaseOwner("benchmark"))
        plan.polling = .off
        let sources = RunWorld.sources.map { name in
            MonitoredSource(
                name: name, provider: NoProvider(kind: ProviderKind(rawValue: name.text)),
                interval: .seconds(15), backfill: .seconds(86_400))
        }
        let monitor = Monitor(
            sources: sources, history: history, plan: plan,
            logger: Logger(label: "open") { _ in SwiftLogNoOpLogHandler() })
        await monitor.start()
        var table: RunTable?
        var isShown = false
        for await snapshot in monitor.snapshots {
            if !isShown, snapshot.table.count > 0 {
                isShown = true
                let frame = await Self.frame(of: snapshot)
                Self.say("first frame", since: start, target: "100 ms", "\(frame) rows listed")
            }
            guard isShown, snapshot.history.loading == nil else { continue }
            table = snapshot.table
            break
        }
        guard let table else { return }
        Self.say("all loaded", since: start, target: "1000 ms", "\(table.count) runs")
        print(
            "resident: \(ProcessUsage.now.residentMiB) MiB (target 150), at most "
                + "\(ProcessUsage.now.peakMiB) MiB")
        Measured.printHeading()
        await Self.frames(of: table)
        await type(over: table)
        await monitor.stop()
    }

    private static func say(
        _ what: String, since start: ContinuousClock.Instant, target: String, _ more: String
    ) {
        let milliseconds = (ContinuousClock.now - start).milliseconds
        print("\(what): \(Int(milliseconds)) ms (target \(target)), \(more)")
    }

    private static let theme = Theme(name: "benchmark") { _ in nil }

    private static func state(_ size: Size) -> State {
        State(
            size: size, now: RunWorld.now, glyphs: .unicode, setup: Setup(clock: .local))
    }

    /// Draws a first frame, and tells how many runs it lists.
    private static func frame(of snapshot: MonitorSnapshot) async -> Int {
        var state = state(Size(columns: 200, rows: 50))
        _ = update(&state, .snapshot(snapshot))
        let listing = await ListingWorker().listing(
            of: snapshot.table, RunListing.Request(), now: RunWorld.now)
        if let listing { _ = update(&state, .listed(listing)) }
        var frame = Frame(size: state.size)
        render(state, theme: theme, into: &frame)
        return listing?.count ?? 0
    }

    /// Draws full frames of each view.
    private static func frames(of table: RunTable) async {
        var state = state(Size(columns: 200, rows: 50))
        let sources = ProviderKind.numbered.map {
            SourceHealth(name: SourceName($0.rawValue), provider: $0)
        }
        _ = update(&state, .snapshot(MonitorSnapshot(table: table, sources: sources)))
        let lister = ListingWorker()
        guard
            let listing = await lister.listing(
                of: table, RunListing.Request(), now: RunWorld.now)
        else { return }
        _ = update(&state, .listed(listing))
        let pipelines = await lister.pipelines(of: table, answering: .everything, now: RunWorld.now)
        let errors = await lister.errors(of: table, answering: .everything, now: RunWorld.now)
        for view in View.allCases {
            _ = update(&state, .input(.key(.character(Character("\(view.rawValue)")))))
            _ = update(&state, .pipelines(pipelines ?? [], answering: .everything))
            _ = update(&state, .errors(errors ?? [], answering: .everything))
            Measured(200) {
                var frame = Frame(size: state.size)
                render(state, theme: theme, into: &frame)
            }.print("a frame of 200x50, the \(view.name)", target: "2 ms")
        }
    }

    /// Presses keys while runs arrive, and measures until the frame that shows what they did.
    @MainActor
    private func type(over table: RunTable) async {
        let screen = CountingScreen(size: Size(columns: 200, rows: 50))
        let app = App(
            state: Self.state(screen.size), theme: Self.theme, screen: screen,
            services: NoServices(), notices: AsyncStream { $0.finish() })
        let (snapshots, snapshot) = AsyncStream.makeStream(
            of: MonitorSnapshot.self, bufferingPolicy: .bufferingNewest(1))
        snapshot.yield(MonitorSnapshot(table: table, sources: []))
        let arriving = Task { [rate] in
            await Self.arrive(at: rate, in: table) { snapshot.yield($0) }
        }
        let typing = Task {
            try await Task.sleep(for: .seconds(1))
            var durations: [Duration] = []
            for key in Self.typed(keys) {
                try await Task.sleep(for: .milliseconds(20))
                let handled = screen.handledCount
                let start = ContinuousClock.now
                screen.send(.key(key))
                var waited = Duration.zero
                while screen.shownCount == handled, waited < .seconds(2) {
                    await Task.yield()
                    waited = ContinuousClock.now - start
                }
                durations.append(waited)
            }
            return durations
        }
        async let running: Void = app.run(
            snapshots: snapshots, ticks: AsyncStream { $0.finish() })
        let durations = (try? await typing.value) ?? []
        arriving.cancel()
        screen.close()
        await running
        Measured(durations).print("key to frame, \(rate) runs/s arriving", target: "16 ms")
        let worst = Measured(durations).quantile(0.99)
        print(String(format: "  99 of 100 within %.2f ms", worst))
    }

    /// A person who moves, filters and sorts.
    private static func typed(_ count: Int) -> [KeyEvent] {
        let turn: [KeyEvent] =
            Array("jjjjk").map { .character($0) } + [.pageDown, .character("f"), .character("/")]
            + Array(" timeout").map { .character($0) } + [.enter, .character(">"), .escape]
        return (0..<count).map { turn[$0 % turn.count] }
    }

    private static func arrive(
        at rate: Int, in table: RunTable, _ publish: @Sendable (MonitorSnapshot) -> Void
    ) async {
        var (table, world) = (table, RunWorld(count: 0, seed: 99))
        var number = 1
        while !Task.isCancelled {
            let records = (0..<max(1, rate / 10)).map { world.record(number + $0, .well) }
            number += records.count
            table.merge(RunBatch(source: RunWorld.sources[0], records: records))
            publish(MonitorSnapshot(table: table, sources: []))
            guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
        }
    }
}

/// Tells which keys were handled, and which of them a frame showed since, though it changed nothing.
@MainActor
private final class CountingScreen: Screen {
    let size: Size
    private(set) var handledCount = 0
    private(set) var shownCount = 0
    private let (input, keys) = AsyncStream.makeStream(of: InputEvent.self)

    init(size: Size) { self.size = size }

    /// The keys; one that is handed over is handled before anything else is shown.
    var events: AsyncStream<InputEvent> {
        var iterator = input.makeAsyncIterator()
        return AsyncStream { @MainActor in
            let event = await iterator.next(isolation: MainActor.shared)
            self.handledCount += 1
            return event
        }
    }

    func send(_ event: InputEvent) { keys.yield(event) }

    func present(_ frame: Frame) { shownCount = handledCount }

    func redraw() {}

    func suspend() {}

    func close() { keys.finish() }

    func copy(_ text: String) -> ClipboardDelivery { .refused }

    func setMouse(_ isWanted: Bool) {}

    func setTitle(_ title: String) {}

    func bell() {}
}

/// An account that nobody asks.
private struct NoProvider: Provider {
    let kind: ProviderKind

    func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] { [] }

    func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        throw .cancelled
    }
}
