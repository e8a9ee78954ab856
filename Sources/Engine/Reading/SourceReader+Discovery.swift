import Logging
import Runs

extension SourceReader {
    func isDiscoveryDue(in current: Reading) -> Bool {
        guard !source.provider.namesComeWithRuns else { return false }
        guard intolerableFailure == nil else { return !current.hasTriedDiscovery }
        return discovery.isDue(at: clock.now)
    }

    /// The failure of the discovery, if reading without it would mislead. Before the first run, "no
    /// runs" may mean "no known pipelines" and must not pass for a quiet source. If one list holds
    /// the runs of all pipelines, refused pipelines do not affect the runs.
    var intolerableFailure: ProviderError? {
        guard let failure = discovery.failure, discovery.pipelines.isEmpty else { return nil }
        guard hasReadRuns || failure.isRefusal && !source.provider.readsRunsByPipeline else {
            return failure
        }
        switch request.bounds.names {
        case .hopedFor: return nil
        case .required: return failure.isTransient ? failure : nil
        }
    }

    /// A failure waits for the end of the walk, unless it forbids further calls.
    mutating func discover(
        _ current: inout Reading
    ) async throws(ProviderError) -> Batch? {
        discovery.begins(at: clock.now)
        current.hasTriedDiscovery = true
        current.calls += 1
        do {
            let pipelines = try await source.provider.pipelines(permit(.listing))
            discovery.found(pipelines, at: clock.now)
            answers += 1
            return Batch(source: source.name, pipelines: pipelines)
        } catch {
            discovery.failed(error)
            if error.forbidsFurtherCalls { throw error }
            logger.notice("discovery failed", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Nothing depends on them, so a failure is only logged, unless it forbids further calls.
    mutating func askForEventTypes(
        _ current: inout Reading
    ) async throws(ProviderError) -> Batch? {
        guard isEventTypeDue(in: current) else { return nil }
        eventTypeTurn.begins(at: clock.now)
        do {
            guard let types = try await source.provider.eventTypes(permit(.listing)) else {
                return nil
            }
            current.calls += 1
            return Batch(source: source.name, eventTypes: types)
        } catch {
            eventTypeTurn.failed()
            if error.forbidsFurtherCalls { throw error }
            current.calls += 1
            logger.notice("types of events unknown", metadata: ["error": "\(error)"])
            return nil
        }
    }

    func isEventTypeDue(in current: Reading) -> Bool {
        request.bounds.names == .hopedFor && current.walk.state == .whole
            && intolerableFailure == nil
            && eventTypeTurn.isDue(at: clock.now)
    }
}

extension ProviderError {
    fileprivate var isRefusal: Bool {
        guard case .refused = self else { return false }
        return !isTransient
    }

    fileprivate var forbidsFurtherCalls: Bool {
        switch self {
        // Without a secret no call is made; a command that hangs is not awaited twice.
        case .cancelled, .held, .secret: true
        case .refused(let problem): problem.asksToWait
        case .unreachable, .unreadable: false
        }
    }
}

/// When to request the types of events, which rarely change: daily, an hour after a failure.
struct EventTypeTurn: Hashable, Sendable {
    private static let lifetime: Int64 = 86_400_000
    private static let pause: Int64 = 3_600_000

    private var asked: Timestamp?
    private var hasFailed = false

    func isDue(at now: Timestamp) -> Bool {
        guard let asked else { return true }
        let age = now.milliseconds(since: asked)
        // After the clock was set back, the last time lies in the future: start over.
        return age < 0 || age >= (hasFailed ? Self.pause : Self.lifetime)
    }

    mutating func begins(at now: Timestamp) {
        asked = now
        hasFailed = false
    }

    mutating func failed() { hasFailed = true }
}
