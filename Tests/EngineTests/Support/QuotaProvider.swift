import Runs
import Synchronization

/// An account of fifty pipelines with a quota that is enforced as the vendor does: a list tells
/// which pipelines have new runs, or each pipeline has to be asked.
final class QuotaProvider: Provider {
    /// What a poll has to ask.
    enum Shape: Sendable {
        /// One list, then the log of each pipeline that has something new.
        case listAndReads
        /// The log of each pipeline.
        case callPerPipeline
    }

    /// A number of calls in a stretch of time that begins at its multiples, or with the first call.
    struct Window: Sendable {
        let limit: Int
        let seconds: Int64
        var begins = Beginning.atMultiples

        enum Beginning: Sendable { case atMultiples, withFirstCall }
    }

    let kind: ProviderKind
    let namesComeWithRuns = true
    let documentedLimit: CallLimit?
    private let shape: Shape
    private let windows: [Window]
    private let tellsReset: Bool
    private let secondsBetweenRuns: Int64
    private let state: Mutex<State>

    private struct State {
        var calls: [Timestamp] = []
        var refused = 0
        var opened: [Timestamp]
        var counts: [Int]
        var queue: [Int] = []
        var listed: Timestamp?
        var read: [Int: Timestamp] = [:]
        var number = 0
    }

    private static let pipelines = 50

    init(
        _ shape: Shape, windows: [Window], kind: ProviderKind, documented: CallLimit? = nil,
        tellsReset: Bool, secondsBetweenRuns: Int64 = 360
    ) {
        self.shape = shape
        self.windows = windows
        self.kind = kind
        self.tellsReset = tellsReset
        self.secondsBetweenRuns = secondsBetweenRuns
        documentedLimit = documented
        state = Mutex(
            State(
                opened: windows.map { _ in Timestamp(milliseconds: .min) },
                counts: windows.map { _ in 0 }))
    }

    /// When calls were made.
    var calls: [Timestamp] { state.withLock { $0.calls } }
    /// How many were refused.
    var refused: Int { state.withLock { $0.refused } }
    /// The calls left in the first window, as of the last call.
    var left: Int { state.withLock { windows[0].limit - $0.counts[0] } }
    /// How many pipelines were read since a moment.
    func pipelinesRead(since moment: Timestamp) -> Int {
        state.withLock { state in state.read.values.count { $0 >= moment } }
    }

    func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] { [] }

    func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        let counted = try await permit.request()
        let outcome: Result<RunPage, ProviderError> = state.withLock { state in
            if let refusal = take(&state, at: request.now) { return .failure(refusal) }
            return .success(answer(&state, at: request.now))
        }
        let page = try outcome.get()
        await counted.answered(page.budget)
        return page
    }

    private func take(_ state: inout State, at now: Timestamp) -> ProviderError? {
        for (place, window) in windows.enumerated() {
            let length = window.seconds * 1_000
            guard now.milliseconds(since: state.opened[place]) >= length else { continue }
            state.counts[place] = 0
            switch window.begins {
            case .withFirstCall: state.opened[place] = now
            case .atMultiples:
                state.opened[place] = Timestamp(
                    milliseconds: now.milliseconds / length * length)
            }
        }
        state.calls.append(now)
        let isSpent = zip(windows, state.counts).contains { $0.limit <= $1 }
        guard isSpent else {
            for place in windows.indices { state.counts[place] += 1 }
            return nil
        }
        state.refused += 1
        var problem = APIProblem(status: 429)
        problem.budget = said(state)
        return .refused(problem)
    }

    /// What the header fields say: the first window's, or those of another that is spent.
    private func said(_ state: State) -> RateBudget {
        let spent = windows.indices.first { windows[$0].limit <= state.counts[$0] } ?? 0
        let end = state.opened[spent].advanced(byMilliseconds: windows[spent].seconds * 1_000)
        return RateBudget(
            limit: windows[spent].limit,
            remaining: max(0, windows[spent].limit - state.counts[spent]),
            resetsAt: tellsReset ? end : nil)
    }

    private func answer(_ state: inout State, at now: Timestamp) -> RunPage {
        state.number += 1
        var page = RunPage(at: state.number, budget: said(state))
        let isOld = state.listed.map { now.milliseconds(since: $0) > 600_000 } ?? true
        if state.queue.isEmpty || (shape == .listAndReads && isOld) {
            state.listed = now
            let all = Array(0..<Self.pipelines)
            switch shape {
            case .listAndReads:
                let read = state.read
                state.queue = all.filter { hasNews($0, since: read[$0], at: now) }
                    .sorted { read[$0] ?? .start < read[$1] ?? .start }
            case .callPerPipeline:
                state.queue = Array(all.dropFirst())
            }
        } else {
            state.read[state.queue.removeFirst()] = now
        }
        page.hasMore = !state.queue.isEmpty
        page.next = shape == .listAndReads && page.hasMore ? .reading : .listing
        return page
    }

    private func hasNews(_ pipeline: Int, since read: Timestamp?, at now: Timestamp) -> Bool {
        guard let read else { return true }
        let step = secondsBetweenRuns * 1_000
        let (first, last) = (read.milliseconds / step + 1, now.milliseconds / step)
        guard first <= last else { return false }
        return (first...last).contains { $0 * 7 % Int64(Self.pipelines) == Int64(pipeline) }
    }
}
