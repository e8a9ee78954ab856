import Query
import Runs
import RunTable
import Terminal

extension State {
    /// Performs the commands of the timeline; nil for those of the view below.
    mutating func performInTimeline(_ command: Command) -> [Effect]? {
        if let move = Self.timelineMoves[command] {
            moveInTimeline(move)
        } else if command == .nextFailure || command == .previousFailure {
            findFailureInTimeline(towards: command == .nextFailure ? .last : .first)
        } else if command == .down || command == .up {
            navigation.focus = .table
        } else if command == .toggle {
            toggleAnchor()
        } else if command == .open {
            return openSpan()
        } else if command == .back {
            if timeline.anchor == nil { navigation.focus = .table } else { timeline.anchor = nil }
        } else {
            return nil
        }
        return []
    }

    private static let timelineMoves: [Command: @Sendable (Int) -> Int] = [
        .left: { $0 - 1 }, .right: { $0 + 1 }, .pageUp: { $0 - 10 }, .pageDown: { $0 + 10 },
        .halfPageUp: { $0 - 10 }, .halfPageDown: { $0 + 10 }, .first: { _ in 0 },
        .last: { _ in .max },
    ]

    private mutating func moveInTimeline(_ move: (Int) -> Int) {
        let spans = spans
        guard let last = spans.indices.last else { return }
        let target = max(0, min(last, move(cursor(in: spans))))
        // At the end, the cursor follows the time.
        timeline.cursor = target == last ? nil : spans[target].from
    }

    private func cursor(in spans: [Timeline.Span]) -> Int {
        let last = max(0, spans.count - 1)
        return timeline.cursor.flatMap { moment in spans.firstIndex { moment < $0.until } } ?? last
    }

    private mutating func toggleAnchor() {
        let spans = spans
        guard !spans.isEmpty else { return }
        timeline.anchor = timeline.anchor == nil ? spans[cursor(in: spans)].from : nil
    }

    private mutating func findFailureInTimeline(towards end: RunListing.End) {
        let spans = spans
        let here = cursor(in: spans)
        let places =
            end == .first
            ? Array(stride(from: here - 1, through: 0, by: -1))
            : Array(stride(from: here + 1, to: spans.count, by: 1))
        guard let found = places.first(where: { spans[$0].counts[.failed] > 0 }) else {
            return say(end == .first ? "no failure earlier" : "no failure later")
        }
        moveInTimeline { _ in found }
    }

    /// Shows the runs of the selection; one that reaches the end stays open.
    private mutating func openSpan() -> [Effect] {
        let spans = spans
        guard let chosen = selection(of: spans) else { return [] }
        let from = clock.filterText(spans[chosen.lowerBound].from)
        var term = "since:\(from)"
        if chosen.upperBound < spans.count - 1 {
            let last = spans[chosen.upperBound].until.advanced(byMilliseconds: -1)
            term += " until:\(clock.filterText(last))"
        }
        let effects = openRuns { state throws(QueryMistake) in
            let open = try state.parse(state.runs.request.query.setting(.since, to: nil))
            let rest = try state.parse(open.setting(.until, to: nil))
            return try state.parse(rest.adding(term))
        }
        timeline = TimelineState()
        return effects
    }
}

extension State {
    /// The drawn spans, oldest first. They cover the filter's period up to now, so that silence
    /// shows too. Offline, the runs decide where it ends.
    var spans: [Timeline.Span] {
        let columns = TimelineView.bars(in: layout.timeline).columns
        let asked = RunQuestion(runs.listing.request.query, from: shownMoment, to: shownMoment)
        let end = min(asked.until ?? shownMoment, shownMoment)
        return runs.listing.timeline.folded(
            into: columns, since: asked.since, until: isOffline ? asked.until : end)
    }

    /// The selected places in `spans`; nil if it is empty.
    func selection(of spans: [Timeline.Span]) -> ClosedRange<Int>? {
        guard let last = spans.indices.last else { return nil }
        func place(of moment: Timestamp) -> Int { spans.firstIndex { moment < $0.until } ?? last }
        let cursor = timeline.cursor.map(place) ?? last
        let anchor = timeline.anchor.map(place) ?? cursor
        return min(cursor, anchor)...max(cursor, anchor)
    }

    /// The selected time; nil while the timeline is empty or not in focus.
    var selectedSpan: SelectedTime? {
        guard activePane == .timeline else { return nil }
        let spans = spans
        guard let chosen = selection(of: spans) else { return nil }
        return SelectedTime(
            from: spans[chosen.lowerBound].from, until: spans[chosen.upperBound].until,
            counts: spans[chosen].reduce(into: StatusCounts()) { $0 += $1.counts })
    }
}

struct SelectedTime: Hashable {
    let from: Timestamp
    /// The end, exclusive.
    let until: Timestamp
    /// The runs that began in it.
    let counts: StatusCounts
}
