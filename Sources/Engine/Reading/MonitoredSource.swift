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
    package let backfill: Duration

    /// Joins a name, a port, and how often and how far it is read.
    package init(
        name: SourceName, provider: any Provider, interval: Duration, backfill: Duration
    ) {
        self.name = name
        self.provider = provider
        self.interval = interval
        self.backfill = backfill
    }
}
