import OperatingSystem
package import Engine
import History
import Providers
package import Runs
import RunTable
import UserConfiguration
import Synchronization

/// Calls each source to find what works.
package struct SourceCheck: Sendable {
    /// The most pages to read to find a run, and the row that made a page too large.
    private static let mostPages = 25

    private let clock: any WallClock
    private let limit: Duration

    /// Creates a check; `limit` is the time for all calls.
    package init(clock: any WallClock = SystemClock(), limit: Duration = .seconds(30)) {
        self.clock = clock
        self.limit = limit
    }

    /// Checks all sources at once, within the call budgets that processes share.
    /// - Throws: An error about an unusable address.
    package func check(
        _ composition: Composition, log: ProgramLog
    ) async throws(CommandError) -> [SourceFinding] {
        let times = AnswerTimes()
        let connected = try ConnectedSources(
            composition, limits: .check, log: log, clock: clock
        ) { source, exchange in
            times.note(exchange, of: source)
        }
        let shared = await composition.history.openForBudgets(
            within: limit, log: log.logger, report: StandardError.report(line:))
        let findings = await check(
            connected.sources, named: connected.named, sharing: shared, log: log)
        await connected.disconnect()
        let scopes = Dictionary(
            composition.config.sources.map { ($0.name, $0.options.scope) },
            uniquingKeysWith: { first, _ in first })
        return findings.map { finding in
            var finding = finding
            finding.scope = scopes[finding.source] ?? []
            finding.clockLead = times.clockLead(of: finding.source)
            finding.latency = times.latency(of: finding.source)
            return finding
        }
    }

    /// Checks all sources at once. Returns their findings in the given order.
    package func check(
        _ sources: [MonitoredSource], named: [SourceName: NamedPipelines] = [:],
        sharing history: (any RunHistory)? = nil, log: ProgramLog = .silent
    ) async -> [SourceFinding] {
        let calls = RequestedCalls(
            monitor: Monitor(
                sources: sources, history: history ?? MemoryHistory(), clock: clock,
                logger: log.logger),
            end: clock.now.advanced(by: limit))
        return await withTaskGroup { group in
            for (index, source) in sources.enumerated() {
                group.addTask { (index, await check(source, named[source.name], calls)) }
            }
            var findings: [(index: Int, finding: SourceFinding)] = []
            for await finding in group { findings.append(finding) }
            return findings.sorted { $0.index < $1.index }.map(\.finding)
        }
    }

    /// Checks a source within the time limit, because many quick calls may add up.
    private func check(
        _ source: MonitoredSource, _ named: NamedPipelines?, _ calls: RequestedCalls
    ) async -> SourceFinding {
        let (outcome, gaps) = await clock.cancelling(at: calls.end) {
            await self.outcome(of: source, named, calls)
        }
        var finding = SourceFinding(
            source: source.name, provider: source.provider.kind, outcome: outcome)
        finding.gaps = gaps
        return finding
    }

    /// The outcome of a source, and the periods that its provider no longer serves.
    private typealias Outcome = (SourceFinding.Outcome, gaps: [ReadGap])

    /// Reads the pipelines, and then runs, which may need another permission.
    private func outcome(
        of source: MonitoredSource, _ named: NamedPipelines?, _ calls: RequestedCalls
    ) async -> Outcome {
        var found: [Pipeline] = []
        var refusal: ProviderError?
        do throws(ProviderError) {
            found = try await calls.calling(source) { (permit) async throws(ProviderError) in
                try await source.provider.pipelines(permit)
            }
        } catch {
            guard case .refused(let problem) = error, [403, 404].contains(problem.status) else {
                return (.fails(error.inTime), gaps: [])
            }
            refusal = error
        }
        let missing = await named?.missing(besides: found, of: source, calls)
        if let missing, !missing.ids.isEmpty { return (.lacks(missing), gaps: []) }
        let depth = named != nil && missing == nil ? Depth.wholeWalk : .firstRun
        var pages = CheckedPages()
        do throws(ProviderError) {
            try await read(source, found, depth, calls, into: &pages)
        } catch {
            // If no more calls are possible, the runs so far prove that runs can be read.
            let isOver = Task.isCancelled || error.isThrottled
            guard isOver, depth == .firstRun, pages.haveRuns else {
                return (.fails(Task.isCancelled ? error.inTime : refusal ?? error), gaps: [])
            }
        }
        let works = SourceFinding.Outcome.works(pipelines: found.count, namesRefused: refusal)
        return (pages.loss(named: named?.key) ?? works, pages.gaps)
    }

    private enum Depth {
        case firstRun
        /// To the end: only that shows which of the named pipelines are missing.
        case wholeWalk
    }

    private func read(
        _ source: MonitoredSource, _ pipelines: [Pipeline], _ depth: Depth, _ calls: RequestedCalls,
        into pages: inout CheckedPages
    ) async throws(ProviderError) {
        let since = clock.now.advanced(by: .zero - source.backfill)
        var position: ReadPosition?
        for _ in 0..<Self.mostPages {
            let request = PageRequest(
                position: position, since: since, now: clock.now, pipelines: pipelines)
            let page = try await calls.calling(source) { (permit) async throws(ProviderError) in
                try await source.provider.page(request, permit)
            }
            pages.add(page)
            let goesOn = !pages.haveRuns || pages.lackRow
            guard page.hasMore, depth == .wholeWalk || goesOn else { break }
            position = page.position
        }
    }
}

