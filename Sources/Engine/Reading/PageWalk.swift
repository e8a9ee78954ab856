import Runs

/// One walk through the pages of a source, from where reading stood to where nothing is left.
///
/// A value without I/O: it says where the next page begins, and when to stop.
struct PageWalk: Sendable {
    /// How much one walk may read.
    struct Bounds: Hashable, Sendable {
        /// The greatest number of pages; the next walk goes on from there.
        let pages: Int
        /// Whether it may end without the names of pipelines.
        let names: Names
        /// How many bytes its pages may have; the one that goes past that is the last.
        var bytes = 64 * 1_024 * 1_024

        static let poll = Bounds(pages: 100, names: .hopedFor)
        /// The bounds of a single walk that shall see everything.
        static let whole = Bounds(pages: .max, names: .required, bytes: .max)
    }

    /// How much the names of pipelines matter to a walk.
    enum Names: Hashable, Sendable {
        /// They may come with a later walk.
        case hopedFor
        /// There is no later walk: without them a filter by name would find nothing.
        case required
    }

    enum State: Hashable, Sendable {
        case going
        case whole
        /// A bound was reached; the next walk goes on.
        case paused
    }

    /// How many pages without progress are put up with.
    private static let patience = 3
    /// How often one walk steps back: to where it began, and to first contact. A refusal that
    /// comes back after that is not the position's fault.
    private static let mostStepsBack = 2

    let bounds: Bounds
    private(set) var state = State.going
    private(set) var position: ReadPosition?
    /// Where the walk that reads through to the end began, maybe some polls ago.
    private(set) var origin: ReadPosition?
    private(set) var next = CallPurpose.listing

    private var pages = 0
    private var bytes = 0
    private var stalls = 0
    private var stepsBack = 0
    /// The hashes of positions met; a position itself may be long.
    private var visited: Set<Int> = []
    /// What was known before it stepped back, until a page comes from there.
    private var abandoned: (position: ReadPosition?, origin: ReadPosition?)?

    init(from position: ReadPosition?, origin: ReadPosition?, bounds: Bounds) {
        self.position = position
        self.origin = origin
        self.bounds = bounds
        if let position { visited.insert(position.hashValue) }
    }

    /// Goes on past a page.
    ///
    /// - Throws: When pages come that lead nowhere; reading then starts over at the origin.
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
        guard stalls < Self.patience else {
            position = origin
            throw .unreadable(.circular)
        }
        position = page.position
        if pages >= bounds.pages || bytes >= bounds.bytes { state = .paused }
        next = page.next
    }

    /// Ends the walk where it stands; the next one goes on from there.
    mutating func pause() {
        if state == .going { state = .paused }
    }

    /// Steps back from a position that the provider no longer accepts: to where the walk began,
    /// and from there to first contact.
    ///
    /// Where no page comes from there either, the fault is not the position's, and it is kept. So it
    /// is where the provider asks to be called later.
    ///
    /// - Returns: Whether there was anywhere to step back to.
    mutating func stepBack(after error: ProviderError) -> Bool {
        // Pages that lead nowhere are read from the origin the next time.
        if error == .unreadable(.circular) { position = origin }
        guard position != nil, stepsBack < Self.mostStepsBack,
            case .refused(let problem) = error, !problem.asksForPatience,
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
