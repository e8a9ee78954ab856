package import Runs
import Terminal

/// A line for the person, and how grave it is.
package struct StatusMessage: Hashable, Sendable {
    /// What it says.
    package let text: String
    /// How grave it is.
    package let gravity: Severity

    /// How grave a message is.
    package enum Severity: Hashable, Sendable {
        case notice
        case warning
        case error

        /// What it is written in, where a notice is in a role of its own.
        func role(_ notice: Role) -> Role {
            switch self {
            case .notice: notice
            case .warning: .messageWarning
            case .error: .messageError
            }
        }
    }

    /// Joins a text and its gravity.
    package init(_ text: String, _ gravity: Severity = .notice) {
        self.text = SafeText.line(text).text
        self.gravity = gravity
    }
}

/// The question whether a poll may spend the calls that are kept in reserve.
package struct ReserveQuestion: Hashable, Sendable {
    /// The sources to poll, and what is left of each one's budget.
    package let sources: [Remainder]

    /// What is left for one source.
    package struct Remainder: Hashable, Sendable {
        /// The source.
        package let source: SourceName
        /// The calls that are left.
        package let calls: Int
        /// When there will be more.
        package let until: Timestamp

        /// Joins a source and what is left.
        package init(source: SourceName, calls: Int, until: Timestamp) {
            self.source = source
            self.calls = calls
            self.until = until
        }
    }

    /// Asks for some sources.
    package init(_ sources: [Remainder]) { self.sources = sources }

    /// Words it for the status line.
    func words(_ clock: ZonedClock) -> String {
        let parts = sources.map { left in
            "\(left.source.text) has \(ShortText.count(left.calls, "call")) left "
                + "until \(clock.time(left.until))"
        }
        return SafeText.line("spend the reserve? y/n  " + parts.joined(separator: "; ")).text
    }
}

/// What the status line said, the latest last.
package struct MessageLog: Hashable, Sendable {
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
