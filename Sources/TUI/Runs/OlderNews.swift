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
            parts.append("\(ShortText.count(found)) older run\(found == 1 ? "" : "s")")
        } else if isCut {
            parts.append("nothing older so far")
        } else if let reached {
            let moment = clock.brief(reached, today: now)
            parts.append("nothing older back to \(moment); once more looks further back")
        } else if troubles.isEmpty {
            parts.append("nothing older")
        }
        if isCut { parts.append("there is more to read, go on down for it") }
        return StatusMessage(
            (parts + troubles).joined(separator: "; "), troubles.isEmpty ? .notice : .warning)
    }
}

extension State {
    /// For how long after asking, in milliseconds, ages in the filter may still be counted.
    private static let patience: Int64 = 600_000

    /// Asks for runs that are older than those that are held, as somebody wants to go on past
    /// the last one.
    mutating func askForOlder() -> [Effect] {
        guard listing.request == request else { return [] }
        guard paused == nil else {
            message = StatusMessage(
                "paused; \(key(.pause)) follows again, and then older runs can be read")
            return []
        }
        let oldest = listing.count > 0 ? listing.summary(at: listing.count - 1).sortTime : nil
        let bound = request.order == .newestFirst ? oldest : nil
        let moment = bound.map { "before " + times.clock.brief($0, today: now) } ?? "that are older"
        message = StatusMessage("reading runs \(moment) \(glyphs.ellipsis)")
        guard !isReadingOlder else { return [] }
        isReadingOlder = true
        let later = now.advanced(byMilliseconds: Self.patience)
        return [.readOlder(RunQuestion(request.query, from: now, to: later))]
    }

    /// Takes in what came of it.
    mutating func take(_ news: OlderNews) {
        isReadingOlder = false
        message = news.message(times.clock, now: now)
    }
}
