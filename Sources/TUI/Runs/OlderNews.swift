import Query
package import Runs
import RunTable

/// The outcome of reading older runs.
package struct OlderNews: Hashable, Sendable {
    /// The number of older runs that were found.
    package let found: Int
    /// How far back all that was requested is read; nil if nothing that old was requested.
    package let reached: Timestamp?
    /// Whether there is more to read at once.
    package let isCut: Bool
    /// Why sources could not be read, a phrase each.
    package let troubles: [String]

    /// Creates an outcome.
    package init(found: Int, reached: Timestamp?, isCut: Bool, troubles: [String]) {
        self.found = found
        self.reached = reached
        self.isCut = isCut
        self.troubles = troubles
    }

    func message(_ clock: ZonedClock, now: Timestamp) -> StatusMessage {
        var parts: [String] = []
        if found > 0 {
            parts.append(ShortText.count(found, "older run"))
        } else if isCut {
            parts.append("nothing older so far")
        } else if let reached {
            let moment = clock.brief(reached, today: now)
            parts.append("nothing older back to \(moment); scroll down again to look further back")
        } else if troubles.isEmpty {
            parts.append("nothing older")
        }
        if isCut { parts.append("more to read; keep scrolling down") }
        return StatusMessage(
            (parts + troubles).joined(separator: "; "), troubles.isEmpty ? .notice : .warning)
    }
}
