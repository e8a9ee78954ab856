import Runs

/// The position in Polytomic's events. Events never change and are kept for 48 hours. So every poll
/// requests those since the newest known one, less an overlap for late ones; their ids distinguish
/// the events of the overlap.
struct PolytomicPosition: StoredPosition {
    /// The creation of the newest event of a finished walk; nil before the first.
    var watermark: Timestamp?
    var lastRead: Timestamp?
    /// The events of the overlap, by id, with their creation.
    var recent: [String: Timestamp] = [:]
    var walk: EventWalk?
    var executions = ExecutionWatch()
    var inquiry: Inquiry?

    private enum CodingKeys: String, CodingKey {
        case watermark, recent, walk, executions, inquiry
        case lastRead = "last_read"
    }

    static let retention: Int64 = 48 * 3_600_000
    /// How far the server's clock may be from ours, in milliseconds: a little over an hour.
    private static let clockTolerance: Int64 = 61 * 60_000
    /// How much later than its creation an event may come, in milliseconds.
    static let overlap: Int64 = 60_000

    mutating func bound() {
        if walk?.windows.isEmpty ?? false { walk = nil }
        walk?.pages.bound()
        walk?.refusals.clamp(to: 0...1_000)
        walk?.scope?.bound()
        inquiry?.questions.removeAll { $0.executions.isEmpty }
        if inquiry?.questions.isEmpty ?? false { inquiry = nil }
    }

    /// Begins a walk, unless one is under way. The server's own clock decides which events it still
    /// keeps: everything that it may keep is requested, and what it may no longer keep is a gap.
    func beginWalk(since: Timestamp, now: Timestamp) -> (EventWalk, ReadGap?) {
        if let walk { return (walk, nil) }
        let kept = now.advanced(byMilliseconds: -Self.retention)
        let earliest = kept.advanced(byMilliseconds: -Self.clockTolerance)
        guard let watermark, let lastRead else {
            // `starting_after` is exclusive.
            let after = max(since, earliest).advanced(byMilliseconds: -1_000)
            let gap = since < kept ? ReadGap(from: since, until: kept) : nil
            return (EventWalk(after: after, began: now), gap)
        }
        let after = max(watermark.advanced(byMilliseconds: -Self.overlap), earliest)
        let surelyKept = kept.advanced(byMilliseconds: Self.clockTolerance)
        guard lastRead < surelyKept else { return (EventWalk(after: after, began: now), nil) }
        // If the server's clock is behind ours, events since the last read may be dated before it.
        let from = max(
            watermark.advanced(byMilliseconds: -Self.overlap),
            lastRead.advanced(byMilliseconds: -Self.clockTolerance))
        let gap = ReadGap(from: min(from, lastRead), until: surelyKept)
        return (EventWalk(after: after, began: now), gap)
    }

    mutating func end(_ walk: EventWalk, at now: Timestamp) {
        let highest = walk.covered(at: now) ?? min(walk.after, walk.began)
        let watermark = max(self.watermark ?? highest, highest)
        let bound = watermark.advanced(byMilliseconds: -Self.overlap)
        recent = KnownRows.kept(
            of: recent.merging(walk.recent) { _, new in new }, since: bound)
        self.watermark = watermark
        executions.removeEnds(before: bound)
        lastRead = walk.began
        self.walk = nil
    }
}

struct EventWalk: Codable, Hashable, Sendable {
    let after: Timestamp
    let began: Timestamp
    /// The windows still to read; the last one is being read.
    var windows: [EventWindow]
    var token: String?
    /// Whether tokens led nowhere, so that windows are narrowed instead.
    var ignoresTokens = false
    var refusals = 0
    var loop = LoopGuard()
    /// The pages read; the page before is the last one with ids.
    var pages = PageProgress()
    var highest: Timestamp?
    var recent: [String: Timestamp] = [:]
    /// The limits of a question; nil for everything.
    var scope: EventScope?

    private enum CodingKeys: String, CodingKey {
        case after, began, windows, token, refusals, loop, pages, highest, recent, scope
        case ignoresTokens = "ignores_tokens"
    }

    init(after: Timestamp, began: Timestamp) {
        self.after = after
        self.began = began
        windows = [EventWindow(after: after, before: nil)]
    }

    var window: EventWindow { windows.last ?? EventWindow(after: after, before: nil) }

    /// The moment up to which every event was available when the walk began, except late ones; nil
    /// if the walk met none. By the server's own clock, the newest event is at most as much later
    /// than the walk's start as the walk has lasted: that time is subtracted. An event dated ahead
    /// of time must not hide later ones.
    func covered(at now: Timestamp) -> Timestamp? {
        let length = max(0, now.milliseconds(since: began))
        return highest.map { min($0.advanced(byMilliseconds: -length), began) }
    }

    /// Returns to the window's beginning, as a server may forget its tokens; does without tokens if
    /// it forgets them again and again.
    mutating func dropToken() {
        token = nil
        refusals += 1
        ignoresTokens = ignoresTokens || refusals > Self.mostRefusals
        loop = LoopGuard()
        pages.previous = []
        pages.blankPages = 0
    }

    /// Repeats of a page that end the walk; halving the longest window takes fewer.
    static let mostRepeats = 20
    private static let mostRefusals = 2
}
