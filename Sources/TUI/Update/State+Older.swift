import Runs

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
