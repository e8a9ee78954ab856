import Runs
import Testing

@testable import Engine

/// When a source is polled next, and when its pipelines and types of events are asked for.
struct ScheduleEdgeTests {
    private let lost = ProviderError.unreachable(.connectionLost)
    private let forbidden = ProviderError.refused(APIProblem(status: 403))

    private func schedule(every seconds: Int64 = 15) -> PollSchedule {
        PollSchedule(.init(interval: .seconds(seconds)), at: .start)
    }

    // MARK: Polls

    @Test(arguments: [(nil, 15), (10, 15), (15, 15), (20, 20)] as [(Double?, Double)])
    func `a budget puts the next poll off and never brings it forward`(
        notBefore: Double?, next: Double
    ) {
        var schedule = schedule()
        schedule.succeeded(at: .start, pace: .usual, notBefore: notBefore.map { .at($0) })
        #expect(schedule.nextPoll == .at(next))
    }

    @Test(arguments: [(nil, 250), (100, 250), (40_000, 40_000)] as [(Int64?, Int64)])
    func `a budget puts a retry off and never brings it forward`(notBefore: Int64?, next: Int64) {
        var schedule = schedule()
        schedule.failed(
            at: .start, error: lost, random: 0, notBefore: notBefore.map { .ms($0) })
        #expect(schedule.nextPoll == .ms(next))
    }

    @Test(arguments: [(nil, 6), (100, 100), (2, 2)] as [(Double?, Double)])
    func `a poll that made no call leaves all as it was, and comes soon or when it may`(
        notBefore: Double?, next: Double
    ) {
        var schedule = schedule()
        schedule.failed(at: .start, error: .tooMany(retryAfter: 1), random: 0)
        let refusal = schedule.pollNow(at: .at(1))
        #expect(refusal == nil)
        #expect(schedule.isAskedFor)
        schedule.skipped(at: .at(1), notBefore: notBefore.map { .at($0) })
        #expect(schedule.nextPoll == .at(next))
        #expect(schedule.failures == 1)
        #expect(schedule.blockedUntil == .at(1))
        #expect(!schedule.isAskedFor)
    }

    @Test func `another process hurries a poll that is to come, and no retry`() {
        var due = schedule()
        due.succeeded(at: .start, pace: .usual)
        due.pollSoon(at: .at(20))
        #expect(due.nextPoll == .at(15))
        due.pollSoon(at: .at(5))
        #expect(due.nextPoll == .at(5))
        #expect(!due.isAskedFor)
        var failing = schedule()
        failing.failed(at: .start, error: .unauthorised, random: 0)
        failing.pollSoon(at: .at(5))
        #expect(failing.nextPoll == .at(300))
    }

    @Test func `whatever comes of a poll that was asked for, the next one is not`() {
        for ending in 0..<2 {
            var schedule = schedule()
            let refusal = schedule.pollNow(at: .at(1))
            #expect(refusal == nil)
            #expect(schedule.isAskedFor)
            if ending == 0 {
                schedule.succeeded(at: .at(2), pace: .usual)
            } else {
                schedule.failed(at: .at(2), error: lost, random: 0)
            }
            #expect(!schedule.isAskedFor)
        }
        var blocked = schedule()
        blocked.failed(at: .start, error: .tooMany(retryAfter: 30), random: 0)
        let refusal = blocked.pollNow(at: .at(1))
        #expect(refusal == .retryAfter(until: .at(30)))
        #expect(!blocked.isAskedFor)
    }

    @Test func `the first failure counts though a person asked for the poll`() {
        var schedule = schedule()
        _ = schedule.pollNow(at: .start)
        schedule.failed(at: .start, error: .unauthorised, random: 0)
        #expect(schedule.nextPoll == .at(300))
        schedule.failed(at: .start, error: .unauthorised, random: 0)
        #expect(schedule.nextPoll == .at(600))
    }

    @Test func `a wait that was asked for ends with the next poll, however that goes`() {
        var schedule = schedule()
        schedule.failed(at: .start, error: .tooMany(retryAfter: 30), random: 0)
        #expect(schedule.blockedUntil == .at(30))
        schedule.failed(at: .at(30), error: lost, random: 0)
        #expect(schedule.blockedUntil == nil)
        schedule.failed(at: .at(31), error: .tooMany(retryAfter: 30), random: 0)
        schedule.succeeded(at: .at(61), pace: .usual)
        #expect(schedule.blockedUntil == nil)
        #expect(schedule.failures == 0)
    }

    @Test(arguments: [0, -5] as [Int64])
    func `a wait of nothing is none`(seconds: Int64) {
        var schedule = schedule()
        schedule.failed(at: .start, error: .tooMany(retryAfter: seconds), random: 1)
        #expect(schedule.blockedUntil == nil)
        // The interval, and up to a second.
        #expect(schedule.nextPoll == .at(16))
    }

