import Runs
import RunTable

/// All columns, in the order of the screen. The table's headings, the plain table of `runs`, and
/// sorting are projections of it.
package enum ColumnTable {
    /// How wide the bar behind a duration is.
    static let barWidth = 6

    /// The columns that are shown without being asked for.
    package static let columns = all.filter(\.isUsual)

    /// The column of a name, if there is one.
    package static func column(_ id: String) -> Column? { all.first { $0.id == id } }

    /// All columns.
    package static let all: [Column] = [
        Column(
            id: "started", title: "STARTED", help: "when the run began", width: .fixed(11),
            givesWay: 0, sortKey: .started
        ) { run, context in
            if run.timeSource == .firstSeen {
                let seen = context.times.brief(run.firstSeen, now: context.now)
                let brief = context.times.format == .relative ? seen[...] : seen.prefix(5)
                return CellText("\(context.glyphs.atMost) \(brief)", .textMuted)
            }
            guard let moment = run.startedAt ?? run.finishedAt else { return CellText("") }
            return CellText(context.brief(moment, of: run))
        },
        Column(
            id: "source", title: "SOURCE", help: "the configured account",
            width: .flexible(least: 10, share: 1), givesWay: 3, sortKey: .source
        ) { run, _ in CellText(run.source.text, .textMuted) },
        Column(
            id: "pipeline", title: "PIPELINE", help: "what ran",
            width: .flexible(least: 14, share: 3), givesWay: 0,
            sortKey: .pipeline
        ) { run, _ in
            CellText(run.pipeline?.label ?? run.event ?? "")
        },
        Column(
            id: "status", title: "STATUS", help: "how it stands", width: .fixed(9),
            givesWay: 2, sortKey: .status
        ) { run, _ in CellText(run.status.rawValue, Role(run.status)) },
        Column(
            id: "trigger", title: "TRIGGER", help: "what set it off",
            width: .flexible(least: 10, share: 1), givesWay: 4,
            sortKey: .trigger
        ) { run, _ in CellText(run.trigger ?? "", .textMuted) },
        Column(
            id: "duration", title: "DURATION", help: "how long it took, or takes so far",
            width: .fixed(9), alignment: .right, givesWay: 1, sortKey: .duration,
            hasBar: true, cell: duration),
        Column(
            id: "error", title: "ERROR", help: "why it failed or was skipped",
            width: .flexible(least: 12, share: 6), givesWay: 0,
            sortKey: .error
        ) { run, context in
            if run.isContradictory {
                return CellText(Contradiction.text(of: run, context.glyphs), .statusWarning)
            }
            guard let reason = run.reason else { return CellText("") }
            return CellText(reason, Role(run.status))
        },
        Column(
            id: "finished", title: "FINISHED", help: "when the run ended", width: .fixed(11),
            givesWay: 5, sortKey: .finished, isUsual: false
        ) { run, context in
            CellText(run.finishedAt.map { context.brief($0, of: run) } ?? "")
        },
        Column(
            id: "provider", title: "PROVIDER", help: "the kind of API", width: .fixed(12),
            givesWay: 6, sortKey: .provider, isUsual: false
        ) { run, _ in CellText(run.provider.rawValue, .textMuted) },
        Column(
            id: "attempt", title: "ATTEMPT", help: "which attempt at the same work it was",
            width: .fixed(7), alignment: .right, givesWay: 7, sortKey: .attempt, isUsual: false
        ) { run, _ in CellText(run.attempt.map(String.init) ?? "") },
        Column(
            id: "http", title: "HTTP", help: "the HTTP status of a logged call",
            width: .fixed(4), alignment: .right, givesWay: 8, sortKey: .http, isUsual: false
        ) { run, _ in
            let isBad = run.httpStatus.map { $0 >= 400 } ?? false
            return CellText(run.httpStatus.map(String.init) ?? "", isBad ? .statusFailed : nil)
        },
        Column(
            id: "event", title: "EVENT", help: "the type of the event that decided the status",
            width: .flexible(least: 12, share: 2), givesWay: 9, sortKey: .event, isUsual: false
        ) { run, _ in CellText(run.event ?? "", .textMuted) },
        Column(
            id: "id", title: "ID", help: "the provider's identifier of the run",
            width: .flexible(least: 10, share: 2), givesWay: 10, sortKey: .id, isUsual: false
        ) { run, _ in CellText(run.id.text, .textMuted) },
    ]

    private static func duration(_ run: Run, _ context: CellContext) -> CellText {
        guard let elapsed = run.elapsed(at: context.now) else { return CellText("") }
        var cell = CellText(RunDuration.text(elapsed))
        if context.showsBars, context.longest > 0 {
            let share = Double(elapsed) / Double(context.longest)
            let role: Role =
                switch run.status {
                case .failed: .barFailed
                case .running: .barRunning
                case .queued, .succeeded, .warning, .skipped, .cancelled, .info, .unknown: .bar
                }
            cell.bar = (context.glyphs.bar(share, width: barWidth), role)
        }
        return cell
    }
}
