package import Runs

/// The engine's data at one moment: every run, and the state of every source.
package struct MonitorSnapshot: Sendable {
    package let table: RunTable
    /// In the order of the configuration.
    package let sources: [SourceHealth]
    /// The state of the history.
    package let history: HistoryHealth
    /// The deviation of the computer's clock; nil if none is known.
    package let clock: ClockDeviation?

    package init(
        table: RunTable, sources: [SourceHealth], history: HistoryHealth = HistoryHealth(),
        clock: ClockDeviation? = nil
    ) {
        self.clock = clock
        self.table = table
        self.sources = sources
        self.history = history
    }
}

/// The state of the history: what is still to be read, and what prevents its use.
package struct HistoryHealth: Hashable, Sendable {
    /// The progress of reading its runs, until all are read.
    package var loading: Loading?
    /// What prevents runs from being stored; they stay in memory meanwhile.
    package var trouble: HistoryError?
    /// What prevents the rest of its runs from being read; it is retried.
    package var readTrouble: HistoryError?
    /// The number of its runs that are unreadable.
    package var unreadableCount = 0
    /// Many runs that are too old and are removed in portions; nil if there are few.
    package var expiring: Expiring?

    package struct Expiring: Hashable, Sendable {
        /// The number left.
        package var count: Int
        /// They began before this moment.
        package var before: Timestamp

        package init(count: Int, before: Timestamp) {
            self.count = count
            self.before = before
        }
    }

    /// The progress of reading the history.
    package struct Loading: Hashable, Sendable {
        package var read: Int
        package var total: Int

        package init(read: Int, total: Int) {
            self.read = read
            self.total = total
        }

        /// Counts rows as read, some perhaps a second time.
        package mutating func advance(by count: Int) { read = min(total, read + count) }
    }

    package init() {}
}

/// The deviation of the computer's clock.
package enum ClockDeviation: Hashable, Sendable {
    /// The clock is ahead of the servers' time by this many milliseconds, or behind if negative.
    case ahead(by: Int64)
    /// It was changed by this many milliseconds at run time, and no server has given a time.
    case jumped(by: Int64)

    /// The tolerated deviation in milliseconds: two minutes.
    package static let tolerance: Int64 = 120_000
}
