/// What is asked of a provider: conditions that every wanted run meets.
///
/// A provider may put any of them into its own terms, and ignores the rest: whatever it gives is
/// filtered again by the one who asked. So a run that is wanted must never be left out, and one
/// that is not may well come along.
package struct RunQuestion: Hashable, Sendable {
    /// It began at or after this moment (`Run.sortTime`).
    package var since: Timestamp?
    /// It began at or before this moment (`Run.sortTime`).
    package var until: Timestamp?
    /// It stands in one of these ways.
    package var statuses: Set<RunStatus>?
    /// It took at least so many milliseconds, or is running.
    package var shortest: Int64?
    /// It took at most so many milliseconds, or is running.
    package var longest: Int64?
    /// It has a value for each of these.
    package var needs: Set<RunPresence> = []
    /// Its source's name is like each of these.
    package var sources: [TextCondition] = []
    /// Its kind of API is like each of these.
    package var providers: [TextCondition] = []
    /// Its pipeline's label or identifier is like each of these.
    package var pipelines: [TextCondition] = []
    /// Its trigger is like each of these.
    package var triggers: [TextCondition] = []
    /// Its event's type is like each of these.
    package var events: [TextCondition] = []
    /// Why it failed is like each of these: in the provider's words, or what stands in for them.
    package var errors: [TextCondition] = []
    /// Its identifier is like each of these.
    package var ids: [TextCondition] = []

    /// Makes a question that asks for everything.
    package init() {}

    /// Whether it asks for everything.
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

    /// Whether a source may have runs that are wanted.
    package func admits(source: SourceName, _ provider: ProviderKind) -> Bool {
        sources.allSatisfy { $0.holds(source.text) }
            && providers.allSatisfy { $0.holds(provider.rawValue) }
    }

    /// Whether a pipeline may have runs that are wanted.
    package func admits(_ pipeline: Pipeline) -> Bool {
        pipelines.allSatisfy { $0.holds(pipeline) }
    }

    /// Whether an API whose runs stand in some ways, and never have some values, has any.
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

/// What a text is to be like, in at least one of some ways.
package struct TextCondition: Hashable, Sendable {
    /// The ways, one or more.
    package let alternatives: [TextPattern]

    /// Takes the ways, one or more.
    package init(_ alternatives: [TextPattern]) { self.alternatives = alternatives }

    /// The longest text that a regular expression is searched in, in bytes.
    private static let longestSearched = 256

    /// Whether a text may be like that. A regular expression may be like any long text: whoever
    /// asked searches it, within a budget for all texts.
    package func holds(_ text: String) -> Bool {
        alternatives.contains { pattern in
            if case .regex = pattern, text.utf8.count > Self.longestSearched { return true }
            return TextMatcher(pattern).find(in: text) != .noMatch
        }
    }

    /// Whether a pipeline's label or identifier is like that.
    package func holds(_ pipeline: Pipeline) -> Bool {
        holds(pipeline.label) || holds(pipeline.id.text)
    }
}
