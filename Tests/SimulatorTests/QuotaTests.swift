import Testing

@testable import Simulator

/// How vendors count calls, and what they say of it.
struct QuotaTests {
    private func start() throws -> Moment { try moment("2026-04-17T10:00:30Z") }

    private func fields(_ quota: LeadLexQuota) throws -> [String] {
        quota.headers(spentFor: nil, at: try start()).map { "\($0.name): \($0.value)" }
    }

    @Test(
        arguments: [
            (0, 3_600), (0.001, 3_600), (0.5, 3_600), (1, 3_599), (3_599, 1), (3_599.5, 1),
            (3_599.9999, 1), (3_600, nil),
        ] as [(Double, Int?)])
    func `Supermetrics asks for whole seconds up to the end of the hour`(
        seconds: Double, wait: Int?
    ) throws {
        var quota = Quota(limit: 2, perSeconds: 3_600, from: .firstCall)
        let start = try start()
        #expect(quota.remaining == 2)
        let first = quota.take(at: start)
        let second = quota.take(at: start)
        #expect(first && second)
        #expect(quota.remaining == 0)
        let now = start.adding(seconds: seconds)
        let third = quota.take(at: now)
        #expect((third ? nil : quota.wait(at: now)) == wait)
        #expect(quota.remaining == (wait == nil ? 1 : 0))
    }

    @Test func `LeadLex tells of the minute only where it is what is spent`() throws {
        let start = try start()
        let (midnight, minute) = ("x-ratelimit-reset: 1776470400", "x-ratelimit-reset: 1776420060")
        var quota = LeadLexQuota(plan: LeadLexPlan(perDay: 3, perMinute: 2))
        let first = quota.take(at: start)
        #expect(first)
        #expect(
            try fields(quota) == ["x-ratelimit-limit: 3", "x-ratelimit-remaining: 2", midnight])
        let second = quota.take(at: start)
        #expect(second)
        #expect(
            try fields(quota) == ["x-ratelimit-limit: 2", "x-ratelimit-remaining: 0", minute])
        let early = quota.take(at: start.adding(seconds: 29.999))
        #expect(!early)
        let third = quota.take(at: start.adding(seconds: 30))
        #expect(third)
        #expect(
            try fields(quota) == ["x-ratelimit-limit: 3", "x-ratelimit-remaining: 0", midnight])
        // A minute of which calls are left helps nobody whose day is spent.
        let fourth = quota.take(at: start.adding(seconds: 31))
        #expect(!fourth)
        var both = LeadLexQuota(plan: LeadLexPlan(perDay: 1, perMinute: 1))
        _ = both.take(at: start)
        #expect(
            try fields(both) == ["x-ratelimit-limit: 1", "x-ratelimit-remaining: 0", midnight])
        let nextDay = both.take(at: try moment("2026-04-18T00:00:00Z"))
        #expect(nextDay)
    }

    @Test func `Elastic Path counts by the second, or not at all`() throws {
        let start = try moment("2026-04-17T10:00:30.25Z")
        var rate = Quota(limit: 1, perSeconds: 1)
        var taken: [Bool] = []
        for seconds in [0, 0.1, 0.74, 0.75, 1.74, 1.75] {
            taken.append(rate.take(at: start.adding(seconds: seconds)))
        }
        #expect(taken == [true, false, false, true, false, true])
        var unlimited = Quota(limit: .max, perSeconds: 1)
        for _ in 0..<1_000 {
            let isTaken = unlimited.take(at: start)
            #expect(isTaken)
        }
    }

    @Test(
        arguments: [
            (0, 0, .serverError), (1, 0, .hang), (2, 0, .serverError), (0, 9.999, .serverError),
            (0, 10, nil), (1, 19.999, nil), (1, 20, .hang),
        ] as [(Int, Double, FaultKind?)])
    func `faults take turns for a spell, and stay away for one`(
        turn: Int, elapsed: Double, kind: FaultKind?
    ) {
        let faults = [
            SimulatedFault(.serverError), SimulatedFault(.reset, of: .polytomic),
            SimulatedFault(.hang, of: .well),
        ]
        let plan = FaultPlan(faults, spell: 10)
        #expect(plan.fault(of: .well, turn: turn, elapsed: elapsed) == kind)
        let steady = FaultPlan(faults)
        #expect(steady.fault(of: .leadlex, turn: turn, elapsed: elapsed) == .serverError)
        #expect(FaultPlan().fault(of: .well, turn: turn, elapsed: elapsed) == nil)
    }

    @Test func `of many requests the newest are kept, and all are counted`() async throws {
        let start = try start()
        let state = SimulatorState(apis: [:], faults: FaultPlan(), clock: { start.date })
        for number in 0..<4_001 {
            let request = SimulatedRequest(method: "GET", target: "/\(number)")
            let answer = await state.respond(to: request, of: .well)
            if number == 0 { #expect(answer.status == 404) }
            guard number == 3_998 else { continue }
            #expect(await state.requests(to: .well).count == 3_999)
        }
        let kept = await state.requests(to: .well)
        #expect(kept.count == 2_001)
        #expect(kept.first?.request.path == "/2000")
        #expect(kept.last?.request.path == "/4000")
        #expect(await state.requestCount(of: .well) == 4_001)
        #expect(await state.requests(to: .leadlex).isEmpty)
    }
}
