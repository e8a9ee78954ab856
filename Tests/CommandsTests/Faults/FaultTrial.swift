import Engine
import History
import Logging
import Providers
import Runs
import RunTable
@testable import Simulator
import Testing
import TestSupport
import TUI

/// One fault at one vendor, polled beside a healthy source of another.
struct FaultTrial {
    private static let start = Timestamp(seconds: 1_780_000_000)
    private static let interval = Duration.seconds(60)

    private let script: FaultScript
    private let clock = ManualClock(now: Self.start)
    private let sick: FaultUpstream
    private let healthy: FaultUpstream
    private let monitor: Monitor
    private var complaints: [String] = []
    /// What the header and the sentence of the sick source said, in all of the time.
    private var chips: Set<String> = []
    private var sentences: Set<String> = []

    init(_ script: FaultScript, of vendor: SimulatedVendor) throws {
        self.script = script
        let clock = clock
        sick = FaultUpstream(vendor, clock: clock, skew: script.skew)
        healthy = FaultUpstream(vendor == .well ? .polytomic : .well, clock: clock, skew: 0)
        let sources = try [("sick", sick), ("healthy", healthy)].map { name, upstream in
            let base = try #require(BaseURL("https://\(name).example.com"))
            upstream.insert((1...upstream.vendor.pastRuns).map { $0 * 20 * .second + .hour })
            let client = APIClient(
                baseURL: base, secret: { upstream.secret() }, transport: upstream,
                now: { clock.now })
            return MonitoredSource(
                name: SourceName(name), provider: upstream.vendor.provider(client),
                interval: Self.interval, backfill: .seconds(86_400))
        }
        monitor = Monitor(
            sources: sources, history: MemoryHistory(), clock: clock, random: { 0.5 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Plays the fault.
    ///
    /// - Returns: What is not as expected.
    mutating func run() async -> [String] {
        if script.hasEqualTimes { sick.insert(Array(repeating: .hour, count: 50)) }
        if script.phase == .firstWalk { sick.arm(script.turn) }
        await monitor.start()
        await settle()
        if script.phase == .steady {
            await pass(.seconds(180))
            if !chips.isEmpty { complain("there is trouble before there is any: \(chips)") }
            sick.arm(script.turn)
        }
        await hold()
        sick.arm(nil)
        sick.insert([0, 0])
        if let nap = script.sleepsOn { clock.advance(by: nap) }
        await pass(script.recovers)
        await expectConvergence()
        await monitor.stop()
        return complaints
    }

    // MARK: - What is expected

    private mutating func hold() async {
        let (calls, fetches) = (sick.calls.count, sick.fetches)
        let began = clock.now
        sick.insert([0, 0, 0])
        healthy.insert([0])
        if script.hasEqualTimes {
            sick.insert(Array(repeating: .second, count: 60), pipeline: "p-1")
        }
        if let nap = script.nap {
            clock.advance(by: nap)
            sick.insert((1...30).map { $0 * 10 * .minute })
            await settle()
        } else {
            await pass(script.holds)
        }
        let made = sick.calls.dropFirst(script.phase == .firstWalk ? 0 : calls)
        if made.count > script.mostCalls {
            complain("\(made.count) calls, at most \(script.mostCalls)")
        }
        if let quiet = script.quiet, let first = made.first {
            let early = made.filter { $0 > first && $0 < first.advanced(by: quiet) }
            if !early.isEmpty { complain("\(early.count) calls while asked to wait") }
        }
        if let wanted = script.fetches, !wanted.contains(sick.fetches - fetches) {
            complain("the secret was fetched \(sick.fetches - fetches) times, not \(wanted)")
        }
        expectWords()
        await expectRefusal(of: script.unread)
        await expectHealth(since: began)
    }

    private mutating func expectWords() {
        if chips != (script.chip.map { [$0] } ?? []) {
            complain("the header shows \(chips.sorted()), not \(script.chip ?? "nothing")")
        }
        for words in script.says where !sentences.contains(where: { $0.contains(words) }) {
            complain("\"\(words)\" is not said: \(sentences.sorted())")
        }
    }

    /// A pipeline that is refused is told of by name, as long as it is.
    private mutating func expectRefusal(of pipeline: String?) async {
        let sources = await monitor.snapshot.sources
        let refused = sources.first?.refusals ?? []
        guard refused.map(\.pipeline.text) == [pipeline].compactMap(\.self) else {
            return complain("\(refused) are told as refused, not \(pipeline ?? "any")")
        }
        for refusal in refused where refusal.problem?.status != 403 {
            complain("\(refusal) is told")
        }
    }

    /// The other source was read all the time.
    private mutating func expectHealth(since began: Timestamp) async {
        guard let health = await monitor.snapshot.sources.last else { return }
        if let problem = health.problem { complain("the healthy one is ill: \(problem.error)") }
        let age = clock.now.milliseconds(since: health.lastSuccess ?? Self.start)
        if age > Self.interval.wholeMilliseconds + 2_000 {
            complain("the healthy one was last read \(age) ms ago")
        }
        let minutes = clock.now.milliseconds(since: began) / 60_000
        let calls = healthy.calls.count { $0 >= began }
        if calls > 10 + 3 * Int(minutes) { complain("\(calls) calls to the healthy one") }
        await compare(healthy, "healthy")
    }

    private mutating func expectConvergence() async {
        if let problem = await monitor.snapshot.sources.first?.problem {
            complain("it is still in trouble: \(problem.error)")
        }
        await expectRefusal(of: nil)
        await compare(sick, "sick")
    }

    /// What is held equals what the vendor holds, and nothing was made up.
    private mutating func compare(_ upstream: FaultUpstream, _ name: String) async {
        let table = await monitor.snapshot.table
        let held = table.rows.map { table[$0] }.filter { $0.source == SourceName(name) }
        let facts = Dictionary(grouping: held.map(FaultFacts.init), by: \.id)
        let truth = upstream.runs.map(upstream.vendor.facts)
        let wrong = truth.filter { facts[$0.id] != [$0] }
        if let first = wrong.first {
            complain(
                "\(wrong.count) of \(truth.count) runs of the \(name) one are missing or wrong: "
                    + "\(first), held \(facts[first.id].map { "\($0)" } ?? "not")")
        }
        let strange = Set(facts.keys).subtracting(upstream.everything)
        if !strange.isEmpty { complain("runs that never were: \(strange)") }
    }

    private mutating func complain(_ text: String) { complaints.append(text) }

    // MARK: - Time

    /// Lets time pass, from one deadline to the next.
    private mutating func pass(_ duration: Duration) async {
        let end = clock.now.advanced(by: duration)
        while clock.now < end {
            await settle()
            clock.set(to: min(max(clock.nextDeadline ?? end, clock.now), end))
        }
        await settle()
    }

    /// Waits until both pollers sleep, be it until their next turn or in a call.
    private mutating func settle() async {
        // Snapshots are put off by a few milliseconds, polls by a quarter of a second at least.
        await clock.sleepers(atLeast: 2, after: clock.now + 100)
        guard let problem = await monitor.snapshot.sources.first?.problem else { return }
        chips.insert(ProblemText.brief(problem.error))
        sentences.insert(ProblemText.sentence(problem.error))
    }
}
