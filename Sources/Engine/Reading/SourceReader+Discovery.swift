import Logging
import Runs

extension SourceReader {
    func isDiscoveryDue(in current: Reading) -> Bool {
        guard !source.provider.namesComeWithRuns else { return false }
        guard intolerableFailure == nil else { return !current.hasTriedDiscovery }
        return discovery.isDue(at: clock.now)
    }

    /// The failure of the discovery, where reading without it would mislead.
    ///
    /// As long as no run of this source was read, "no runs" may well mean "no pipelines known",
    /// and must not pass for a quiet source. Where one list tells of the runs of all pipelines,
    /// that the pipelines are refused says nothing of the runs.
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

    /// Asks for the pipelines. A failure is kept for the end of the walk, unless it forbids to go
    /// on calling.
    mutating func discover(
        _ current: inout Reading
    ) async throws(ProviderError) -> Batch? {
        discovery.begins(at: clock.now)
        current.hasTriedDiscovery = true
        current.calls += 1
        do {
            let provider = source.provider
            let pipelines = try await permit(for: .listing).covering {
                () async throws(ProviderError) in try await provider.pipelines()
            }
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

    /// Asks for the types of events, once everything was read and it is time to. Nothing depends on
    /// them, so that a failure is no more than a note, unless it forbids to go on calling.
    mutating func askForEventTypes(
        _ current: inout Reading
    ) async throws(ProviderError) -> Batch? {
        guard isEventTypeDue(in: current) else { return nil }
        eventTypeTurn.begins(at: clock.now)
        do {
            let provider = source.provider
            let told = try await permit(for: .listing).covering {
                () async throws(ProviderError) in try await provider.eventTypes()
            }
            guard let types = told else { return nil }
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
    /// Whether the API says no, and will go on to.
    fileprivate var isRefusal: Bool {
        guard case .refused = self else { return false }
        return !isTransient
    }

    /// Whether no other call may be made for the time being.
    fileprivate var forbidsFurtherCalls: Bool {
        switch self {
        // Without a secret none is made; a command that hangs is not waited for twice.
        case .cancelled, .held, .secret: true
        case .refused(let problem): problem.asksForPatience
        case .unreachable, .unreadable: false
        }
    }
}

/// Knows when it is time to ask a source for its types of events, which change next to never:
/// once a day, and an hour after a failure.
struct EventTypeTurn: Hashable, Sendable {
    /// The time after which a list is old, in milliseconds.
    private static let lifetime: Int64 = 86_400_000
    /// The wait after a failure, in milliseconds.
    private static let pause: Int64 = 3_600_000

    private var asked: Timestamp?
    private var hasFailed = false

    func isDue(at now: Timestamp) -> Bool {
        guard let asked else { return true }
        let age = now.milliseconds(since: asked)
        // A clock that was set back makes the last time lie in the future: start over.
        return age < 0 || age >= (hasFailed ? Self.pause : Self.lifetime)
    }

    mutating func begins(at now: Timestamp) {
        asked = now
        hasFailed = false
    }

    mutating func failed() { hasFailed = true }
}
