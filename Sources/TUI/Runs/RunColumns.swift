import Runs
import RunTable

/// All columns of the runs, in screen order; each is named after its sort key. The table's
/// headings, the plain table of `runs` and sorting derive from it.
enum RunColumns {
    static let usual = all.filter(\.isUsual)

    static func column(_ id: String) -> Column<Run>? { all.first { $0.id == id } }

    static let all: [Column<Run>] = [
        Column("started", "STARTED", .fixed(11), givesWay: 0, cell: started)
            .described("when the run started"),
        Column("source", "SOURCE", .flexible(10, share: 1), givesWay: 3) { run, _ in
            text(run.source.text, .textMuted)
        }.described("the configured account"),
        Column("pipeline", "PIPELINE", .flexible(14, share: 3), givesWay: 0) { run, _ in
            text(run.pipeline?.label ?? run.event)
        }.described("what ran"),
        Column("status", "STATUS", .fixed(9), givesWay: 2) { run, _ in
            text(run.status.rawValue, Role(run.status))
        }.described("its status"),
        Column("trigger", "TRIGGER", .flexible(10, share: 1), givesWay: 4) { run, _ in
            text(run.trigger, .textMuted)
        }.described("what triggered it"),
        Column("duration", "DURATION", .fixed(9, .right), givesWay: 1) { run, context in
            text(run.elapsed(at: context.now).map(RunDuration.text))
        }.described("how long it took, or has taken so far").barred(bar),
        Column("error", "ERROR", .flexible(12, share: 6), givesWay: 0) { run, context in
            run.isContradictory
                ? text(Contradiction.text(of: run, context.glyphs), .statusWarning)
                : text(run.reason, Role(run.status))
        }.described("why it failed or was skipped"),
        Column("finished", "FINISHED", .fixed(11), givesWay: 5) { run, context in
            text(run.finishedAt.map { context.brief($0, of: run) })
        }.described("when the run ended", isUsual: false),
        Column("provider", "PROVIDER", .fixed(12), givesWay: 6) { run, _ in
            text(run.provider.rawValue, .textMuted)
        }.described("the kind of API", isUsual: false),
        Column("attempt", "ATTEMPT", .fixed(7, .right), givesWay: 7) { run, _ in
            text(run.attempt.map(String.init))
        }.described("the number of the attempt", isUsual: false),
        Column("http", "HTTP", .fixed(4, .right), givesWay: 8) { run, _ in
            let isBad = run.httpStatus.map { $0 >= 400 } ?? false
            return text(run.httpStatus.map(String.init), isBad ? .statusFailed : .tableRow)
        }.described("the HTTP status of a logged call", isUsual: false),
        Column("event", "EVENT", .flexible(12, share: 2), givesWay: 9) { run, _ in
            text(run.event, .textMuted)
        }.described("the type of the event that decided the status", isUsual: false),
        Column("id", "ID", .flexible(10, share: 2), givesWay: 10) { run, _ in
            text(run.id.text, .textMuted)
        }.described("the provider's identifier of the run", isUsual: false),
    ]

    private static func text(_ text: String?, _ role: Role = .tableRow) -> StyledLine {
        text.map { [Span($0, role)] } ?? []
    }

    @Sendable
    private static func started(_ run: Run, _ context: CellContext) -> StyledLine {
        if run.timeSource == .firstSeen {
            let seen = context.times.brief(run.firstSeen, now: context.now)
            let brief = context.times.format == .relative ? seen[...] : seen.prefix(5)
            return text("\(context.glyphs.atMost) \(brief)", .textMuted)
        }
        return text((run.startedAt ?? run.finishedAt).map { context.brief($0, of: run) })
    }

    @Sendable
    private static func bar(_ run: Run, _ context: CellContext) -> Span {
        let role: Role =
            switch run.status {
            case .failed: .barFailed
            case .running: .barRunning
            case .queued, .succeeded, .warning, .skipped, .cancelled, .info, .unknown: .bar
            }
        let elapsed = Double(run.elapsed(at: context.now) ?? 0)
        let share = context.longest > 0 ? elapsed / Double(context.longest) : 0
        return Span(context.glyphs.bar(share, width: TableMetrics.bar), role)
    }
}

extension CellContext {
    /// Writes a time of a run in at most 11 columns, or the day as given if only that is known.
    fileprivate func brief(_ moment: Timestamp, of run: Run) -> String {
        guard run.timeSource == .date else { return times.brief(moment, now: now) }
        let (day, today) = (moment.rfc3339.prefix(10), now.rfc3339.prefix(10))
        return String(day.prefix(4) == today.prefix(4) ? day.dropFirst(5) : day)
    }
}

enum Contradiction {
    /// Words a success with an error, in one line.
    static func text(of run: Run, _ glyphs: Glyphs) -> String {
        var text = "\(glyphs.status(.warning)) succeeded, yet "
        text += run.httpStatus.map { $0 >= 400 ? "HTTP \($0)" : "an error" } ?? "an error"
        guard let reason = run.reason else { return text }
        return SafeText.line("\(text): \(reason)").text
    }
}
