/// What is left of a credential's budget of calls, as all processes on one history know it.
package struct CallLedgerEntry: Hashable, Sendable {
    /// Until when the provider asked not to be called (`Retry-After`), if it did.
    package var blockedUntil: Timestamp?
    /// The windows that responses told of.
    package var windows: [Window] = []
    /// When the latest calls were made, where the vendor documents a limit that no response tells.
    package var latestCalls: [Timestamp] = []
    /// When it was written, by which a clock that was set back since is known.
    package var asOf: Timestamp?
    /// When the computer was started, by the clock that its moments are told by; nil where that is
    /// not known. So a process knows whether another one has followed a step of the clock.
    package var origin: Timestamp?
    /// How often it was changed; of two, the one with more is the later one.
    package var changes: Int64 = 0
    /// How many calls were counted so far, by which an answer knows those made after its own.
    package var calls: Int64 = 0

    /// One window of a budget.
    package struct Window: Hashable, Sendable {
        /// The calls in the whole window, where that is told.
        package var limit: Int?
        /// The calls that are left: as last said, less those made since.
        package var remaining: Int
        /// What was said last.
        package var said: Int
        /// When it began, as far as that is known.
        package var began: Timestamp
        /// When it ends.
        package var reset: Timestamp
        /// How long it is.
        package var length: PollPlan.Window
        /// The number of the latest call whose answer told of it.
        package var heard: Int64

        /// Joins what is known of a window.
        package init(
            limit: Int?, remaining: Int, said: Int, began: Timestamp, reset: Timestamp,
            length: PollPlan.Window, heard: Int64 = 0
        ) {
            self.limit = limit
            self.remaining = remaining
            self.said = said
            self.began = began
            self.reset = reset
            self.length = length
            self.heard = heard
        }
    }

    /// The standing of a credential of which nothing was said.
    package init() {}

    /// Whether it says the same as another one, whenever they were written.
    package func saysTheSame(as other: CallLedgerEntry) -> Bool {
        blockedUntil == other.blockedUntil && windows == other.windows
            && latestCalls == other.latestCalls
    }
}
