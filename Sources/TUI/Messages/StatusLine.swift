package import Runs
import Terminal

/// A text for the status line, and its severity.
package struct StatusMessage: Hashable, Sendable {
    /// The text, safe for a terminal.
    package let text: String
    /// Its severity.
    package let severity: Severity

    /// The severity of a message.
    package enum Severity: Hashable, Sendable {
        case notice
        case warning
        case error

        /// The role to draw it in; a notice has the given one.
        func role(_ notice: Role) -> Role {
            switch self {
            case .notice: notice
            case .warning: .messageWarning
            case .error: .messageError
            }
        }
    }

    /// Creates a message from any text.
    package init(_ text: String, _ severity: Severity = .notice) {
        self.text = SafeText.line(text).text
        self.severity = severity
    }
}

/// The question whether a poll may spend the calls in reserve.
package struct ReserveQuestion: Hashable, Sendable {
    /// The sources to poll, each with its remaining calls.
    package let sources: [Remainder]

    /// The calls that are left for one source.
    package struct Remainder: Hashable, Sendable {
        /// The source.
        package let source: SourceName
        /// The calls that are left.
        package let calls: Int
        /// When more calls become available.
        package let until: Timestamp

        /// Creates a remainder.
        package init(source: SourceName, calls: Int, until: Timestamp) {
            self.source = source
            self.calls = calls
            self.until = until
        }
    }

    /// Creates a question about sources.
    package init(_ sources: [Remainder]) { self.sources = sources }

    func words(_ clock: ZonedClock) -> String {
        let parts = sources.map { left in
            "\(left.source.text) has \(ShortText.count(left.calls, "call")) left "
                + "until \(clock.time(left.until))"
        }
        return SafeText.line("spend the reserve? y/n  " + parts.joined(separator: "; ")).text
    }
}

/// The last messages of the status line.
package struct MessageLog: Hashable, Sendable {
    private static let limit = 200

    /// The messages, latest last.
    package private(set) var entries: [Entry] = []

    /// A message, and when it was shown.
    package struct Entry: Hashable, Sendable {
        /// When it was last shown.
        package fileprivate(set) var moment: Timestamp
        /// The message.
        package let message: StatusMessage
        /// How many times in a row.
        package fileprivate(set) var count = 1
    }

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
