package import Engine
package import Runs
import Providers

/// Calls each source once, to see what works.
package struct SourceCheck: Sendable {
    private let clock: any WallClock

    /// Prepares a check that measures by a clock.
    package init(clock: any WallClock = SystemClock()) { self.clock = clock }

    /// Checks the sources of a composition, all at the same time.
    ///
    /// - Throws: A complaint about an address that nothing can be read from.
    package func check(
        _ composition: Composition, log: ProgramLog
    ) async throws(Complaint) -> [SourceFinding] {
        let connected = try ConnectedSources(composition, limits: .check, log: log)
        let findings = await check(connected.sources)
        await connected.disconnect()
        return findings
    }

    /// Checks sources, all at the same time.
    ///
    /// - Parameter sources: The sources.
    /// - Returns: What was found out about each, in the order given.
    package func check(_ sources: [MonitoredSource]) async -> [SourceFinding] {
        await withTaskGroup { group in
            for (index, source) in sources.enumerated() {
                group.addTask { (index, await check(source)) }
            }
            var findings: [(index: Int, finding: SourceFinding)] = []
            for await finding in group { findings.append(finding) }
            return findings.sorted { $0.index < $1.index }.map(\.finding)
        }
    }

    private func check(_ source: MonitoredSource) async -> SourceFinding {
        let start = clock.now
        let outcome = await outcome(of: source)
        return SourceFinding(
            source: source.name, provider: source.provider.kind, outcome: outcome,
            latency: clock.now.milliseconds(since: start))
    }

    /// Asks for the pipelines, and where that names none, whether runs can be read all the same.
    private func outcome(of source: MonitoredSource) async -> SourceFinding.Outcome {
        var refusal: ProviderError?
        do throws(ProviderError) {
            let pipelines = try await source.provider.pipelines()
            if !pipelines.isEmpty { return .works(pipelines: pipelines.count, namesRefused: nil) }
        } catch {
            guard case .refused(let problem) = error, [403, 404].contains(problem.status) else {
                return .fails(error)
            }
            refusal = error
        }
        do throws(ProviderError) {
            let now = clock.now
            let request = PageRequest(
                position: nil, since: now.advanced(by: .zero - source.backfill), now: now)
            _ = try await source.provider.page(request)
            return .works(pipelines: 0, namesRefused: refusal)
        } catch {
            return .fails(refusal ?? error)
        }
    }
}

/// What came of calling a source once.
package struct SourceFinding: Hashable, Sendable {
    /// The source.
    package let source: SourceName
    /// The kind of API.
    package let provider: ProviderKind
    /// Whether it works.
    package let outcome: Outcome
    /// How long it took, in milliseconds.
    package let latency: Int64

    /// What can come of it.
    package enum Outcome: Hashable, Sendable {
        /// Runs can be read; how many pipelines there are, and why those have no names.
        case works(pipelines: Int, namesRefused: ProviderError?)
        /// It cannot be read.
        case fails(ProviderError)
    }

    /// Joins a source and what came of it.
    package init(source: SourceName, provider: ProviderKind, outcome: Outcome, latency: Int64) {
        self.source = source
        self.provider = provider
        self.outcome = outcome
        self.latency = latency
    }
}

extension AsyncHTTPClientTransport.Limits {
    /// The bounds of a call that somebody waits for.
    fileprivate static var check: Self {
        var limits = Self()
        limits.head = .seconds(10)
        limits.silence = .seconds(10)
        limits.total = .seconds(20)
        return limits
    }
}
