import Logging
import Runs

/// Asks for one call with a purpose: counts it, or throws what keeps it from being made.
typealias CallAsking = @Sendable (CallPurpose) async throws(ProviderError) -> CountedCall

/// Reads one source call by call: its pipelines when it is time for them, then page after page.
///
/// A value that its owner steps with `next()`, so that each page can be shown as it arrives. It
/// keeps where reading stands, and goes on from there after a failure.
struct SourceReader: Sendable {
    let source: MonitoredSource
    let bounds: PageWalk.Bounds
    let clock: any WallClock
    let logger: Logger
    private let since: Timestamp?
    private let question: RunQuestion?
    /// How far back a first walk goes that was interrupted, until it is whole.
    private var firstReach: Timestamp?
    private let ask: CallAsking

    var discovery = Discovery()
    var eventTypeTurn = EventTypeTurn()
    private var position: ReadPosition?
    private var origin: ReadPosition?
    private(set) var hasReadRuns = false
    private var reading: Reading?
    /// What came of the last walk that was not cut short by an error.
    private(set) var lastWalk = Walked.none
    /// The steps of the walk under way, or of the last one, that were answered.
    var answers = 0

    /// What came of one walk.
    struct Walked: Hashable, Sendable {
        /// Whether everything was read.
        let isWhole: Bool
        /// How many calls it took.
        let calls: Int
        /// How many of its steps were answered; where none was, it says nothing of the source.
        let answers: Int

        /// A walk that made no step.
        static let none = Walked(isWhole: false, calls: 0, answers: 0)
    }

    /// A walk under way.
    struct Reading: Sendable {
        var walk: PageWalk
        let since: Timestamp
        var calls = 0
        var hasTriedDiscovery = false
    }

    /// - Parameters:
    ///   - source: What is read.
    ///   - standing: Where reading stood, a walk that was interrupted included; nil for first
    ///     contact.
    ///   - since: How far back, or nil for the source's own depth.
    ///   - question: What is asked for, or nil for everything.
    ///   - pipelines: The pipelines, where they are known; none to ask for them.
    ///   - bounds: How much one walk may read.
    ///   - clock: The time of day.
    ///   - logger: Where failures go that keep no run from being read.
    ///   - ask: Is asked for each call.
    init(
        _ source: MonitoredSource, from standing: SourceCheckpoint?, since: Timestamp? = nil,
        question: RunQuestion? = nil, pipelines: [Pipeline] = [], bounds: PageWalk.Bounds,
        clock: any WallClock, logger: Logger, ask: @escaping CallAsking
    ) {
        self.source = source
        self.ask = ask
        position = standing?.position
        origin = standing?.origin
        if let standing, !standing.isBackfilled { firstReach = standing.coveredSince }
        self.since = since
        self.question = question
        self.bounds = bounds
        self.clock = clock
        self.logger = logger
        guard !pipelines.isEmpty else { return }
        discovery.begins(at: clock.now)
        discovery.found(pipelines, at: clock.now)
    }

    /// What the next step calls for, or nil where it makes no call.
    var nextCall: CallPurpose? {
        guard let current = reading else { return .listing }
        if isDiscoveryDue(in: current) { return .listing }
        switch current.walk.state {
        case .going: return current.walk.next
        case .whole, .paused: return isEventTypeDue(in: current) ? .listing : nil
        }
    }

    /// Ends the walk where it stands, without another call; the next one goes on from there.
    mutating func pause() {
        guard var current = reading else { return lastWalk = .none }
        current.walk.pause()
        position = current.walk.position
        origin = current.walk.origin
        lastWalk = Walked(
            isWhole: current.walk.state == .whole, calls: current.calls, answers: answers)
        reading = nil
    }

    /// Ends a walk in which a call was held back; the next one goes on before that call.
    mutating func forgo() { lastWalk = Walked(isWhole: false, calls: answers, answers: answers) }

    /// Makes the next call of a walk, or the first one of a new walk.
    ///
    /// - Returns: What it brought, or nil at the end of the walk.
    /// - Throws: What keeps the walk from going on; the next call begins a new one.
    mutating func next() async throws(ProviderError) -> Batch? {
        guard !Task.isCancelled else { throw .cancelled }
        if reading == nil { answers = 0 }
        var current = reading ?? begin()
        reading = nil
        defer {
            position = current.walk.position
            origin = current.walk.origin
        }
        if isDiscoveryDue(in: current), let found = try await discover(&current) {
            reading = current
            return found
        }
        switch current.walk.state {
        case .going:
            let delivery = try await readPage(&current)
            reading = current
            return delivery
        case .whole, .paused:
            if let told = try await askForEventTypes(&current) {
                reading = current
                return told
            }
            try end(current)
            return nil
        }
    }

    private func begin() -> Reading {
        let earliest = clock.now.advanced(by: .zero - source.backfill)
        return Reading(
            walk: PageWalk(from: position, origin: origin, bounds: bounds),
            since: since ?? firstReach ?? earliest)
    }

    private mutating func readPage(
        _ current: inout Reading
    ) async throws(ProviderError) -> Batch {
        while true {
            let request = PageRequest(
                position: current.walk.position, since: current.since, now: clock.now,
                pipelines: discovery.pipelines, question: question)
            current.calls += 1
            do {
                let provider = source.provider
                let page = try await permit(for: current.walk.next).covering {
                    () async throws(ProviderError) in try await provider.page(request)
                }
                answers += 1
                discovery.saw(page)
                hasReadRuns = hasReadRuns || !page.observations.isEmpty
                try current.walk.passed(page)
                var delivery = Batch(
                    page, of: source, since: current.since, seenAt: clock.now)
                delivery.origin = current.walk.origin
                if request.position == nil { delivery.coveredSince = current.since }
                // Where a walk under a question stands is no place to read everything from.
                if question != nil {
                    delivery.position = nil
                    delivery.coveredSince = nil
                }
                return delivery
            } catch {
                guard current.walk.stepBack(after: error) else { throw error }
                logger.notice("position refused, reading anew", metadata: ["error": "\(error)"])
            }
        }
    }

    func permit(for purpose: CallPurpose) -> CallPermit {
        CallPermit { [ask] () async throws(ProviderError) in try await ask(purpose) }
    }

    /// Ends a walk.
    ///
    /// - Throws: The failure of the discovery, where it is not to be put up with.
    private mutating func end(_ current: Reading) throws(ProviderError) {
        if let intolerableFailure { throw intolerableFailure }
        if current.walk.state == .whole { firstReach = nil }
        lastWalk = Walked(
            isWhole: current.walk.state == .whole, calls: current.calls, answers: answers)
    }
}
