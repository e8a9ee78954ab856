package import Runs

/// What the engine holds at one moment: every run, and how every source fares.
package struct MonitorSnapshot: Sendable {
    /// The runs.
    package let table: RunTable
    /// The sources, in the order of the configuration.
    package let sources: [SourceHealth]
    /// How the history fares.
    package let history: HistoryHealth
    /// How far the computer's clock is off; nil where that is not known to be so.
    package let clock: ClockDeviation?

    /// Joins runs and sources.
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

/// How the history fares: what is still to be read of it, and what keeps it from being used.
package struct HistoryHealth: Hashable, Sendable {
    /// How many of its runs were read so far, while there are more to come.
    package var loading: Loading?
    /// What keeps runs from being kept; they are held in memory meanwhile.
    package var trouble: HistoryError?
    /// What keeps the rest of its runs from being read; it is tried again.
    package var readTrouble: HistoryError?
    /// How many of its runs are left out because they cannot be read.
    package var unreadableCount = 0
    /// Many runs that are too old and are removed little by little; nil where there are few.
    package var expiring: Expiring?

    /// Runs that are too old.
    package struct Expiring: Hashable, Sendable {
        /// How many there are still.
        package var count: Int
        /// They began before this moment.
        package var before: Timestamp

        /// Joins a number and a moment.
        package init(count: Int, before: Timestamp) {
            self.count = count
            self.before = before
        }
    }

    /// Reading what the history holds.
    package struct Loading: Hashable, Sendable {
        /// How many runs were read.
        package var read: Int
        /// How many there are.
        package var total: Int

        /// Joins two numbers.
        package init(read: Int, total: Int) {
            self.read = read
            self.total = total
        }

        /// Notes that more were read, some of which may have been read before.
        package mutating func advance(by count: Int) { read = min(total, read + count) }
    }

    /// All is well, and read.
    package init() {}
}

/// How far the computer's clock is off.
package enum ClockDeviation: Hashable, Sendable {
    /// The servers tell another time: the clock is ahead of it by so many milliseconds, behind where
    /// the number is less than zero.
    case ahead(by: Int64)
    /// It was set while the program ran, by so many milliseconds, and no server has told the time.
    case jumped(by: Int64)

    /// By how much clocks may differ, in milliseconds: two minutes.
    package static let tolerance: Int64 = 120_000
}
