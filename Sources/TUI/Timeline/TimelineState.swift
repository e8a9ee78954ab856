import Query
package import Runs
import RunTable
import Terminal

/// The timeline, as somebody left it.
package struct TimelineState: Hashable, Sendable {
    /// A moment within the stretch of time that keys act on; nil for the last one.
    package internal(set) var cursor: Timestamp?
    /// A moment within the stretch at the other end of what is selected; nil where that is one
    /// stretch.
    package internal(set) var anchor: Timestamp?
}

/// What is selected of the timeline.
struct SelectedTime: Hashable {
    /// Its beginning.
    let from: Timestamp
    /// Its end, which is no longer part of it.
    let until: Timestamp
    /// The runs that began in it.
    let counts: StatusCounts
}

extension State {
    /// The stretches of time that are drawn, the oldest first: those that the filter asks for, and
    /// up to now, so that silence is seen as well as runs. Of a history that nothing is added to,
    /// only the runs say how far it reaches.
    var spans: [Timeline.Span] {
        let columns = TimelineView.bars(in: layout.timeline).columns
        let asked = RunQuestion(listing.request.query, from: shownMoment, to: shownMoment)
        let end = min(asked.until ?? shownMoment, shownMoment)
        return listing.timeline.folded(
            into: columns, since: asked.since, until: isOffline ? asked.until : end)
    }

    /// The selected ones of some stretches of time; nil where there are none.
    func selection(of spans: [Timeline.Span]) -> ClosedRange<Int>? {
        guard let last = spans.indices.last else { return nil }
        func place(of moment: Timestamp) -> Int {
            spans.firstIndex { moment < $0.until } ?? last
        }
        let cursor = timeline.cursor.map(place) ?? last
        let anchor = timeline.anchor.map(place) ?? cursor
        return min(cursor, anchor)...max(cursor, anchor)
    }

    /// What is selected of the timeline; nil while it does not have the focus, or is empty.
    var selectedSpan: SelectedTime? {
        guard activePane == .timeline else { return nil }
        let spans = spans
        guard let chosen = selection(of: spans) else { return nil }
        return SelectedTime(
            from: spans[chosen.lowerBound].from, until: spans[chosen.upperBound].until,
            counts: spans[chosen].reduce(into: StatusCounts()) { $0 += $1.counts })
    }
}
