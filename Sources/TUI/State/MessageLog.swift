package import Runs

/// What the status line said, the latest last.
package struct MessageLog: Hashable, Sendable {
    /// How many are kept.
    private static let limit = 200

    /// The messages.
    package private(set) var entries: [Entry] = []

    /// A message, and when it was shown.
    package struct Entry: Hashable, Sendable {
        /// When it was last shown.
        package fileprivate(set) var moment: Timestamp
        /// What it said.
        package let message: StatusMessage
        /// How many times in a row.
        package fileprivate(set) var count = 1
    }

    /// Notes a message; one that is said again is counted.
    mutating func note(_ message: StatusMessage, at moment: Timestamp) {
        if let last = entries.indices.last, entries[last].message == message {
            entries[last].moment = moment
            entries[last].count += 1
            return
        }
        entries.append(Entry(moment: moment, message: message))
        if entries.count > Self.limit { entries.removeFirst() }
    }
}
