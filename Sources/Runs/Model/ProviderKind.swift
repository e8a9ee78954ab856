/// A kind of API; the raw value is its name in the configuration, in JSON and in filters.
package enum ProviderKind: String, CaseIterable, Hashable, Sendable {
    /// Well workspace-connector sync logs.
    case well
    /// Supermetrics connector logs.
    case supermetrics
    /// Elastic Path integration logs.
    case elasticPath = "elastic-path"
    /// LeadLex workflow logs.
    case leadlex
    /// Polytomic events.
    case polytomic
}
