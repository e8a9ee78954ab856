package import Runs

/// The pipelines of a source, and when to request them: at first, every ten minutes, and when a run
/// names an unknown one; never twice within a minute, nor within ten after a lasting refusal.
struct Discovery: Sendable {
    private static let shortestPause: Int64 = 60_000
    private static let lifetime: Int64 = 600_000

    private(set) var pipelines: [Pipeline] = []
    private(set) var failure: ProviderError?

    private var known: Set<PipelineID> = []
    private var lastAttempt: Timestamp?
    private var lastSuccess: Timestamp?
    private var hasNewcomer = false

    func isDue(at now: Timestamp) -> Bool {
        guard let lastAttempt else { return true }
        // After the clock was set back, the attempt lies in the future: start over.
        let age = now.milliseconds(since: lastAttempt)
        let pause = failure?.isTransient == false ? Self.lifetime : Self.shortestPause
        guard age < 0 || age >= pause else { return false }
        guard let lastSuccess, !hasNewcomer else { return true }
        let lifetime = now.milliseconds(since: lastSuccess)
        return lifetime < 0 || lifetime >= Self.lifetime
    }

    mutating func begins(at now: Timestamp) { lastAttempt = now }

    /// A newcomer missing from the list causes no request until the list is old: it may be gone.
    mutating func found(_ pipelines: [Pipeline], at now: Timestamp) {
        self.pipelines = pipelines
        known.formUnion(pipelines.map(\.id))
        failure = nil
        lastSuccess = now
        hasNewcomer = false
    }

    mutating func failed(_ error: ProviderError) { failure = error }

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
    /// Its credential; sources with the same one share its call budget.
    package let credential: CredentialID
    /// The origin of its API; sources with the same one share its retries.
    package let origin: String

    /// Creates a source; without a credential or an origin, it shares none.
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
