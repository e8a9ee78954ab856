import Runs

/// Where the reading of Polytomic's events stands.
///
/// Events are written once and kept for 48 hours, so every poll asks for what came since the
/// newest known one, less an overlap for those that come late; the overlap's events are known
/// by their ids.
struct PolytomicPosition: StoredPosition {
    /// The creation of the newest event seen by a finished walk; nil before the first.
    var watermark: Timestamp?
    /// When the last finished walk began.
    var lastRead: Timestamp?
    /// The events of the overlap, by id, with their creation.
    var recent: [String: Timestamp] = [:]
    var walk: EventWalk?
    var executions = ExecutionWatch()
    /// What this poll still asks, after the walk.
    var inquiry: Inquiry?

    private enum CodingKeys: String, CodingKey {
        case watermark, recent, walk, executions, inquiry
        case lastRead = "last_read"
    }

    /// How long events are kept, in milliseconds.
    static let retention: Int64 = 48 * 3_600_000
    /// The server's clock may be this far from ours, in milliseconds: an hour and a bit.
    private static let clockTolerance: Int64 = 61 * 60_000
    /// Events may come this much later than they say they were created, in milliseconds.
    static let overlap: Int64 = 60_000

    mutating func bound() {
        if walk?.windows.isEmpty ?? false { walk = nil }
        walk?.pages.bound()
        walk?.refusals.clamp(to: 0...1_000)
        walk?.scope?.bound()
        inquiry?.questions.removeAll { $0.executions.isEmpty }
        if inquiry?.questions.isEmpty ?? false { inquiry = nil }
    }

    /// Begins a walk, unless one is under way.
    ///
    /// What is still told of is the server's to say by its own clock: all that it may hold is asked
    /// for, and what it may hold no more is a gap.
    ///
    /// - Returns: The walk, and the stretch that is no longer told of.
    func beginWalk(since: Timestamp, now: Timestamp) -> (EventWalk, ReadGap?) {
        if let walk { return (walk, nil) }
        let kept = now.advanced(byMilliseconds: -Self.retention)
        let earliest = kept.advanced(byMilliseconds: -Self.clockTolerance)
        guard let watermark, let lastRead else {
            // `starting_after` is strict.
            let after = max(since, earliest).advanced(byMilliseconds: -1_000)
            let gap = since < kept ? ReadGap(from: since, until: kept) : nil
            return (EventWalk(after: after, began: now), gap)
        }
        let after = max(watermark.advanced(byMilliseconds: -Self.overlap), earliest)
        let surelyKept = kept.advanced(byMilliseconds: Self.clockTolerance)
        guard lastRead < surelyKept else { return (EventWalk(after: after, began: now), nil) }
        // By a clock behind ours, what came since the last read may be dated before it.
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
        executions.forgetEnds(before: bound)
        lastRead = walk.began
        self.walk = nil
    }
}

/// One walk through the events of a stretch of time.
struct EventWalk: Codable, Hashable, Sendable {
    /// The moment after which events are wanted.
    let after: Timestamp
    let began: Timestamp
    /// The windows still to read; the last one is being read.
    var windows: [EventWindow]
    /// The token of the page to read next; nil for a window's first.
    var token: String?
    /// Whether tokens were found to lead nowhere, so that windows are narrowed instead.
    var ignoresTokens = false
    /// How often a token was refused.
    var refusals = 0
    /// What keeps the walk from going round in circles.
    var loop = LoopGuard()
    /// The pages that were read; the page before is the last one that had ids.
    var pages = PageProgress()
    var highest: Timestamp?
    /// The newest events met, by id, with their creation.
    var recent: [String: Timestamp] = [:]
    /// What a question narrows it to; nil for everything.
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

    /// The moment up to which every event was there to be met when the walk began, but for those
    /// that came late; nil where none was met.
    ///
    /// Behind the walk's back more events may have come than it met: nothing that it met was
    /// created later than the walk has lasted since its beginning, by the server's own clock. And
    /// an event dated ahead of time must not hide those to come.
    func covered(at now: Timestamp) -> Timestamp? {
        let length = max(0, now.milliseconds(since: began))
        return highest.map { min($0.advanced(byMilliseconds: -length), began) }
    }

    /// Goes back to the window's beginning, as a server may forget its tokens; where it forgets
    /// them again and again, without tokens from then on.
    mutating func forgetToken() {
        token = nil
        refusals += 1
        ignoresTokens = ignoresTokens || refusals > Self.mostRefusals
        loop = LoopGuard()
        pages.previous = []
        pages.blankPages = 0
    }

    /// How often in a row the same page is put up with; halving the longest window takes less.
    static let mostRepeats = 20
    /// How many refused tokens are put up with.
    private static let mostRefusals = 2
}
