import Runs
import RunTable
import Terminal

/// What a pipeline is found again by.
struct PipelineKey: Hashable {
    let source: SourceName
    let pipeline: PipelineID
}

extension PipelineDigest: Digest {
    var id: PipelineKey { PipelineKey(source: source, pipeline: pipeline.id) }

    /// Those that fail now come first.
    static var usualOrder: DigestOrder { DigestOrder(column: "streak", descending: true) }

    static let columns: [DigestColumn<PipelineDigest>] = [
        DigestColumn(
            "pipeline", "PIPELINE", least: 15, width: 24, share: 3, givesWay: 0,
            precedes: { $0.pipeline.label.lowercased() < $1.pipeline.label.lowercased() },
            cell: { $1.line($0.pipeline.label) }),
        DigestColumn(
            "source", "SOURCE", least: 10, width: 14, share: 1, givesWay: 6,
            precedes: { $0.source < $1.source },
            cell: { $1.line($0.source.text, .textMuted) }),
        DigestColumn(
            "runs", "LAST RUNS", least: 10, width: 24, givesWay: 1,
            precedes: { $0.recentFailures < $1.recentFailures }, cell: strip),
        DigestColumn(
            "success", "OK", width: 5, alignment: .right, givesWay: 3,
            precedes: { $0.successRate ?? 2 < $1.successRate ?? 2 },
            cell: { digest, _ in digest.successPercent.map { [rate($0)] } ?? [] }),
        DigestColumn(
            "usual", "USUAL", width: 9, alignment: .right, givesWay: 5, startsDescending: true,
            precedes: { $0.usualDuration ?? -1 < $1.usualDuration ?? -1 },
            cell: { digest, context in
                digest.usualDuration.map { context.line(RunDuration.text($0)) } ?? []
            }),
        DigestColumn(
            "durations", "DURATIONS", least: 9, width: 16, givesWay: 9, startsDescending: true,
            precedes: { $0.longest < $1.longest }, cell: sparkline),
        DigestColumn(
            "streak", "STREAK", least: 17, width: 20, givesWay: 0, startsDescending: true,
            precedes: { $0.streak?.count ?? 0 < $1.streak?.count ?? 0 }, cell: streak),
        DigestColumn(
            "last-success", "LAST OK", width: 11, givesWay: 2,
            precedes: { before($0.lastSuccess, $1.lastSuccess) },
            cell: { $1.moment($0.lastSuccess, .textMuted) }),
        DigestColumn(
            "every", "EVERY", width: 7, alignment: .right, givesWay: 8,
            precedes: { $0.cadence ?? .max < $1.cadence ?? .max },
            cell: { digest, _ in
                digest.cadence.map { [Span(ShortText.age(milliseconds: $0), .textMuted)] } ?? []
            }),
        DigestColumn(
            "next", "NEXT", width: 8, givesWay: 4,
            precedes: { before($0.nextExpected, $1.nextExpected) }, cell: next),
    ]

    /// How many of the newest runs failed, the newest weighing most.
    private var recentFailures: Int {
        recent.enumerated().reduce(0) { $1.element == .failed ? $0 + 64 - $1.offset : $0 }
    }

    /// The share of its runs that went well, in percent; a single failure among many is no 100.
    var successPercent: Int? {
        successRate.map { $0 < 1 ? min(99, Int(($0 * 100).rounded())) : 100 }
    }

    private var longest: Int64 { durations.lazy.compactMap(\.self).max() ?? -1 }

    /// Whether one moment comes before another; none comes last.
    private static func before(_ one: Timestamp?, _ other: Timestamp?) -> Bool {
        guard let one else { return false }
        return other.map { one < $0 } ?? true
    }

    // MARK: - Cells

    /// The newest runs, the newest last.
    private static func strip(_ digest: PipelineDigest, _ context: DigestContext) -> StyledLine {
        digest.recent.prefix(context.width).reversed().reduce(into: []) { line, status in
            let sign = context.glyphs.status(status)
            // Those beside each other that ended alike are drawn in one go.
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
    private static func sparkline(
        _ digest: PipelineDigest, _ context: DigestContext
    ) -> StyledLine {
        let shown = digest.durations.prefix(context.width).reversed()
        guard let longest = shown.lazy.compactMap(\.self).max(), longest > 0 else { return [] }
        let signs = shown.map { duration -> String in
            guard let duration else { return " " }
            // An eighth is left, so that lines below each other stand apart.
            let share = max(0, Double(duration) / Double(longest))
            let eighths = Int((share * 7).rounded())
            return context.glyphs.column(eighths: max(1, eighths), isBad: false)
        }
        return [Span(signs.joined(), .sparkline)]
    }

    private static func streak(_ digest: PipelineDigest, _ context: DigestContext) -> StyledLine {
        guard let streak = digest.streak else { return [] }
        let sign = context.glyphs.status(.failed)
        let text = "\(sign) x\(ShortText.count(streak.count))"
        guard let since = streak.since else { return [Span(text, .statusFailed)] }
        let moment = context.times.clock.coarse(since, today: context.now)
        let whole = "\(text) since \(moment)"
        let fits = DisplayWidth.columns(of: whole) <= context.width
        return [Span(fits ? whole : text, .statusFailed)]
    }

    /// When the next run is to be expected, or how late it is.
    private static func next(_ digest: PipelineDigest, _ context: DigestContext) -> StyledLine {
        guard let next = digest.nextExpected, let cadence = digest.cadence else { return [] }
        let wait = next.milliseconds(since: context.now)
        guard wait < 0 else { return [Span("in \(ShortText.age(milliseconds: wait))", .textMuted)] }
        // Schedules are never kept to the second.
        let isLate = -wait > cadence / 2
        let text = isLate ? "late \(ShortText.age(milliseconds: -wait))" : "now"
        return [Span(text, isLate ? .statusWarning : .textMuted)]
    }
}
