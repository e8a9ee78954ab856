import Engine
import History
import Logging
import Providers
import Runs
import RunTable
import Testing
import TestSupport

/// One vendor, one seed: an account that changes while a monitor reads it, and what is held once
/// nothing changes any more.
struct Trial {
    /// What came of it.
    struct Outcome: Sendable {
        /// What is wrong, nothing where all is well.
        var complaints: [String] = []
        /// How many calls were made.
        var calls = 0
        /// How many runs were owed.
        var owed = 0
    }

    private static let name = SourceName("upstream")
    private static let start = Timestamp(seconds: 1_780_000_000)
    private static let backfill = Duration.seconds(86_400)

    private let clock: ManualClock
    private let upstream: Upstream
    private let source: MonitoredSource
    private let history = MemoryHistory()
    private var monitor: Monitor
    private var random: SeededRandom
    private var outcome = Outcome()
    /// The gaps that were told of before the program was started anew.
    private var gaps: [ReadGap] = []

    init(_ vendor: Vendor, seed: UInt64) throws {
        let clock = ManualClock(now: Self.start)
        var random = SeededRandom(seed: seed &* 1_000_003 &+ 17)
        let manner = Upstream.Manner(&random)
        let model = vendor.model.init(random: &random, now: Self.start + manner.skew)
        let upstream = Upstream(model, manner, clock: clock, random: SeededRandom(seed: ~seed))
        let base = try #require(BaseURL("https://api.example.com"))
        let client = APIClient(
            baseURL: base, secret: { Secret("key") }, transport: upstream, now: { clock.now })
        self.clock = clock
        self.upstream = upstream
        source = MonitoredSource(
            name: Self.name, provider: model.provider(client),
            interval: .seconds(random.pick(15, 60, 300)), backfill: Self.backfill)
        monitor = Self.monitor(source, history, clock)
        self.random = random
    }

    /// Runs the trial.
    mutating func run() async -> Outcome {
        await monitor.start()
        await settle()
        for _ in 0..<random.number(3...9) {
            upstream.change(times: random.number(0...8))
            await pass(livePause(), "while it changed", atMost: upstream.model.mostCalls)
            if random.chance(0.08) { await restart() }
        }
        upstream.comeToRest()
        for pause in [1, 2, 11, 30, 90, 240] {
            await pass(pause * .minute, "at rest", atMost: upstream.model.mostCalls)
        }
        for _ in 0..<upstream.model.pollsToCatchUp {
            await pass(2 * .minute, "catching up", atMost: upstream.model.mostCalls)
        }
        await pass(5 * .minute, "after a long rest", atMost: upstream.model.quietCalls)
        let snapshot = await monitor.snapshot
        await monitor.stop()
        compare(snapshot.table, gaps: snapshot.sources.first?.gaps ?? [])
        if let problem = snapshot.sources.first?.problem {
            complain("it is still in trouble: \(problem.error)")
        }
        for refusal in upstream.refusals { complain("the vendor's page has no \(refusal)") }
        return outcome
    }

    // MARK: - Time

    private mutating func livePause() -> Int {
        switch random.number(0...15) {
        case 0: random.number(30...90) * .minute
        case 1: random.number(3...upstream.model.longestNap) * .hour
        case 2...7: random.number(40...400) * .second
        default: Int(source.interval.wholeMilliseconds) + random.number(0...2_000)
        }
    }

    /// Lets time pass, and waits until what is due was read.
    private mutating func pass(_ milliseconds: Int, _ when: String, atMost most: Int) async {
        clock.advance(by: .milliseconds(milliseconds))
        await settle()
        let calls = upstream.takeCalls()
        outcome.calls += calls
        if calls > most { complain("\(calls) calls for one poll \(when), at most \(most)") }
    }

    /// Waits until the poller sleeps until its next turn.
    private func settle() async {
        // Snapshots are put off by 30 milliseconds, polls by a quarter of a second at least.
        await clock.sleeper(forLongerThan: .milliseconds(100))
    }

    /// Ends the program and starts it again, on the same history.
    private mutating func restart() async {
        await monitor.stop()
        // What the gaps were is not kept between programs.
        gaps += await monitor.snapshot.sources.first?.gaps ?? []
        monitor = Self.monitor(source, history, clock)
        await monitor.start()
        await settle()
    }

    private static func monitor(
        _ source: MonitoredSource, _ history: MemoryHistory, _ clock: ManualClock
    ) -> Monitor {
        Monitor(
            sources: [source], history: history, clock: clock, random: { 0.5 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    // MARK: - Comparison

    private mutating func compare(_ table: RunTable, gaps reported: [ReadGap]) {
        let reported = gaps + reported
        let truth = upstream.model.truth(since: Self.start.advanced(by: .zero - Self.backfill))
        outcome.owed = truth.owed.count
        if !truth.mayHaveGaps, let gap = reported.first {
            complain("a gap without need, \(gap.from.rfc3339) to \(gap.until.rfc3339)")
        }
        let anonymous = Dictionary(
            table.rows.map { table[$0] }.filter { !truth.known.contains($0.id) }
                .map { ($0.requestID, $0) }
        ) { first, _ in first }
        for owed in truth.owed where !owed.isExcused(by: reported) {
            guard
                var held = owed.isAnonymous
                    ? anonymous[owed.run.requestID]?.renamed(owed.run.id)
                    : table.run(for: owed.run.key)
            else {
                complain("\(owed.run.id) of \(owed.moments.map(\.rfc3339)) is missing")
                continue
            }
            held.firstSeen = owed.run.firstSeen
            held.listPlace = nil
            if held != owed.run {
                complain("\(owed.run.id) is stale\n  held \(held)\n  true \(owed.run)")
            }
        }
        let strange = table.rows.map { table[$0].id }.filter { !truth.known.contains($0) }
        if strange.count > truth.anonymousCount {
            complain("\(strange.count) that never were, or twice: \(strange.prefix(3))")
        }
    }

    private mutating func complain(_ text: String) { outcome.complaints.append(text) }
}

extension OwedRun {
    /// Whether a gap was told of that a part of it lies in.
    func isExcused(by gaps: [ReadGap]) -> Bool {
        moments.contains { moment in
            gaps.contains { $0.from <= moment && moment <= $0.until }
        }
    }
}

extension Run {
    /// The same run under another identifier.
    fileprivate func renamed(_ id: RunID) -> Run {
        var run = Run(
            source: source, provider: provider, id: id, status: status, firstSeen: firstSeen)
        run.pipeline = pipeline
        run.rawStatus = rawStatus
        run.trigger = trigger
        run.startedAt = startedAt
        run.finishedAt = finishedAt
        run.duration = duration
        run.attempt = attempt
        run.httpStatus = httpStatus
        run.request = request
        run.requestID = requestID
        run.event = event
        run.error = error
        run.metadata = metadata
        run.related = related
        run.timeSource = timeSource
        return run
    }
}
