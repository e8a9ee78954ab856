import Runs
import RunTable
import Terminal

struct PipelineKey: Hashable {
    let source: SourceName
    let pipeline: PipelineID
}

extension PipelineDigest: TableItem {
    var id: PipelineKey { PipelineKey(source: source, pipeline: pipeline.id) }

    /// Failing pipelines come first.
    static var usualOrder: TableOrder? { TableOrder(column: "streak", descending: true) }

    static let columns: [Column<PipelineDigest>] = [
        Column(
            "pipeline", "PIPELINE", .flexible(15, upTo: 24, share: 3), givesWay: 0,
            order: .ascending { $0.pipeline.label.lowercased() < $1.pipeline.label.lowercased() }
        ) { digest, _ in [Span(digest.pipeline.label, .tableRow)] },
        Column(
            "source", "SOURCE", .flexible(10, upTo: 14, share: 1), givesWay: 6,
            order: .ascending { $0.source < $1.source }
        ) { digest, _ in [Span(digest.source.text, .textMuted)] },
        Column(
            "runs", "LAST RUNS", .flexible(10, upTo: 24), givesWay: 1,
            order: .ascending { $0.recentFailures < $1.recentFailures }, cell: strip),
        Column(
            "success", "OK", .fixed(5, .right), givesWay: 3,
            order: .ascending { $0.successRate ?? 2 < $1.successRate ?? 2 }
        ) { digest, _ in digest.successPercent.map { [rate($0)] } ?? [] },
        Column(
            "usual", "USUAL", .fixed(9, .right), givesWay: 5,
            order: .descending { $0.usualDuration ?? -1 < $1.usualDuration ?? -1 }
        ) { digest, _ in digest.usualDuration.map { [Span(RunDuration.text($0), .tableRow)] } ?? []
        },
        Column(
            "durations", "DURATIONS", .flexible(9, upTo: 16), givesWay: 9,
            order: .descending { $0.longest < $1.longest }, cell: sparkline),
        Column(
            "streak", "STREAK", .flexible(17, upTo: 20), givesWay: 0,
            order: .descending { $0.streak?.count ?? 0 < $1.streak?.count ?? 0 }, cell: streak),
        Column(
            "last-success", "LAST OK", .fixed(11), givesWay: 2,
            order: .ascending { before($0.lastSuccess, $1.lastSuccess) }
        ) { $1.moment($0.lastSuccess, .textMuted) },
        Column(
            "every", "EVERY", .fixed(7, .right), givesWay: 8,
            order: .ascending { $0.cadence ?? .max < $1.cadence ?? .max }
        ) { digest, _ in
            digest.cadence.map { [Span(ShortText.age(milliseconds: $0), .textMuted)] } ?? []
        },
        Column(
            "next", "NEXT", .fixed(8), givesWay: 4,
            order: .ascending { before($0.nextExpected, $1.nextExpected) }, cell: next),
    ]

    /// Weighs the recent failures, the newest most.
    private var recentFailures: Int {
        recent.enumerated().reduce(0) { $1.element == .failed ? $0 + 64 - $1.offset : $0 }
    }

    /// The success rate in percent; 100 only without any failure.
    var successPercent: Int? {
        successRate.map { $0 < 1 ? min(99, Int(($0 * 100).rounded())) : 100 }
    }

    private var longest: Int64 { durations.lazy.compactMap(\.self).max() ?? -1 }

    /// Orders times; nil comes last.
    private static func before(_ one: Timestamp?, _ other: Timestamp?) -> Bool {
        guard let one else { return false }
        return other.map { one < $0 } ?? true
    }

    // MARK: - Cells

    /// The signs of the newest runs, the newest last.
    @Sendable
    private static func strip(_ digest: PipelineDigest, _ context: CellContext) -> StyledLine {
        digest.recent.prefix(context.width).reversed().reduce(into: []) { line, status in
            let sign = context.glyphs.status(status)
            // Neighbours with the same status share a span.
            if let last = line.last, last.role == Role(status) {
                line[line.count - 1] = Span(last.text + sign, last.role)
            } else {
                line.append(Span(sign, Role(status)))
            }
        }
    }

    private static func rate(_ percent: Int) -> Span {
        let role: Role = percent >= 95 ? .tableRow : percent >= 75 ? .statusWarning : .statusFailed
        return Span("\(percent) %", role)
    }

    /// The durations of the newest runs, the newest last.
    @Sendable
    private static func sparkline(
        _ digest: PipelineDigest, _ context: CellContext
    ) -> StyledLine {
        let shown = digest.durations.prefix(context.width).reversed()
        guard let longest = shown.lazy.compactMap(\.self).max(), longest > 0 else { return [] }
        let signs = shown.map { duration -> String in
            guard let duration else { return " " }
            // Uses 7 of 8 eighths, so that a gap stays between rows.
            let share = max(0, Double(duration) / Double(longest))
            let eighths = Int((share * 7).rounded())
            return context.glyphs.column(eighths: max(1, eighths), isBad: false)
        }
        return [Span(signs.joined(), .sparkline)]
    }

    @Sendable
    private static func streak(_ digest: PipelineDigest, _ context: CellContext) -> StyledLine {
        guard let streak = digest.streak else { return [] }
        let sign = context.glyphs.status(.failed)
        let text = "\(sign) x\(ShortText.count(streak.count))"
        guard let since = streak.since else { return [Span(text, .statusFailed)] }
        let moment = context.times.clock.coarse(since, today: context.now)
        let whole = "\(text) since \(moment)"
        let fits = DisplayWidth.columns(of: whole) <= context.width
        return [Span(fits ? whole : text, .statusFailed)]
    }

    @Sendable
    private static func next(_ digest: PipelineDigest, _ context: CellContext) -> StyledLine {
        guard let next = digest.nextExpected, let cadence = digest.cadence else { return [] }
        let wait = next.milliseconds(since: context.now)
        guard wait < 0 else { return [Span("in \(ShortText.age(milliseconds: wait))", .textMuted)] }
        // Schedules vary: a run is late only after half its interval.
        let isLate = -wait > cadence / 2
        let text = isLate ? "late \(ShortText.age(milliseconds: -wait))" : "now"
        return [Span(text, isLate ? .statusWarning : .textMuted)]
    }
}
