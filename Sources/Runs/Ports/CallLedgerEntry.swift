/// The remaining call budget of a credential, shared by all processes on one history.
package struct CallLedgerEntry: Hashable, Sendable {
    /// The moment until which the provider wants no calls (`Retry-After`).
    package var blockedUntil: Timestamp?
    /// The windows that responses reported.
    package var windows: [Window] = []
    /// When the latest calls were made, if the vendor documents a limit that no response reports.
    package var latestCalls: [Timestamp] = []
    /// When it was written; reveals a clock that was set back since.
    package var asOf: Timestamp?
    /// When the computer started, by the clock of this entry's moments; nil if unknown. It shows a
    /// process whether another one has followed a clock change.
    package var origin: Timestamp?
    /// The number of changes; of two entries, the one with more is later.
    package var changes: Int64 = 0
    /// The number of calls so far, to compare a response with the calls after its own.
    package var calls: Int64 = 0

    /// One window of a budget.
    package struct Window: Hashable, Sendable {
        /// The calls in the whole window, if known.
        package var limit: Int?
        /// The calls left: as last reported, less those made since.
        package var remaining: Int
        /// The last reported number.
        package var said: Int
        /// When it began, as far as known.
        package var began: Timestamp
        package var reset: Timestamp
        package var length: PollPlan.Window
        /// The number of the latest call whose response reported it.
        package var reported: Int64

        package init(
            limit: Int?, remaining: Int, said: Int, times: (began: Timestamp, reset: Timestamp),
            length: PollPlan.Window, reported: Int64 = 0
        ) {
            self.limit = limit
            self.remaining = remaining
            self.said = said
            (began, reset) = times
            self.length = length
            self.reported = reported
        }
    }

    package init() {}

    /// Whether the content is equal, whatever the times of writing.
    package func hasSameContent(as other: CallLedgerEntry) -> Bool {
        blockedUntil == other.blockedUntil && windows == other.windows
            && latestCalls == other.latestCalls
    }
}
