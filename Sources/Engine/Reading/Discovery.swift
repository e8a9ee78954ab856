package import Runs

/// Knows the pipelines of a source, and when it is time to ask for them again.
///
/// They are asked for at first, every ten minutes, and when a run names one that nobody knows
/// yet; never twice within a minute, and after a refusal that lasts not within ten.
struct Discovery: Sendable {
    /// The shortest time between two attempts, in milliseconds.
    private static let shortestPause: Int64 = 60_000
    /// The time after which a list is old, in milliseconds.
    private static let lifetime: Int64 = 600_000

    /// What the last successful discovery found.
    private(set) var pipelines: [Pipeline] = []
    /// Why the last attempt failed, if it did.
    private(set) var failure: ProviderError?

    private var known: Set<PipelineID> = []
    private var lastAttempt: Timestamp?
    private var lastSuccess: Timestamp?
    private var hasNewcomer = false

    func isDue(at now: Timestamp) -> Bool {
        guard let lastAttempt else { return true }
        // A clock that was set back makes the attempt lie in the future: start over.
        let age = now.milliseconds(since: lastAttempt)
        let pause = failure?.isTransient == false ? Self.lifetime : Self.shortestPause
        guard age < 0 || age >= pause else { return false }
        guard let lastSuccess, !hasNewcomer else { return true }
        let lifetime = now.milliseconds(since: lastSuccess)
        return lifetime < 0 || lifetime >= Self.lifetime
    }

    mutating func begins(at now: Timestamp) { lastAttempt = now }

    /// Takes in a list. A newcomer that it does not name is not asked for again until the list is
    /// old, as it may well be gone.
    mutating func found(_ pipelines: [Pipeline], at now: Timestamp) {
        self.pipelines = pipelines
        known.formUnion(pipelines.map(\.id))
        failure = nil
        lastSuccess = now
        hasNewcomer = false
    }

    mutating func failed(_ error: ProviderError) { failure = error }

    /// Takes note of the pipelines that a page's runs belong to.
    mutating func saw(_ page: RunPage) {
        known.formUnion(page.pipelines.map(\.id))
        for observation in page.observations {
            guard case .value(let id) = observation.pipeline else { continue }
            if known.insert(id).inserted { hasNewcomer = true }
        }
    }
}

/// One configured account, ready to be read.
package struct MonitoredSource: Sendable {
    /// Its name.
    package let name: SourceName
    /// The port to its API.
    package let provider: any Provider
    /// The pause between polls while nothing runs.
    package let interval: Duration
    /// How far back it is read on first contact.
    package var backfill: Duration
    /// Its credential; sources with the same one share its budget of calls.
    package let credential: CredentialID
    /// Where its API is; sources with the same one share its retries.
    package let origin: String

    /// Joins a name, a port, how often and how far it is read, and with whom it shares.
    package init(
        name: SourceName, provider: any Provider, interval: Duration, backfill: Duration,
        credential: CredentialID? = nil, origin: String? = nil
    ) {
        self.name = name
        self.provider = provider
        self.interval = interval
        self.backfill = backfill
        self.credential = credential ?? CredentialID("source \(name.text)")
        self.origin = origin ?? "source \(name.text)"
    }
}
