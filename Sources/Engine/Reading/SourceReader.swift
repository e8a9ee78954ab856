import Logging
import Runs

/// Asks for one call with a purpose: counts it, or throws what keeps it from being made.
typealias CallAsking = @Sendable (CallPurpose) async throws(ProviderError) -> Void

/// Reads one source call by call: its pipelines when it is time for them, then page after page.
///
/// A value that its owner steps with `next()`, so that each page can be shown as it arrives. It
/// keeps where reading stands, and goes on from there after a failure.
struct SourceReader: Sendable {
    private let source: MonitoredSource
    private let bounds: PageWalk.Bounds
    private let clock: any WallClock
    private let logger: Logger
    private let since: Timestamp?
    private let question: RunQuestion?
    /// How far back a first walk goes that was interrupted, until it is whole.
    private var firstReach: Timestamp?
    private let ask: CallAsking

    private var discovery = Discovery()
    private var eventTypeTurn = EventTypeTurn()
    private var position: ReadPosition?
    private var origin: ReadPosition?
    private var hasReadRuns = false
    private var reading: Reading?
    /// What came of the last walk that was not cut short by an error.
    private(set) var lastWalk = Walked(isWhole: false, calls: 0)

    /// What came of one walk.
    struct Walked: Hashable, Sendable {
        /// Whether everything was read.
        let isWhole: Bool
        /// How many calls it took.
        let calls: Int
    }

    /// A walk under way.
    private struct Reading: Sendable {
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
        _ source: MonitoredSource, from standing: SourceStanding?, since: Timestamp? = nil,
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
        guard var current = reading else { return }
        current.walk.pause()
        position = current.walk.position
        origin = current.walk.origin
        lastWalk = Walked(isWhole: current.walk.state == .whole, calls: current.calls)
        reading = nil
    }

    /// Ends a walk in which a call was held back; the next one goes on before that call.
    mutating func forgo() { lastWalk = Walked(isWhole: false, calls: 0) }

    /// Makes the next call of a walk, or the first one of a new walk.
    ///
    /// - Returns: What it brought, or nil at the end of the walk.
    /// - Throws: What keeps the walk from going on; the next call begins a new one.
    mutating func next() async throws(ProviderError) -> Delivery? {
        guard !Task.isCancelled else { throw .cancelled }
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

    private func isDiscoveryDue(in current: Reading) -> Bool {
        guard !source.provider.namesComeWithRuns else { return false }
        guard intolerableFailure == nil else { return !current.hasTriedDiscovery }
        return discovery.isDue(at: clock.now)
    }

    /// The failure of the discovery, where reading without it would mislead.
    ///
    /// As long as no run of this source was read, "no runs" may well mean "no pipelines known",
    /// and must not pass for a quiet source. Where one list tells of the runs of all pipelines,
    /// that the pipelines are refused says nothing of the runs.
    private var intolerableFailure: ProviderError? {
        guard let failure = discovery.failure, discovery.pipelines.isEmpty else { return nil }
        guard hasReadRuns || failure.isRefusal && !source.provider.readsRunsByPipeline else {
            return failure
        }
        switch bounds.names {
        case .hopedFor: return nil
        case .required: return failure.isTransient ? failure : nil
        }
    }

    /// Asks for the pipelines. A failure is kept for the end of the walk, unless it forbids to go
    /// on calling.
    private mutating func discover(
        _ current: inout Reading
    ) async throws(ProviderError) -> Delivery? {
        discovery.begins(at: clock.now)
        current.hasTriedDiscovery = true
        current.calls += 1
        do {
            let provider = source.provider
            let pipelines = try await permit(for: .listing).covering {
                () async throws(ProviderError) in try await provider.pipelines()
            }
            discovery.found(pipelines, at: clock.now)
            return Delivery(source: source.name, pipelines: pipelines)
        } catch {
            discovery.failed(error)
            if error.forbidsFurtherCalls { throw error }
            logger.notice("discovery failed", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Asks for the types of events, once everything was read and it is time to. Nothing depends on
    /// them, so that a failure is no more than a note.
    private mutating func askForEventTypes(
        _ current: inout Reading
    ) async throws(ProviderError) -> Delivery? {
        guard isEventTypeDue(in: current) else { return nil }
        eventTypeTurn.begins(at: clock.now)
        do {
            let provider = source.provider
            let told = try await permit(for: .listing).covering {
                () async throws(ProviderError) in try await provider.eventTypes()
            }
            guard let types = told else { return nil }
            current.calls += 1
            return Delivery(source: source.name, eventTypes: types)
        } catch {
            if error == .cancelled { throw error }
            current.calls += 1
            eventTypeTurn.failed()
            logger.notice("types of events unknown", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func isEventTypeDue(in current: Reading) -> Bool {
        bounds.names == .hopedFor && current.walk.state == .whole && intolerableFailure == nil
            && eventTypeTurn.isDue(at: clock.now)
    }

    private mutating func readPage(
        _ current: inout Reading
    ) async throws(ProviderError) -> Delivery {
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
                discovery.saw(page)
                hasReadRuns = hasReadRuns || !page.observations.isEmpty
                try current.walk.passed(page)
                var delivery = Delivery(
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

    private func permit(for purpose: CallPurpose) -> CallPermit {
        CallPermit { [ask] () async throws(ProviderError) in try await ask(purpose) }
    }

    /// Ends a walk.
    ///
    /// - Throws: The failure of the discovery, where it is not to be put up with.
    private mutating func end(_ current: Reading) throws(ProviderError) {
        if let intolerableFailure { throw intolerableFailure }
        if current.walk.state == .whole { firstReach = nil }
        lastWalk = Walked(
            isWhole: current.walk.state == .whole, calls: current.calls)
    }
}

extension ProviderError {
    /// Whether the API says no, and will go on to.
    fileprivate var isRefusal: Bool {
        guard case .refused = self else { return false }
        return !isTransient
    }

    /// Whether no other call may be made for the time being.
    fileprivate var forbidsFurtherCalls: Bool {
        switch self {
        case .cancelled, .held: true
        case .refused(let problem): problem.status == 429 || problem.retryAfter != nil
        case .unreachable, .unreadable, .secret: false
        }
    }
}
