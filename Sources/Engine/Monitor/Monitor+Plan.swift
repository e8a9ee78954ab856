package import Runs

extension Monitor {
    /// What a monitor is to do beside showing runs.
    package struct Plan: Hashable, Sendable {
        /// Whether sources are polled at all.
        package var polling = Polling.on
        /// How much of the past is kept; nil for all of it.
        package var retention: Retention?
        /// What is read of the runs that the history holds.
        package var loading = Loading.summaries
        /// How many records are held in memory before they are left to the history.
        package var heldRecords = 20_000
        /// How many bytes of records are held in memory before they are left to the history; where
        /// that does not take them, it is two and a half times as many.
        package var heldBytes = 64 << 20
        /// Who takes leases on a shared history, told from every other process.
        package var owner: LeaseOwner

        /// Whether sources are polled.
        package enum Polling: Hashable, Sendable {
            /// They are, as far as no other process does.
            case on
            /// They are not: what the history holds is all there is.
            case off
        }

        /// What is read of runs.
        package enum Loading: Hashable, Sendable {
            /// What is listed; the rest where somebody asks for it.
            case summaries
            /// All there is, for whoever is told of each run.
            case records
        }

        /// Plans to poll, and to forget nothing.
        package init(owner: LeaseOwner) { self.owner = owner }
    }
}
