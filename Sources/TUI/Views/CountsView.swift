import Runs
import Terminal

/// The second line: how many runs stand in each status.
struct CountsView {
    /// The order of the counts: what is under way, what went wrong, what went well.
    private static let order: [RunStatus] = [
        .running, .queued, .failed, .warning, .unknown, .succeeded, .skipped, .cancelled, .info,
    ]

    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .counts)
        let span = state.selectedSpan
        let counts = span?.counts ?? state.shownTable?.counts ?? StatusCounts()
        let head = span.map(self.head) ?? []
        let named = head + line(counts, withWords: true)
        let width = named.reduce(0) { $0 + $1.columns }
        canvas.put(
            width <= rect.columns ? named : head + line(counts, withWords: false), in: rect,
            row: rect.row)
    }

    /// Says which stretch of time is counted.
    private func head(_ span: SelectedTime) -> StyledLine {
        let today = state.shownMoment
        let from = state.clock.brief(span.from, today: today)
        let until = state.clock.brief(span.until, today: today)
        return [Span(" \(from) to \(until) ", .tabActive)]
    }

    private func line(_ counts: StatusCounts, withWords: Bool) -> StyledLine {
        var line: StyledLine = [Span(" ", .counts)]
        for status in Self.order {
            let count = counts[status]
            // Those that people look for stay in their place at zero.
            guard count > 0 || [.running, .failed, .succeeded].contains(status) else { continue }
            let role = count > 0 ? Role(status) : .textMuted
            let word = withWords ? " \(status.rawValue)" : ""
            line.append(Span("\(state.glyphs.status(status)) \(ShortText.count(count))", role))
            line.append(Span("\(word)  ", count > 0 ? .counts : .textMuted))
        }
        return line
    }
}
