import Runs

/// What Supermetrics has of a question: the connectors, and an upper bound.
extension RunQuestion {
    /// Whether Supermetrics has any entries that are wanted.
    var isForSupermetrics: Bool {
        isAnswerable(
            by: [.succeeded, .failed, .unknown],
            without: [.trigger, .attempt, .error, .metadata, .finished, .related])
    }

    /// The moment before which wanted entries were logged; an entry that tells its day alone
    /// counts from the day's beginning.
    var supermetricsBound: Timestamp? { until?.advanced(byMilliseconds: 86_400_000 + 1_000) }

    /// Whether a connector may have entries that are wanted; one without a name may be known by
    /// one elsewhere.
    func reads(_ connector: Pipeline) -> Bool { connector.name == nil || admits(connector) }
}
