import Runs

/// All columns, in the order of the screen. The table's headings, the plain table of `runs`, and
/// sorting are projections of it.
package enum ColumnTable {
    /// How wide the bar behind a duration is.
    static let barWidth = 6

    /// The columns.
    package static let columns: [Column] = [
        Column(
            id: "started", title: "STARTED", help: "when the run began", width: .fixed(11),
            givesWay: 0, sortKey: .started
        ) { run, context in
            if run.timeSource == .firstSeen {
                let seen = context.clock.brief(run.firstSeen, today: context.now)
                return CellText("\(context.glyphs.atMost) \(seen.prefix(5))", .textMuted)
            }
            guard let moment = run.startedAt ?? run.finishedAt else { return CellText("") }
            return CellText(context.clock.brief(moment, today: context.now))
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
