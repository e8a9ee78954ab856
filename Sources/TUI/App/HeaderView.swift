import Runs
import RunTable
import Terminal

/// The first line: a chip for each source, the worst condition, LIVE, PAUSED or
/// OFFLINE, and the clock.
struct HeaderView {
    let state: State

    func draw(in rect: Rect, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        canvas.fill(rect, .header)
        let right = sign + clockSpans
        let rightWidth = right.columns + 1
        var line: StyledLine = [Span(" synctop ", .headerTitle), Span(" ", .header)]
        let room = rect.columns - rightWidth - line.columns
        line += chips(room: room)
        canvas.put(line, in: rect.removingRight(min(rightWidth, rect.columns)), row: rect.row)
        canvas.put(right, in: rect.right(rightWidth), row: rect.row)
    }

    /// The most severe lasting condition, and the number of others.
    private var sign: StyledLine {
        let conditions = state.lastingConditions
        guard let first = conditions.first else { return [] }
        let (glyph, role): (String, Role) =
            switch first.severity {
            case .notice, .warning: (state.glyphs.trouble, .chipWarning)
            case .error: (state.glyphs.broken, .chipError)
            }
        let words = state.size.columns >= 100 ? first.words : first.brief
        let others = conditions.count > 1 ? " +\(conditions.count - 1)" : ""
        return [Span("\(glyph) \(words)\(others) ", role)]
    }

    private var clockSpans: StyledLine {
        let time = state.times.clock.time(state.now)
        let zone = state.times.clock.abbreviation(at: state.now)
        let clock = state.size.columns >= 60 ? "\(time) \(zone)" : String(time.prefix(5))
        guard state.runs.paused == nil else {
            let arrived = state.arrivedWhilePaused
            let count = arrived > 0 ? " +\(ShortText.count(arrived))" : ""
            return [Span(" PAUSED\(count) ", .headerPaused), Span(" \(clock)", .headerClock)]
        }
        if state.isOffline {
            return [Span(" OFFLINE ", .headerPaused), Span(" \(clock)", .headerClock)]
        }
        return [Span(" LIVE ", .headerLive), Span(" \(clock)", .headerClock)]
    }

    // MARK: - Chips

    /// Drops detail until the chips fit: first the ages of healthy sources, then the progress of
    /// first walks, then all but the failing sources and a count of the rest.
    private func chips(room: Int) -> StyledLine {
        let sources = state.snapshot?.sources ?? []
        let steps: [(SourceHealth) -> Bool] = [
            { _ in true }, { $0.problem != nil || $0.lastSuccess == nil }, { $0.problem != nil },
        ]
        for isAged in steps {
            let line = sources.flatMap { chip($0, withAge: isAged($0)) }
            if line.columns <= room { return line }
        }
        let troubled = sources.filter { $0.problem != nil }
        let healthy = sources.count - troubled.count
        var kept: StyledLine =
            healthy > 0 ? [Span("\(state.glyphs.healthy) \(healthy)  ", .chipOK)] : []
        for (index, source) in troubled.enumerated() {
            let next = chip(source, withAge: true)
            let rest = troubled.count - index
            guard kept.columns + next.columns + (rest > 1 ? 6 : 0) <= room else {
                return kept + [Span("\(state.glyphs.broken) \(rest)", .chipError)]
            }
            kept += next
        }
        return kept
    }

    private func chip(_ source: SourceHealth, withAge: Bool) -> StyledLine {
        let name = Span("\(SafeText.line(source.name.text).text) ", .chip)
        let gap = Span("   ", .header)
        if let problem = source.problem { return [name, trouble(problem, of: source), gap] }
        guard let success = source.lastSuccess else {
            let pages = withAge ? source.backfill.map { " " + $0.pagesRead } ?? "" : ""
            return [name, Span(state.glyphs.starting + pages, .chipWorking), gap]
        }
        let sign = Span(state.glyphs.healthy, .chipOK)
        guard withAge else { return [name, sign, gap] }
        // In steps of 5 s, and in the clock's style, so that a tick redraws few cells.
        let seconds = state.now.milliseconds(since: success) / 1_000
        let age = ShortText.age(milliseconds: seconds / 5 * 5_000)
        return [name, sign, Span(" \(age)", .headerClock), gap]
    }

    private func trouble(_ problem: SourceProblem, of source: SourceHealth) -> Span {
        let isPassing = problem.error.isTransient
        var text = isPassing ? state.glyphs.trouble : state.glyphs.broken
        text += " " + ProblemText.brief(problem.error)
        guard !state.isOffline else { return Span(text, isPassing ? .chipWarning : .chipError) }
        if let next = source.nextPoll, next > state.now {
            text += " retry " + ShortText.age(milliseconds: next.milliseconds(since: state.now))
        } else if source.activity == .polling {
            text += " retrying"
        }
        return Span(text, isPassing ? .chipWarning : .chipError)
    }
}
