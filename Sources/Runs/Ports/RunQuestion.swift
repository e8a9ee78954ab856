/// A question to a provider: conditions that every wanted run meets.
///
/// A provider may translate any of them and ignores the rest, because the caller filters the result
/// again. So an answer must never miss a wanted run and may contain others.
package struct RunQuestion: Hashable, Sendable {
    /// It began at or after this moment (`Run.sortTime`).
    package var since: Timestamp?
    /// It began at or before this moment (`Run.sortTime`).
    package var until: Timestamp?
    /// It has one of these statuses.
    package var statuses: Set<RunStatus>?
    /// It took at least this many milliseconds, or is running.
    package var shortest: Int64?
    /// It took at most this many milliseconds, or is running.
    package var longest: Int64?
    /// It has a value for each of these.
    package var needs: Set<RunPresence> = []
    /// Its source's name matches each of these.
    package var sources: [TextCondition] = []
    /// Its kind of API matches each of these.
    package var providers: [TextCondition] = []
    /// Its pipeline's label or identifier matches each of these.
    package var pipelines: [TextCondition] = []
    package var triggers: [TextCondition] = []
    package var events: [TextCondition] = []
    /// Its error matches each of these: the provider's words, or what replaces them.
    package var errors: [TextCondition] = []
    package var ids: [TextCondition] = []

    package init() {}

    package var isEverything: Bool { self == RunQuestion() }

    /// Whether a run may be wanted.
    package func admits(_ run: Run) -> Bool {
        let time = run.sortTime
        return since.map { time >= $0 } ?? true && until.map { time <= $0 } ?? true
            && statuses?.contains(run.status) ?? true && admitsDuration(of: run)
            && needs.allSatisfy { $0.holds(run) }
            && admits(source: run.source, run.provider)
            && pipelines.allSatisfy { run.pipeline.map($0.holds) ?? false }
            && triggers.allSatisfy { run.trigger.map($0.holds) ?? false }
            && events.allSatisfy { run.event.map($0.holds) ?? false }
            && errors.allSatisfy { run.hasErrorText(where: $0.holds) }
            && ids.allSatisfy { $0.holds(run.id.text) }
    }

    /// Whether a source may have wanted runs.
    package func admits(source: SourceName, _ provider: ProviderKind) -> Bool {
        sources.allSatisfy { $0.holds(source.text) }
            && providers.allSatisfy { $0.holds(provider.rawValue) }
    }

    /// Whether a pipeline may have wanted runs.
    package func admits(_ pipeline: Pipeline) -> Bool {
        pipelines.allSatisfy { $0.holds(pipeline) }
    }

    /// Whether an API with these statuses and without the missing values can have a match.
    package func isAnswerable(
        by statuses: Set<RunStatus>, without missing: Set<RunPresence>
    ) -> Bool {
        self.statuses.map { !$0.isDisjoint(with: statuses) } ?? true
            && needs.isDisjoint(with: missing)
    }

    private func admitsDuration(of run: Run) -> Bool {
        guard shortest != nil || longest != nil, run.status != .running else { return true }
        guard let duration = run.duration else { return false }
        return duration >= shortest ?? .min && duration <= longest ?? .max
    }
}

/// A condition that a text meets if it matches at least one pattern.
package struct TextCondition: Hashable, Sendable {
    /// One or more patterns.
    package let alternatives: [TextPattern]

    package init(_ alternatives: [TextPattern]) { self.alternatives = alternatives }

    /// The longest text that a regular expression is searched in, in bytes.
    private static let longestSearched = 256

    /// Whether a text may match. A regular expression may match any long text: the caller searches
    /// it, within a budget for all texts.
    package func holds(_ text: String) -> Bool {
        alternatives.contains { pattern in
            if case .regex = pattern, text.utf8.count > Self.longestSearched { return true }
            return TextMatcher(pattern).find(in: text) != .noMatch
        }
    }

    /// Whether a pipeline's label or identifier may match.
    package func holds(_ pipeline: Pipeline) -> Bool {
        holds(pipeline.label) || holds(pipeline.id.text)
    }
}
