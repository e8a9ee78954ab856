import Logging
import Runs

/// Reads one source call by call: its pipelines when they are due, then page after page. The owner
/// steps it with `next()`, so that each page can be shown as it arrives. It keeps its position, and
/// continues from there after a failure.
struct SourceReader: Sendable {
    let source: MonitoredSource
    let request: Request
    let clock: any WallClock
    let logger: Logger
    /// Makes the permit of a call with a purpose.
    let permit: @Sendable (CallPurpose) -> CallPermit
    /// How far back an interrupted first walk goes, until it is whole.
    private var firstReach: Timestamp?

    var discovery = Discovery()
    var eventTypeTurn = EventTypeTurn()
    private var position: ReadPosition?
    private var origin: ReadPosition?
    private(set) var hasReadRuns = false
    private var reading: Reading?
    /// The result of the last walk that no error cut short.
    private(set) var lastWalk = Walked.none
    /// The answered steps of the present walk, or of the last one.
    var answers = 0

    struct Request: Sendable {
        /// Where reading stopped, including an interrupted walk; nil for first contact.
        var checkpoint: SourceCheckpoint?
        /// How far back to read; nil for the source's own depth.
        var since: Timestamp?
        /// The conditions; nil for everything.
        var question: RunQuestion?
        /// The pipelines, if known; none to request them.
        var pipelines: [Pipeline] = []
        var bounds: PageWalk.Bounds
    }

    struct Walked: Hashable, Sendable {
        let isWhole: Bool
        let calls: Int
        /// The number of answered steps; if zero, the walk shows nothing about the source.
        let answers: Int

        static let none = Walked(isWhole: false, calls: 0, answers: 0)
    }

    struct Reading: Sendable {
        var walk: PageWalk
        let since: Timestamp
        var calls = 0
        var hasTriedDiscovery = false
    }

    init(
        _ source: MonitoredSource, _ request: Request, clock: any WallClock, logger: Logger,
        permit: @escaping @Sendable (CallPurpose) -> CallPermit
    ) {
        self.source = source
        self.request = request
        self.clock = clock
        self.logger = logger
        self.permit = permit
        position = request.checkpoint?.position
        origin = request.checkpoint?.origin
        if let checkpoint = request.checkpoint, !checkpoint.isBackfilled {
            firstReach = checkpoint.coveredSince
        }
        guard !request.pipelines.isEmpty else { return }
        discovery.begins(at: clock.now)
        discovery.found(request.pipelines, at: clock.now)
    }

    /// The purpose of the next step's call; nil if it makes none.
    var nextCall: CallPurpose? {
        guard let current = reading else { return .listing }
        if isDiscoveryDue(in: current) { return .listing }
        switch current.walk.state {
        case .going: return current.walk.next
        case .whole, .paused: return isEventTypeDue(in: current) ? .listing : nil
        }
    }

    /// Ends the walk here, without another call; the next one continues from this position.
    mutating func pause() {
        guard var current = reading else { return lastWalk = .none }
        current.walk.pause()
        position = current.walk.position
        origin = current.walk.origin
        lastWalk = Walked(
            isWhole: current.walk.state == .whole, calls: current.calls, answers: answers)
        reading = nil
    }

    /// Ends a walk in which a call was forbidden; the next one continues before that call.
    mutating func skipWalk() { lastWalk = Walked(isWhole: false, calls: answers, answers: answers) }

    /// Makes the next call of a walk, or the first one of a new walk; nil at the end of a walk.
    /// - Throws: What stops the walk; the next call begins a new one.
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
            if let reported = try await askForEventTypes(&current) {
                reading = current
                return reported
            }
            try end(current)
            return nil
        }
    }

    private func begin() -> Reading {
        let earliest = clock.now.advanced(by: .zero - source.backfill)
        return Reading(
            walk: PageWalk(from: position, origin: origin, bounds: request.bounds),
            since: request.since ?? firstReach ?? earliest)
    }

    private mutating func readPage(
        _ current: inout Reading
    ) async throws(ProviderError) -> Batch {
        while true {
            let page = PageRequest(
                position: current.walk.position, since: current.since, now: clock.now,
                pipelines: discovery.pipelines, question: request.question)
            current.calls += 1
            do {
                let answer = try await source.provider.page(page, permit(current.walk.next))
                answers += 1
                discovery.saw(answer)
                hasReadRuns = hasReadRuns || !answer.observations.isEmpty
                try current.walk.passed(answer)
                var delivery = Batch(
                    answer, of: source, since: current.since, seenAt: clock.now)
                delivery.origin = current.walk.origin
                if page.position == nil { delivery.coveredSince = current.since }
                // The position of a walk under a question is no place to read everything from.
                if request.question != nil {
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

    private mutating func end(_ current: Reading) throws(ProviderError) {
        if let intolerableFailure { throw intolerableFailure }
        if current.walk.state == .whole { firstReach = nil }
        lastWalk = Walked(
            isWhole: current.walk.state == .whole, calls: current.calls, answers: answers)
    }
}
