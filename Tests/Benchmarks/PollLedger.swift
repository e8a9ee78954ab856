import Engine
import Runs

/// Holds when polls were planned for, and by how much their first calls came later.
actor PollLedger {
    private var plans: [SourceName: Timestamp] = [:]
    private var late: [SourceName: [Int64]] = [:]
    private var isMeasuring = false

    func beginMeasuring() { isMeasuring = true }

    /// Takes in the plans of sources that wait for their turn.
    func note(_ sources: [SourceHealth]) {
        for source in sources where source.activity == .waiting {
            plans[source.name] = source.nextPoll
        }
    }

    /// Takes note of a call; the first one after a plan is the beginning of a poll.
    func called(_ name: SourceName, at now: Timestamp) {
        guard let plan = plans.removeValue(forKey: name), isMeasuring else { return }
        late[name, default: []].append(max(0, now.milliseconds(since: plan)))
    }

    /// How late the polls of some sources were, in milliseconds.
    func lateness(of names: Set<SourceName>) -> [Int64] {
        late.filter { names.contains($0.key) }.flatMap(\.value)
    }
}

/// A provider that tells a ledger of its calls.
struct TimedProvider: Provider {
    private let provider: any Provider
    private let name: SourceName
    private let ledger: PollLedger

    init(_ provider: any Provider, name: SourceName, ledger: PollLedger) {
        self.provider = provider
        self.name = name
        self.ledger = ledger
    }

    var kind: ProviderKind { provider.kind }

    func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        await ledger.called(name, at: SystemClock().now)
        return try await provider.pipelines(permit)
    }

    func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        await ledger.called(name, at: SystemClock().now)
        return try await provider.page(request, permit)
    }

    func eventTypes(_ permit: CallPermit) async throws(ProviderError) -> [String]? {
        try await provider.eventTypes(permit)
    }
}
