import Runs

/// One walk through the pages of a source, to where nothing is left; a value without I/O, which
/// finds where the next page begins and when to stop.
struct PageWalk: Sendable {
    struct Bounds: Hashable, Sendable {
        let pages: Int
        let names: Names
        /// The most bytes of its pages; the page that exceeds them is the last.
        var bytes = 64 * 1_024 * 1_024

        static let poll = Bounds(pages: 100, names: .hopedFor)
        static let whole = Bounds(pages: .max, names: .required, bytes: .max)
    }

    enum Names: Hashable, Sendable {
        /// They may come with a later walk.
        case hopedFor
        /// No walk follows: without them a filter by name would find nothing.
        case required
    }

    enum State: Hashable, Sendable {
        case going
        case whole
        /// A bound was reached; the next walk continues.
        case paused
    }

    /// How many pages without progress end the walk.
    private static let mostStalls = 3
    /// How often one walk steps back: to where it began, and to first contact. A refusal after that
    /// is not the position's fault.
    private static let mostStepsBack = 2

    let bounds: Bounds
    private(set) var state = State.going
    private(set) var position: ReadPosition?
    /// Where the walk that reads to the end began, maybe some polls ago.
    private(set) var origin: ReadPosition?
    private(set) var next = CallPurpose.listing

    private var pages = 0
    private var bytes = 0
    private var stalls = 0
    private var stepsBack = 0
    /// The hashes of visited positions; a position itself may be long.
    private var visited: Set<Int> = []
    /// The positions before it stepped back, until a page arrives from there.
    private var abandoned: (position: ReadPosition?, origin: ReadPosition?)?

    init(from position: ReadPosition?, origin: ReadPosition?, bounds: Bounds) {
        self.position = position
        self.origin = origin
        self.bounds = bounds
        if let position { visited.insert(position.hashValue) }
    }

    /// Continues past a page.
    /// - Throws: If pages lead nowhere; reading then starts over at the origin.
    mutating func passed(_ page: RunPage) throws(ProviderError) {
        abandoned = nil
        pages += 1
        bytes += page.byteCount
        guard page.hasMore else {
            position = page.position
            origin = page.position
            state = .whole
            return
        }
        if !visited.insert(page.position.hashValue).inserted { stalls += 1 }
        guard stalls < Self.mostStalls else {
            position = origin
            throw .unreadable(.circular)
        }
        position = page.position
        if pages >= bounds.pages || bytes >= bounds.bytes { state = .paused }
        next = page.next
    }

    mutating func pause() {
        if state == .going { state = .paused }
    }

    /// Steps back from a position that the provider no longer accepts: to where the walk began,
    /// then to first contact. Returns whether it did. Restores the position if no page arrives from
    /// there either, as then the position is not at fault, and if the provider asks to wait.
    mutating func stepBack(after error: ProviderError) -> Bool {
        // After circular pages, the next walk reads from the origin.
        if error == .unreadable(.circular) { position = origin }
        guard position != nil, stepsBack < Self.mostStepsBack,
            case .refused(let problem) = error, !problem.asksToWait,
            [400, 404, 410, 422].contains(problem.status)
        else {
            if let abandoned { (position, origin) = abandoned }
            return false
        }
        if abandoned == nil { abandoned = (position, origin) }
        if position == origin { origin = nil }
        position = origin
        stepsBack += 1
        visited = []
        stalls = 0
        return true
    }
}
