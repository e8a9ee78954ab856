import Query
package import Runs
import RunTable

/// What came of reading runs that are older than those that were held.
package struct OlderNews: Hashable, Sendable {
    /// How many were found.
    package let found: Int
    /// The moment back to which all is read that was asked for; nil where nothing that old is
    /// asked for.
    package let reached: Timestamp?
    /// Whether there is more to read right away.
    package let isCut: Bool
    /// What kept sources from being read, a phrase each.
    package let troubles: [String]

    /// Joins what was found and what was not.
    package init(found: Int, reached: Timestamp?, isCut: Bool, troubles: [String]) {
        self.found = found
        self.reached = reached
        self.isCut = isCut
        self.troubles = troubles
    }

    /// Words it for the status line.
    func message(_ clock: ZonedClock, now: Timestamp) -> StatusMessage {
        var parts: [String] = []
        if found > 0 {
            parts.append(ShortText.count(found, "older run"))
        } else if isCut {
            parts.append("nothing older so far")
        } else if let reached {
            let moment = clock.brief(reached, today: now)
            parts.append("nothing older back to \(moment); once more looks further back")
        } else if troubles.isEmpty {
            parts.append("nothing older")
        }
        if isCut { parts.append("more to read; keep scrolling down") }
        return StatusMessage(
            (parts + troubles).joined(separator: "; "), troubles.isEmpty ? .notice : .warning)
    }
}
