package import Runs
import Terminal

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
            let calls = left.calls == 1 ? "1 call" : "\(ShortText.count(left.calls)) calls"
            return "\(left.source.text) has \(calls) left until \(clock.time(left.until))"
        }
        return SafeText.line("spend the reserve? y/n  " + parts.joined(separator: "; ")).text
    }
}

extension State {
    /// Asks whether the reserve may be spent, unless keys go to something else by now.
    mutating func take(_ asked: ReserveQuestion) {
        guard !asked.sources.isEmpty else { return }
        guard prompt == nil, overlay == nil else {
            message = StatusMessage("only the reserve is left; not polled", .warning)
            return
        }
        question = asked
    }

    /// Takes `y` for a yes and every other key for a no.
    mutating func answer(_ asked: ReserveQuestion, with key: KeyEvent) -> [Effect] {
        question = nil
        guard key == .character("y") || key == .character("Y") else {
            message = StatusMessage("the reserve is kept")
            return []
        }
        return asked.sources.map { .poll($0.source, reserve: .spend) }
    }
}
