import Runs
import RunTable
import Terminal

/// A chart of the durations of a pipeline's runs, newest first.
struct HistoryChart {
    /// Columns before a bar: mark, time, sign and duration, with their gaps.
    private static let head = 2 + 12 + 2 + 9 + 2
    private static let leastBar = 6

    let relatedRuns: RelatedRuns
    let run: Run
    let now: Timestamp
    let times: ShownTimes
    let glyphs: Glyphs
    let width: Int

    var lines: [StyledLine] {
        guard !relatedRuns.history.isEmpty else {
            return [[Span("it belongs to no pipeline, so there is no history", .textMuted)]]
        }
        let longest = longest
        return heading + relatedRuns.history.map { line(of: $0, longest: longest) }
    }

    var place: Int? {
        relatedRuns.history.firstIndex { $0.key == run.key }.map { heading.count + $0 }
    }

    private var heading: [StyledLine] {
        var tally: StyledLine = []
        for status in RunStatus.allCases where relatedRuns.counts[status] > 0 {
            let count = ShortText.count(relatedRuns.counts[status])
            tally.append(Span("\(glyphs.status(status)) \(count)", Role(status)))
            tally.append(Span(" \(status.rawValue)  ", .textMuted))
        }
        let wrapped = DisplayWidth.wrap(comparison, to: max(1, width))
        return wrapped.map { [Span($0, .detailsValue)] } + [tally, []]
    }

    private var comparison: String {
        guard let usual = relatedRuns.usualDuration else {
            return "none of its runs has succeeded yet, so there is nothing to compare with"
        }
        let usually = "usually \(RunDuration.text(usual))"
        guard let own = run.elapsed(at: now) else { return usually }
        let ratio = usual > 0 ? Double(own) / Double(usual) : 1
        let tenths = Int((min(max(ratio, 0), 9_999) * 10).rounded())
        let verb = run.status == .running ? "has taken" : "took"
        let share =
            switch tenths {
            case 5: "half the"
            case 10: "about the"
            default: "\(tenths / 10).\(tenths % 10) times the"
            }
        return
            "this run \(verb) \(RunDuration.text(own)), \(share) usual \(RunDuration.text(usual))"
    }

    private var longest: Int64 {
        let all = relatedRuns.history.compactMap { $0.elapsed(at: now) }
        return max(1, relatedRuns.usualDuration ?? 1, all.max() ?? 1)
    }

    private func line(of other: Run, longest: Int64) -> StyledLine {
        let isThis = other.key == run.key
        let time = DisplayWidth.truncate(
            times.brief(other.sortTime, now: now), to: 11, ellipsis: glyphs.ellipsis)
        let elapsed = other.elapsed(at: now)
        let duration = elapsed.map(RunDuration.text) ?? ""
        let role: Role = isThis ? .detailsTitle : .detailsValue
        return [
            Span(isThis ? glyphs.here + " " : "  ", .detailsTitle), Span(time.padded(to: 12), role),
            Span(glyphs.status(other.status) + " ", Role(other.status)),
            Span(String(repeating: " ", count: max(0, 9 - duration.count)) + duration, role),
            Span("  ", .detailsValue),
        ] + bar(elapsed, longest: longest, Role(other.status))
    }

    /// A bar, and a mark at the usual duration if that lies beyond its end.
    private func bar(_ elapsed: Int64?, longest: Int64, _ role: Role) -> StyledLine {
        let room = width - Self.head
        guard room >= Self.leastBar else { return [] }
        let bar = glyphs.bar(Double(elapsed ?? 0) / Double(longest), width: room)
        let drawn = DisplayWidth.columns(of: bar)
        guard let usual = relatedRuns.usualDuration else { return [Span(bar, role)] }
        // A hugely negative duration would overflow `Int`.
        let point = max(-1, Double(room) * Double(usual) / Double(longest))
        let mark = min(room - 1, Int(point))
        guard mark >= drawn else { return [Span(bar, role)] }
        return [
            Span(bar + String(repeating: " ", count: mark - drawn), role),
            Span(glyphs.usual, .textMuted),
        ]
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - DisplayWidth.columns(of: self)))
    }
}
