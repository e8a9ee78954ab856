package import Runs

/// The result of checking a source.
package struct SourceFinding: Hashable, Sendable {
    /// The source.
    package let source: SourceName
    /// The kind of API.
    package let provider: ProviderKind
    /// The outcome.
    package var outcome: Outcome
    /// The periods that its provider no longer serves, as far as the check found them.
    package var gaps: [ReadGap] = []
    /// The median duration of the answered calls, in milliseconds; nil without any.
    package var latency: Int64?
    /// How far this machine's clock is ahead of the provider's, in milliseconds; negative if it is
    /// behind, nil if the provider sends no time.
    package var clockLead: Int64?
    /// The keys of the settings that select a part of an account.
    package var scope: [String] = []

    /// The outcomes of a check.
    package enum Outcome: Hashable, Sendable {
        /// Runs can be read; `namesRefused` is why pipelines have no names.
        case works(pipelines: Int, namesRefused: ProviderError?)
        /// The settings name pipelines that do not exist.
        case lacks(MissingPipelines)
        /// Runs can be read, but not those of these pipelines.
        case refuses([PipelineRefusal])
        /// Runs can be read, but not these rows.
        case rejects([RejectedRow])
        /// Runs can be read, but not all of their times.
        case lacksTimes([UnreadableTime])
        case fails(ProviderError)
    }

    /// Creates a finding.
    package init(
        source: SourceName, provider: ProviderKind, outcome: Outcome, latency: Int64? = nil,
        clockLead: Int64? = nil
    ) {
        self.clockLead = clockLead
        self.source = source
        self.provider = provider
        self.outcome = outcome
        self.latency = latency
    }
}

/// Pipelines that the settings name and the account lacks.
package struct MissingPipelines: Hashable, Sendable {
    /// The key that names them.
    package let key: String
    /// Their ids.
    package let ids: [String]
    /// The account's pipelines; empty if it does not list them.
    package let known: [Pipeline]

    /// Creates a list of missing pipelines.
    package init(key: String, ids: [String], known: [Pipeline]) {
        self.key = key
        self.ids = ids
        self.known = known
    }
}