/// The calls of a check, all within one time limit.
struct RequestedCalls: Sendable {
    let monitor: Monitor
    let end: Timestamp

    func calling<Value: Sendable>(
        _ source: MonitoredSource,
        _ work: @Sendable (CallPermit) async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        try await monitor.calling(source.name, until: end, work)
    }
}

extension NamedPipelines {
    /// Looks for the ids in the account's list; nil if the list is empty or unreadable.
    func missing(
        besides found: [Pipeline], of source: MonitoredSource, _ calls: RequestedCalls
    ) async -> MissingPipelines? {
        let proven = Set(found.filter { $0.name != nil }.map(\.id.text))
        let doubtful = ids.filter { !proven.contains($0) }
        guard !doubtful.isEmpty else { return MissingPipelines(key: key, ids: [], known: found) }
        do throws(ProviderError) {
            let all = try await calls.calling(source) { (permit) async throws(ProviderError) in
                try await account.pipelines(permit)
            }
            guard !all.isEmpty else { return nil }
            let listed = Set(all.map(\.id.text))
            return MissingPipelines(
                key: key, ids: doubtful.filter { !listed.contains($0) }, known: all)
        } catch {
            // Reading runs reports the missing ones too, or fails in the same way.
            return nil
        }
    }
}

/// What cannot be read, by the pages of a check.
private struct CheckedPages {
    private(set) var gaps: [ReadGap] = []
    private(set) var haveRuns = false
    private var rejected: [RejectedRow] = []
    private var times: [UnreadableTime] = []
    private var refusals: [PipelineID: PipelineRefusal] = [:]
    private var isAnyShortened = false

    /// Whether a page was too large, and the row that made it so is not found yet.
    var lackRow: Bool { isAnyShortened && rejected.isEmpty }

    mutating func add(_ page: RunPage) {
        haveRuns = haveRuns || !page.observations.isEmpty
        rejected += page.rejected
        times += page.unreadableTimes
        for refusal in page.refusals { refusals[refusal.pipeline] = refusal }
        if let gap = page.gap, !gaps.contains(gap) { gaps.append(gap) }
        isAnyShortened = isAnyShortened || page.isShortened
    }

    /// The first kind of loss; nil if all can be read.
    func loss(named key: String?) -> SourceFinding.Outcome? {
        let refusals = refusals.values.sorted { $0.pipeline < $1.pipeline }
        let unknown = refusals.filter(\.isUnknown).map(\.pipeline.text)
        if let key, !unknown.isEmpty {
            return .lacks(MissingPipelines(key: key, ids: unknown, known: []))
        }
        if !refusals.isEmpty { return .refuses(refusals) }
        if !rejected.isEmpty { return .rejects(rejected) }
        return times.isEmpty ? nil : .lacksTimes(times)
    }
}

/// The clock and the latency of each provider.
private final class AnswerTimes: Sendable {
    private struct Answers {
        var clockLead: Int64?
        var durations: [Int64] = []
    }

    private let answers = Mutex<[SourceName: Answers]>([:])

    func note(_ exchange: Exchange, of source: SourceName) {
        guard case .success = exchange.outcome else { return }
        answers.withLock {
            $0[source, default: Answers()].durations.append(exchange.duration)
            if let lead = exchange.clockLead { $0[source, default: Answers()].clockLead = lead }
        }
    }

    func clockLead(of source: SourceName) -> Int64? {
        answers.withLock { $0[source]?.clockLead }
    }

    func latency(of source: SourceName) -> Int64? {
        answers.withLock { $0[source]?.durations.median }
    }
}

extension PipelineRefusal {
    /// Whether the pipeline does not exist.
    fileprivate var isUnknown: Bool { problem?.status ?? 404 == 404 }
}

extension AsyncHTTPClientTransport.Limits {
    fileprivate static var check: Self {
        var limits = Self()
        limits.head = .seconds(10)
        limits.silence = .seconds(10)
        limits.total = .seconds(20)
        return limits
    }
}

extension ProviderError {
    /// The error, or a timeout if the time is up.
    fileprivate var inTime: ProviderError { Task.isCancelled ? .unreachable(.timedOut) : self }

    fileprivate var isThrottled: Bool {
        if case .held = self { return true }
        return false
    }
}
