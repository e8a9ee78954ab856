import Runs

/// How far back a source was read for each question, beyond what polling reads. What was read for
/// one question holds for no other; what was read for everything holds for all.
struct OlderReach: Sendable {
    /// A period to request; both ends are included.
    struct Window: Hashable, Sendable {
        let since: Timestamp
        let until: Timestamp
    }

    private static let longestSpan: Int64 = 366 * 86_400_000
    private static let shortestSpan: Int64 = 60_000

    private let span: Int64
    /// How far back the source was read at the first request for older runs.
    private var base: Timestamp?
    private var reached: [RunQuestion: Timestamp] = [:]
    private var spans: [RunQuestion: Int64] = [:]

    init(depth: Duration) {
        span = min(max(depth.wholeMilliseconds, Self.shortestSpan), Self.longestSpan)
    }

    /// Finds the next period to request; nil if the question asks for nothing that old. `covered`
    /// is the moment back to which every run was read, nil if none yet. The oldest run held does
    /// not show that: it may have come under a filter, or alone.
    mutating func window(
        for question: RunQuestion, covered: Timestamp?, at now: Timestamp
    ) -> Window? {
        let held = base ?? covered ?? now.advanced(byMilliseconds: -span)
        base = held
        let topic = question.withoutTimes
        let known = [held, reached[topic], reached[RunQuestion()], question.until]
        let until = known.compactMap(\.self).min() ?? held
        let since = until.advanced(byMilliseconds: -(spans[topic] ?? span))
        guard let earliest = question.since else { return Window(since: since, until: until) }
        return earliest < until ? Window(since: max(since, earliest), until: until) : nil
    }

    mutating func read(_ window: Window, for question: RunQuestion, found: Int) {
        let topic = question.withoutTimes
        reached[topic] = min(reached[topic] ?? window.since, window.since)
        spans[topic] = found > 0 ? span : min((spans[topic] ?? span) * 2, Self.longestSpan)
    }
}

extension RunQuestion {
    var withoutTimes: RunQuestion {
        var topic = self
        topic.since = nil
        topic.until = nil
        return topic
    }
}
