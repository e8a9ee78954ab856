package import Runs

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
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - provider: The port to its API.
    ///   - interval: The pause between polls while nothing runs.
    ///   - backfill: How far back it is read on first contact.
    ///   - credential: Its credential, or nil for one of its own.
    ///   - origin: Where its API is, or nil for a place of its own.
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
