package import Runs

/// What came of calling a source once.
package struct SourceFinding: Hashable, Sendable {
    /// The source.
    package let source: SourceName
    /// The kind of API.
    package let provider: ProviderKind
    /// Whether it works.
    package var outcome: Outcome
    /// The periods that its provider no longer serves, as far as they were met.
    package var gaps: [ReadGap] = []
    /// How long its provider took for an answer, in milliseconds: the median of the calls that were
    /// answered, whatever the answer; nil where none was.
    package var latency: Int64?
    /// By how much this machine's clock is ahead of the provider's, in milliseconds, less than zero
    /// where it is behind; nil where the provider does not tell its time.
    package var clockLead: Int64?
    /// The keys of the settings that say which part of an account is read.
    package var scope: [String] = []

    /// What can come of it.
    package enum Outcome: Hashable, Sendable {
        /// Runs can be read; how many pipelines there are, and why those have no names.
        case works(pipelines: Int, namesRefused: ProviderError?)
        /// The settings name pipelines that are not there.
        case lacks(MissingPipelines)
        /// Runs can be read, but not those of these pipelines.
        case refuses([PipelineRefusal])
        /// Runs can be read, but not these rows of them.
        case rejects([RejectedRow])
        /// Runs can be read, but not all of their times.
        case lacksTimes([UnreadableTime])
        case fails(ProviderError)
    }

    /// Joins a source and what came of it.
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

/// Pipelines that settings name and an account does not have.
package struct MissingPipelines: Hashable, Sendable {
    /// The key that names them.
    package let key: String
    /// Their ids.
    package let ids: [String]
    /// Those that there are; none where the account does not list them.
    package let known: [Pipeline]

    /// Joins what is missing and what is there.
    package init(key: String, ids: [String], known: [Pipeline]) {
        self.key = key
        self.ids = ids
        self.known = known
    }
}