    /// The interval in seconds, the random number, and the wait after a refused key.
    private static let refusals: [(interval: Int64, random: Double, wait: Double)] = [
        (15, 0, 300), (15, 1, 330), (15, 0.5, 315), (299, 0, 300), (3_600, 0, 3_600),
        (3_600, 1, 3_630),
    ]

    @Test(arguments: refusals)
    func `a refused key is tried no oftener than the source is polled`(
        row: (interval: Int64, random: Double, wait: Double)
    ) {
        var schedule = schedule(every: row.interval)
        schedule.failed(at: .start, error: .unauthorised, random: row.random)
        #expect(schedule.nextPoll == .at(row.wait))
    }

    @Test func `a poll that was called off is no lasting failure`() {
        var schedule = schedule()
        schedule.failed(at: .start, error: .cancelled, random: 1)
        #expect(schedule.nextPoll == .at(1))
    }

    @Test func `a first poll may be put off, and a step of the clock moves all that is planned`() {
        var schedule = PollSchedule(.init(interval: .seconds(15)), at: .start, delay: 100)
        #expect(schedule.nextPoll == .ms(100))
        schedule.failed(at: .start, error: .tooMany(retryAfter: 30), random: 0)
        schedule.carry(by: 1_000_000)
        #expect(schedule.nextPoll == .at(1_030))
        #expect(schedule.blockedUntil == .at(1_030))
        // By this clock it was planned a thousand seconds later: it is set back by one.
        let wait = schedule.wait(at: .at(999))
        #expect(wait == .seconds(30))
    }

    // MARK: Pipelines

    /// A discovery that began at the start.
    private func discovery(_ end: (inout Discovery) -> Void) -> Discovery {
        var discovery = Discovery()
        discovery.begins(at: .start)
        end(&discovery)
        return discovery
    }

    private func page(_ pipeline: String, naming: String? = nil) -> RunPage {
        var page = RunPage(RunObservation("r", .succeeded, pipeline: pipeline))
        if let naming { page.pipelines = [Pipeline(id: PipelineID(naming))] }
        return page
    }

    /// Since when it is due, in milliseconds.
    private func expect(
        _ discovery: Discovery, dueAfter wait: Int64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(!discovery.isDue(at: .ms(wait - 1)), sourceLocation: sourceLocation)
        #expect(discovery.isDue(at: .ms(wait)), sourceLocation: sourceLocation)
    }

    @Test func `pipelines are asked for at first, and when the list is ten minutes old`() {
        #expect(Discovery().isDue(at: .start))
        let found = discovery { $0.found([], at: .start) }
        expect(found, dueAfter: 600_000)
        #expect(found.isDue(at: .ms(-1)), "the clock was set back")
    }

    @Test func `a pipeline that nobody knows is asked for a minute after the last time`() {
        let known = [Pipeline(id: PipelineID("p"))]
        expect(
            discovery {
                $0.found(known, at: .start)
                $0.saw(page("q"))
            }, dueAfter: 60_000)
        expect(
            discovery {
                $0.found(known, at: .start)
                $0.saw(page("p"))
            }, dueAfter: 600_000)
        // One that the page itself names is known by that.
        expect(
            discovery {
                $0.found(known, at: .start)
                $0.saw(page("q", naming: "q"))
            }, dueAfter: 600_000)
        // A newcomer that the list does not name either is no news again.
        expect(
            discovery {
                $0.saw(page("q"))
                $0.found(known, at: .start)
                $0.saw(page("q"))
            }, dueAfter: 600_000)
    }

    @Test func `a failure that passes is tried again after a minute, another after ten`() {
        expect(discovery { $0.failed(lost) }, dueAfter: 60_000)
        expect(discovery { $0.failed(forbidden) }, dueAfter: 600_000)
        let recovered = discovery {
            $0.failed(forbidden)
            $0.found([], at: .start)
            $0.saw(page("q"))
        }
        #expect(recovered.failure == nil)
        expect(recovered, dueAfter: 60_000)
        // The list is still as old as it was.
        var again = discovery { $0.found([], at: .start) }
        again.begins(at: .ms(600_000))
        again.failed(lost)
        expect(again, dueAfter: 660_000)
    }

    // MARK: Types of events

    @Test func `types of events are asked for daily, and an hour after a failure`() {
        var turn = EventTypeTurn()
        #expect(turn.isDue(at: .start))
        turn.begins(at: .start)
        #expect(!turn.isDue(at: .ms(86_399_999)))
        #expect(turn.isDue(at: .ms(86_400_000)))
        #expect(turn.isDue(at: .ms(-1)))
        turn.failed()
        #expect(!turn.isDue(at: .ms(3_599_999)))
        #expect(turn.isDue(at: .ms(3_600_000)))
        turn.begins(at: .ms(3_600_000))
        #expect(!turn.isDue(at: .ms(7_200_000)))
    }
}
