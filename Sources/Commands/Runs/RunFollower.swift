package import Engine
import Query
import Runs
import RunTable
package import TUI

/// Writes the runs of a monitor, and then each run that is new or changed.
package struct RunFollower: Sendable {
    private static let piece = 64 * 1_024

    private let monitor: Monitor
    private let request: RunReport.Request
    private let context: CellContext
    private let clock: any WallClock
    private let startTimeout: Duration
    private let began: Timestamp

    /// Creates a follower, before the monitor starts.
    package init(
        _ monitor: Monitor, _ request: RunReport.Request, context: CellContext,
        clock: any WallClock = SystemClock(), startTimeout: Duration
    ) {
        self.monitor = monitor
        var request = request
        request.order = .oldestFirst
        self.request = request
        self.context = context
        self.clock = clock
        self.startTimeout = startTimeout
        began = clock.now
    }

    /// Follows until `end` returns, the monitor stops, or the reader goes away. `write` returns
    /// whether there is still a reader, at once for an empty text. `report` receives a line when a
    /// problem of a source begins or ends.
    package func follow(
        write: @escaping @Sendable (String) async -> Bool,
        report: @escaping @Sendable (String) -> Void,
        until end: @escaping @Sendable () async -> Void
    ) async {
        let (waiting, wait) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Step.self) { group in
            group.addTask {
                await end()
                return .isOver
            }
            group.addTask {
                await watch(write: write, report: report) { wait.finish() }
                return .isOver
            }
            group.addTask {
                // Cancelled if everything ends before.
                _ = try? await clock.sleep(until: began.advanced(by: startTimeout))
                wait.finish()
                return .goesOn
            }
            group.addTask {
                for await _ in waiting {}
                await print(write, report)
                return .isOver
            }
            for await step in group where step == .isOver { break }
            group.cancelAll()
        }
    }

    /// The present time by the servers' clocks.
    private var now: Timestamp {
        clock.now.advanced(byMilliseconds: -(clock.steady?.lead ?? 0))
    }

    private enum Step: Hashable {
        case goesOn
        case isOver
    }

    /// Reports news of sources, and calls `settled` once all are settled.
    private func watch(
        write: @Sendable (String) async -> Bool, report: @Sendable (String) -> Void,
        settled: () -> Void
    ) async {
        var news = SourceNews()
        for await snapshot in monitor.snapshots {
            for line in news.lines(of: snapshot) { report(line) }
            if snapshot.isSettled(since: began) { settled() }
            // Notices a reader that goes away while no run changes.
            guard await write("") else { return }
        }
    }

    private func print(
        _ write: @Sendable (String) async -> Bool, _ report: @Sendable (String) -> Void
    ) async {
        guard !Task.isCancelled else { return }
        let (held, later) = await monitor.changes()
        let result = MonitorReading(
            table: held.table, sources: held.sources,
            records: { [monitor] in await monitor.records(of: $0) })
        let runs = await RunReport(result, request, context: context, now: now)
        for note in runs.filterNotes { report(note) }
        let lines = runs.lines(.open)
        var piece = ""
        for text in runs.texts(lines) {
            piece += text
            guard piece.utf8.count >= Self.piece else { continue }
            guard await write(piece) else { return }
            piece = ""
        }
        guard await write(piece) else { return }
        for await changes in later {
            let matcher = QueryMatcher(request.query, now: now)
            let text = Self.text(of: changes, request, matcher, lines, at: now)
            if let note = FilterText.tooHard(matcher.hardCount) { report("filter: " + note) }
            guard await write(text) else { return }
        }
    }

    /// Words the matching changes, oldest run first, without those that read as before.
    private static func text(
        of changes: [RunChange], _ request: RunReport.Request, _ matcher: QueryMatcher,
        _ lines: RunLines, at now: Timestamp
    ) -> String {
        changes.filter { change in
            request.spans(change.after) && matcher.matches(change.after)
                && change.before.map(RunJSON.text) != RunJSON.text(of: change.after)
        }.sorted { left, right in
            (left.after.sortTime, left.after.listPlace?.rank ?? 0, left.after.key)
                < (right.after.sortTime, right.after.listPlace?.rank ?? 0, right.after.key)
        }.map { lines.line(of: $0.after, at: now) }.joined()
    }
}

extension MonitorSnapshot {
    /// Whether the history is read, and every source was read since `began` or cannot be soon.
    fileprivate func isSettled(since began: Timestamp) -> Bool {
        history.loading == nil && sources.allSatisfy { $0.isSettled(since: began) }
    }
}

extension SourceHealth {
    fileprivate func isSettled(since began: Timestamp) -> Bool {
        switch activity {
        case .starting: false
        case .polling, .waiting:
            problem != nil || budgetOpens != nil || lastSuccess.map { $0 >= began } ?? false
        case .followed, .stopped: true
        }
    }
}
