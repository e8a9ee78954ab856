import Query
import Runs

@testable import RunTable

/// Lists runs the plain way, one by one, to hold the quick way against it.
struct ReferenceListing {
    let runs: [Run]

    init(_ all: [Run], _ request: RunListing.Request, now: Timestamp) {
        let matcher = QueryMatcher(request.query, now: now)
        let order = ReferenceOrder(order: request.order, now: now)
        runs = all.filter(matcher.matches).map { (run: $0, value: order.value(of: $0)) }
            .sorted { order.precedes($0, $1) }.map(\.run)
    }

    var counts: [RunStatus: Int] {
        Dictionary(grouping: runs, by: \.status).mapValues(\.count)
    }
}

extension ReferenceListing {
    /// What a listing says otherwise of the sums of its runs.
    func differences(from listing: RunListing) -> [String] {
        var found: [String] = []
        for (source, runs) in Dictionary(grouping: runs, by: \.source)
        where Self.counts(runs) != listing.counts(of: source) { found.append(source.text) }
        let timeline = listing.timeline
        let timed = runs.filter { $0.timeSource == .provider }
        let bins = Dictionary(grouping: timed) { run in
            run.sortTime.milliseconds(since: timeline.start) / timeline.bucket
        }
        for (number, counts) in timeline.bins.enumerated()
        where counts != Self.counts(bins[Int64(number)] ?? []) { found.append("bin \(number)") }
        let sum = timeline.bins.reduce(into: StatusCounts()) { $0 += $1 }
        if sum.total != timed.count { found.append("\(timed.count) with a time, not \(sum)") }
        if timeline.bins.first?.isEmpty ?? false || timeline.bins.last?.isEmpty ?? false {
            found.append("an empty end")
        }
        return found
    }

    private static func counts(_ runs: [Run]) -> StatusCounts {
        runs.reduce(into: StatusCounts()) { $0[$1.status] += 1 }
    }
}

/// A value to compare. Missing values come last in either direction.
private enum SortValue: Comparable {
    case number(Int64)
    case text(String)
}

private struct ReferenceOrder {
    let order: RunOrder
    let now: Timestamp

    typealias Entry = (run: Run, value: SortValue?)

    func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.value != right.value {
            guard let mine = left.value else { return false }
            guard let theirs = right.value else { return true }
            return order.descending ? mine > theirs : mine < theirs
        }
        let (one, other) = (left.run, right.run)
        let (isBacklog, otherIsBacklog) = (
            one.listPlace?.arrival == .backlog, other.listPlace?.arrival == .backlog
        )
        if isBacklog != otherIsBacklog { return otherIsBacklog }
        if one.sortTime != other.sortTime { return one.sortTime > other.sortTime }
        let (mine, theirs) = (one.listPlace?.rank ?? 0, other.listPlace?.rank ?? 0)
        if mine != theirs { return mine > theirs }
        return one.key < other.key
    }

    func value(of run: Run) -> SortValue? {
        switch order.key {
        case .started:
            run.listPlace?.arrival == .backlog ? nil : .number(run.sortTime.milliseconds)
        case .finished: run.finishedAt.map { .number($0.milliseconds) }
        case .source: .text(run.source.text.lowercased())
        case .provider: .text(run.provider.rawValue)
        case .pipeline: run.pipeline.map { .text($0.label.lowercased()) }
        case .status:
            RunStatus.allCases.firstIndex(of: run.status).map { .number(Int64($0)) }
        case .trigger: run.trigger.map { .text($0.lowercased()) }
        case .duration: run.elapsed(at: now).map { .number($0) }
        case .attempt: run.attempt.map { .number(Int64($0)) }
        case .http: run.httpStatus.map { .number(Int64($0)) }
        case .event: run.event.map { .text($0.lowercased()) }
        case .error: run.reason.map { .text($0.lowercased()) }
        case .id: .text(run.id.text)
        }
    }
}
