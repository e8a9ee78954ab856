import Runs

/// Knows how far back a source was read for each question, beyond what polling reads.
///
/// What was read under one question says nothing of another, except that what was read for
/// everything holds for all.
struct OlderReach: Sendable {
    /// A stretch of time to ask about; both ends are within.
    struct Window: Hashable, Sendable {
        let since: Timestamp
        let until: Timestamp
    }

    /// The longest stretch that is asked about at once, in milliseconds.
    private static let longestSpan: Int64 = 366 * 86_400_000
    /// The shortest one, in milliseconds.
    private static let shortestSpan: Int64 = 60_000

    /// How long the first stretch is, in milliseconds.
    private let span: Int64
    /// How far back the source was read when older runs were first asked for.
    private var base: Timestamp?
    private var reached: [RunQuestion: Timestamp] = [:]
    private var spans: [RunQuestion: Int64] = [:]

    init(depth: Duration) {
        span = min(max(depth.wholeMilliseconds, Self.shortestSpan), Self.longestSpan)
    }

    /// Finds the next stretch of time to ask about.
    ///
    /// - Parameters:
    ///   - question: What is asked for.
    ///   - covered: The moment back to which every run was read, nil where there is none yet. The
    ///     oldest run held says nothing of that: it may have come under a filter, or alone.
    ///   - now: The time of asking.
    /// - Returns: Nil where the question asks for nothing that old.
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

    /// Takes in that a stretch was read; after one without runs the next is longer.
    mutating func read(_ window: Window, for question: RunQuestion, found: Int) {
        let topic = question.withoutTimes
        reached[topic] = min(reached[topic] ?? window.since, window.since)
        spans[topic] = found > 0 ? span : min((spans[topic] ?? span) * 2, Self.longestSpan)
    }
}

extension RunQuestion {
    /// The question without its bounds of time.
    var withoutTimes: RunQuestion {
        var topic = self
        topic.since = nil
        topic.until = nil
        return topic
    }
}
