import Runs
import Synchronization

/// A provider that answers as a script says, and remembers how it was called.
final class ScriptedProvider: Provider {
    /// What the script lets one call end in.
    enum Answer: Sendable {
        case page(RunPage)
        case failure(ProviderError)
        /// No answer until the call is cancelled.
        case silence
    }

    /// Makes the answer to a page request from the number of the call, from 0, and the request.
    typealias PageScript = @Sendable (Int, PageRequest) -> Answer
    /// Makes the answer to a discovery from the number of the call, from 0.
    typealias PipelineScript = @Sendable (Int) -> Result<[Pipeline], ProviderError>
    /// Makes what the answer to a discovery says of the budget from the number of the call, from 0.
    typealias BudgetScript = @Sendable (Int) -> RateBudget?

    let kind = ProviderKind.well
    let readsRunsByPipeline: Bool
    private let pipelineScript: PipelineScript
    private let discoveryBudget: BudgetScript
    private let pageScript: PageScript
    private let calls = Mutex(Calls())

    private struct Calls {
        var pages: [PageRequest] = []
        var discoveries = 0
        var hung = 0
    }

    init(
        readsRunsByPipeline: Bool = true,
        discoveryBudget: @escaping BudgetScript = { _ in nil },
        pipelines: @escaping PipelineScript = { _ in .success([]) }, pages: @escaping PageScript
    ) {
        self.readsRunsByPipeline = readsRunsByPipeline
        self.discoveryBudget = discoveryBudget
        pipelineScript = pipelines
        pageScript = pages
    }

    /// The page requests so far.
    var requests: [PageRequest] { calls.withLock { $0.pages } }
    /// How often pipelines were asked for.
    var discoveries: Int { calls.withLock { $0.discoveries } }
    /// How many calls are without an answer at this moment.
    var hung: Int { calls.withLock { $0.hung } }

    func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        let counted = try await permit.request()
        let number = calls.withLock { calls in
            calls.discoveries += 1
            return calls.discoveries - 1
        }
        await counted.answered(discoveryBudget(number))
        return try pipelineScript(number).get()
    }

    func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        let counted = try await permit.request()
        let number = calls.withLock { calls in
            calls.pages.append(request)
            return calls.pages.count - 1
        }
        switch pageScript(number, request) {
        case .page(let page):
            await counted.answered(page.budget)
            return page
        case .failure(let error): throw error
        case .silence:
            calls.withLock { $0.hung += 1 }
            let (never, continuation) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            withExtendedLifetime(continuation) {}
            // An exchange that is called off takes a moment to end.
            await Task {}.value
            calls.withLock { $0.hung -= 1 }
            throw .cancelled
        }
    }
}

extension ReadPosition {
    /// A position that holds a number.
    init(number: Int) { self.init(.string("\(number)")) }
}

extension RunPage {
    /// A page of runs, by default the last one.
    init(
        _ observations: RunObservation..., at number: Int = 0, hasMore: Bool = false,
        budget: RateBudget? = nil
    ) {
        self.init(
            observations: observations, position: ReadPosition(number: number),
            hasMore: hasMore, budget: budget)
    }
}

extension RunObservation {
    /// A statement of a run's status, as of a second of the test's day.
    init(
        _ id: String, _ status: RunStatus, second: Int64 = 0, pipeline: String? = nil
    ) {
        let moment = Timestamp.start.advanced(by: .seconds(second))
        self.init(id: RunID(id), asOf: moment, status: status)
        startedAt = .value(.start)
        self.pipeline = Observed(orUnsaid: pipeline.map { PipelineID($0) })
    }
}

extension ProviderError {
    /// The refusal of a key.
    static let unauthorised = ProviderError.refused(APIProblem(status: 401))

    /// A refusal for too many calls.
    static func tooMany(retryAfter seconds: Int64?) -> ProviderError {
        var problem = APIProblem(status: 429)
        problem.retryAfter = seconds.map { $0 * 1_000 }
        return .refused(problem)
    }
}
