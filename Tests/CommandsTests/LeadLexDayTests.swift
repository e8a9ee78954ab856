import Engine
import History
import Logging
import Providers
import Runs
import RunTable
@testable import Simulator
import Synchronization
import Testing
import TestSupport
import TUI

/// Whole days of the real provider against an account on the smallest plan.
@Suite(.timeLimit(.minutes(10)))
struct LeadLexDayTests {
    private static let day: Int64 = 86_400_000
    private static let start = Timestamp(seconds: 1_780_000_000)
    private static let midnights = (1...2).map {
        Timestamp(milliseconds: (start.milliseconds / day + $0) * day)
    }

    private let clock = ManualClock(now: start)

    private func source(_ upstream: StarterAccount) throws -> MonitoredSource {
        let base = try #require(BaseURL("https://api.example.com"))
        let client = APIClient(
            baseURL: base, secret: { Secret(upstream.key) }, transport: upstream,
            now: { [clock] in clock.now })
        return MonitoredSource(
            name: SourceName("crm"), provider: LeadLexProvider(client: client),
            interval: .seconds(15), backfill: .seconds(86_400))
    }

    @Test func `a day of fifty workflows stays within the quota, to the request`() async throws {
        let upstream = StarterAccount(clock: clock)
        let monitor = Monitor(
            sources: [try source(upstream)], history: MemoryHistory(), clock: clock,
            random: { 0.5 }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await monitor.start()
        await pass(until: Self.midnights[0].advanced(byMilliseconds: Self.day / 2))
        let plan = try #require(await monitor.snapshot.sources.first?.plan)
        await pass(until: Self.midnights[1].advanced(byMilliseconds: -1))
        await monitor.stop()

        #expect(upstream.refused == 0)
        let calls = upstream.calls
        for window in [Self.start..<Self.midnights[0], Self.midnights[0]..<Self.midnights[1]] {
            #expect(calls.count { window.contains($0.moment) } <= 90)
        }
        let moments = calls.map(\.moment)
        let crowds = moments.indices.map { index in
            moments[index...].prefix { $0.milliseconds(since: moments[index]) < 60_000 }.count
        }
        #expect((crowds.max() ?? 0) <= 10)

        let spending = try #require(plan.spending)
        let today = calls.filter { $0.moment >= Self.midnights[0] }
        let lists = today.count { $0.isList }
        #expect(PlanText.sentence(plan).hasSuffix("a day, 10 of 100 kept"))
        #expect((today.count - 10...today.count + 10).contains(spending.polls + spending.reads))
        #expect((lists - 10...lists + 10).contains(spending.polls))
        #expect(spending.callsPerPoll == 1)
    }

    /// Lets time pass from one deadline to the next.
    private func pass(until end: Timestamp) async {
        while true {
            await clock.sleepers(atLeast: 1, after: clock.now.advanced(by: .milliseconds(31)))
            guard let next = clock.nextDeadline, next <= end else { break }
            clock.set(to: next)
        }
        clock.set(to: end)
        await clock.sleepers(atLeast: 1, after: end)
    }
}

/// An account with fifty workflows, ten runs an hour, a hundred calls a day and ten a minute.
private final class StarterAccount: Transport {
    /// One request that was answered.
    struct Call: Sendable {
        let moment: Timestamp
        /// Whether it asked for the list of workflows.
        let isList: Bool
    }

    let key: String
    private let clock: ManualClock
    private let state: Mutex<State>

    private struct State {
        var api: any VendorAPI
        var calls: [Call] = []
        var refused = 0
    }

    init(clock: ManualClock) {
        self.clock = clock
        let began = clock.now.advanced(by: .seconds(-86_400))
        let logs = (0..<720).map { number in
            LeadLexLog(
                id: "wfl_\(number)", workflow: "wf_\(number * 7 % 50)",
                triggeredAt: Moment(began.advanced(by: .seconds(number * 360))),
                durationMilliseconds: 3_000)
        }
        let world = SimulatedWorld.leadlex(
            LeadLexWorld(
                workflows: (0..<50).map { LeadLexWorkflow(id: "wf_\($0)", name: "w\($0)") },
                logs: logs, plan: .starter))
        let api = world.api(seed: 7)
        key = api.key
        state = Mutex(State(api: api))
    }

    var calls: [Call] { state.withLock { $0.calls } }
    var refused: Int { state.withLock { $0.refused } }

    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let target = String(call.url.dropFirst("https://api.example.com".count))
        let request = SimulatedRequest(
            method: "GET", target: target,
            headers: ["authorization": call.authorization?.reveal() ?? ""])
        let now = clock.now
        let response = state.withLock { state in
            let response = state.api.respond(to: request, at: Moment(now))
            state.calls.append(Call(moment: now, isList: request.path == "/v1/workflows"))
            if response.status == 429 { state.refused += 1 }
            return response
        }
        return HTTPReply(
            status: response.status,
            headers: HeaderFields(response.headers.map { HeaderField($0.name, $0.value) }),
            body: response.body)
    }
}
