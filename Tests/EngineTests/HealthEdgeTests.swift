import Runs
import Testing

@testable import Engine

/// What is remembered of how a source fares, and how it stands.
struct HealthEdgeTests {
    private static let source = MonitoredSource.scripted(
        "a", ScriptedProvider { _, _ in .silence })

    private func delivery(_ change: (inout Batch) -> Void = { _ in }) -> Batch {
        var delivery = Batch(source: Self.source.name, pipelines: [])
        change(&delivery)
        return delivery
    }

    private static func gap(_ number: Int) -> ReadGap {
        ReadGap(from: .at(Double(number)), until: .at(Double(number) + 0.5))
    }

    private let whole = SourceReader.Walked(isWhole: true, calls: 1, answers: 1)
    private let part = SourceReader.Walked(isWhole: false, calls: 1, answers: 1)

    // MARK: What calls bring

    @Test func `the latest twenty gaps are told of, each once`() {
        var record = SourceHealthTracker(Self.source)
        for number in Array(0..<20) + [0, 7] {
            record.took(delivery { $0.gap = Self.gap(number) })
        }
        #expect(record.health.gaps == (0..<20).map(Self.gap))
        record.took(delivery { $0.gap = Self.gap(20) })
        #expect(record.health.gaps == (1...20).map(Self.gap))
        let joined = (0..<20).map(Self.gap).followed(by: [Self.gap(3), Self.gap(20)])
        let expected: [Int] = [1, 2] + Array(4..<20) + [3, 20]
        #expect(joined == expected.map(Self.gap), "none is repeated, and the oldest goes")
    }

    @Test func `five hundred types of events are kept, and none are taken away by other calls`() {
        var record = SourceHealthTracker(Self.source)
        let types = (0..<501).map { "type \($0)" }
        record.took(Batch(source: Self.source.name, eventTypes: types))
        record.took(delivery())
        #expect(record.health.eventTypes == Array(types.dropLast()))
        record.took(Batch(source: Self.source.name, eventTypes: []))
        #expect(record.health.eventTypes == [])
    }

    @Test func `ten thousand rows and times that cannot be read are told apart`() {
        var record = SourceHealthTracker(Self.source)
        let rows = (0..<10_001).map { RejectedRow(id: "\($0)", field: "id") }
        let times = (0..<10_001).map { UnreadableTime(id: RunID("\($0)"), field: "start") }
        record.took(
            delivery {
                $0.rejected = Array(rows.prefix(9_999))
                $0.unreadableTimes = Array(times.prefix(9_999))
            })
        #expect(record.health.rows.rejected == 9_999)
        #expect(record.health.rows.unreadableTimes == 9_999)
        record.took(
            delivery {
                $0.rejected = rows
                $0.unreadableTimes = times
            })
        #expect(record.health.rows.rejected == 10_000)
        #expect(record.health.rows.unreadableTimes == 10_000)
        #expect(record.health.rows.lastRejected == rows.last)
        #expect(record.health.rows.lastUnreadableTime == times.last)
        record.took(delivery())
        #expect(record.health.rows.lastRejected == rows.last)
    }

    @Test func `what was said of the budget stays until something else is said`() {
        var record = SourceHealthTracker(Self.source)
        record.took(delivery { $0.budget = .said(100, 50, in: 60) })
        record.took(delivery())
        record.failed(.unauthorised, at: .start)
        #expect(record.health.budget == .said(100, 50, in: 60))
        var problem = APIProblem(status: 429)
        problem.budget = .said(100, 0, in: 60)
        record.failed(.refused(problem), at: .start)
        #expect(record.health.budget == .said(100, 0, in: 60))
    }

    @Test func `the progress of a first walk goes back as far as any of its pages`() {
        var record = SourceHealthTracker(Self.source)
        let starts: [Double] = [-50, -90, -70]
        for oldest in starts {
            record.took(
                delivery {
                    $0.wanted = .at(-100)
                    $0.oldest = .at(oldest)
                })
        }
        record.took(delivery { $0.wanted = .at(-200) })
        record.took(delivery())
        let progress = BackfillProgress(pages: 4, runs: 0, oldest: .at(-90), wanted: .at(-100))
        #expect(record.health.backfill == progress)
        record.read(whole, at: .start)
        record.took(delivery { $0.wanted = .at(-100) })
        #expect(record.health.backfill == progress)
    }

    @Test func `refusals of pipelines are told once a walk is whole, and replaced by the next`() {
        var record = SourceHealthTracker(Self.source)
        let refusals = ["b", "a", "b"].enumerated().map { number, id in
            PipelineRefusal(
                pipeline: PipelineID(id), problem: APIProblem(status: 400 + number))
        }
        record.took(delivery { $0.refusals = Array(refusals.prefix(1)) })
        record.read(part, at: .at(1))
        #expect(record.health.refusals == [])
        #expect(record.health.lastSuccess == nil)
        #expect(!record.health.isBackfilled)
        record.took(delivery { $0.refusals = Array(refusals.dropFirst()) })
        record.read(whole, at: .at(2))
        #expect(record.health.refusals == [refusals[1], refusals[2]])
        #expect(record.health.lastSuccess == .at(2))
        #expect(record.health.isBackfilled)
        record.read(part, at: .at(3))
        #expect(record.health.refusals.count == 2)
        #expect(record.health.lastSuccess == .at(2))
        record.read(whole, at: .at(4))
        #expect(record.health.refusals == [])
    }

    // MARK: Trouble

    @Test func `trouble is as old as its first failure, by status and code`() {
        func refused(_ status: Int, _ code: String?, _ message: String) -> ProviderError {
            var problem = APIProblem(status: status)
            problem.code = code
            problem.message = message
            return .refused(problem)
        }
        let failures: [(ProviderError, since: Double)] = [
            (refused(500, "a", "one"), 0), (refused(500, "a", "two"), 0),
            (refused(500, "b", "two"), 2), (refused(501, "b", "two"), 3),
            (refused(501, nil, "two"), 4), (.unreachable(.connectionLost), 5),
            (.unreachable(.connectionLost), 5), (.unreachable(.connectionRefused), 7),
        ]
        var record = SourceHealthTracker(Self.source)
        for (number, failure) in failures.enumerated() {
            record.failed(failure.0, at: .at(Double(number)))
            #expect(
                record.health.problem
                    == SourceProblem(
                        error: failure.0, since: .at(failure.since), failures: number + 1))
        }
        record.read(part, at: .at(8))
        #expect(record.health.problem == nil)
    }

    @Test func `all that is planned goes along with the clock, and ends with the poller`() {
        var record = SourceHealthTracker(Self.source)
        record.read(whole, at: .at(1))
        record.failed(.unauthorised, at: .at(2))
        record.waits(until: .at(3))
        record.waitsForBudget(until: .at(4))
        record.carry(by: 100_000)
        #expect(record.health.lastSuccess == .at(101))
        #expect(record.health.problem?.since == .at(102))
        #expect(record.health.problem?.failures == 1)
        #expect(record.health.nextPoll == .at(103))
        #expect(record.health.budgetOpens == .at(104))
        var polling = record
        polling.beginsPoll()
        #expect(polling.health.nextPoll == nil)
        #expect(polling.health.budgetOpens == nil)
        #expect(polling.health.activity == .polling)
        record.stops()
        #expect(record.health.nextPoll == nil)
        #expect(record.health.budgetOpens == nil)
        #expect(record.health.activity == .stopped)
    }

    // MARK: How a source stands

    /// Where a first contact reaches back to, and what is held then; it was read to its end at
    /// the start, back to a hundred seconds before.
    private static let contacts: [(isBackfilled: Bool, since: Int64, held: Int64)] = [
        (true, 0, -100_000), (true, 1, 1), (true, -100_001, -100_001), (true, -99_999, -100_000),
        (false, 0, 0), (false, -50_000, -50_000),
    ]

    @Test(arguments: contacts)
    func `a first contact that leaves a hole holds no more than itself`(
        row: (isBackfilled: Bool, since: Int64, held: Int64)
    ) {
        var checkpoint = SourceCheckpoint(position: 7)
        checkpoint.isBackfilled = row.isBackfilled
        checkpoint.lastSuccess = .start
        checkpoint.coveredSince = .at(-100)
        checkpoint.took(delivery { $0.coveredSince = .ms(row.since) })
        #expect(checkpoint.coveredSince == .ms(row.held))
        #expect(checkpoint.position == ReadPosition(number: 7))
        #expect(checkpoint.origin == ReadPosition(number: 7))
        checkpoint.took(delivery { $0.position = ReadPosition(number: 8) })
        #expect(checkpoint.coveredSince == .ms(row.held))
        #expect(checkpoint.position == ReadPosition(number: 8))
        #expect(checkpoint.origin == nil)
    }

    @Test func `a standing says when its budget was told of, and keeps the plan while polling`() {
        var health = SourceHealth(name: Self.source.name, provider: .well)
        health.budget = .said(100, 50, in: 60)
        health.nextPoll = .at(15)
        health.backfill = BackfillProgress(pages: 1, runs: 1, oldest: nil, wanted: .at(-9))
        var checkpoint = SourceCheckpoint()
        checkpoint.note(health, at: .at(1))
        #expect(checkpoint.budgetAt == .at(1))
        #expect(checkpoint.backfill == health.backfill)
        health.nextPoll = nil
        health.isBackfilled = true
        checkpoint.note(health, at: .at(2))
        #expect(checkpoint.budgetAt == .at(1))
        #expect(checkpoint.nextPoll == .at(15))
        #expect(checkpoint.backfill == nil)
        health.budget = .said(100, 49, in: 60)
        checkpoint.note(health, at: .at(3))
        #expect(checkpoint.budgetAt == .at(3))
    }

    private static let freshness: [(last: Int64?, isFresh: Bool)] = [
        (nil, false), (-10_001, false), (-10_000, true), (0, true), (1, false),
    ]

    @Test(arguments: freshness)
    func `an answer is fresh from the moment that was asked for until now`(
        row: (last: Int64?, isFresh: Bool)
    ) {
        var checkpoint = SourceCheckpoint()
        checkpoint.lastSuccess = row.last.map { .ms($0) }
        #expect(checkpoint.isFresh(asOf: .at(-10), at: .start) == row.isFresh)
    }

    @Test func `what is held reaches back to its very first moment`() {
        var checkpoint = SourceCheckpoint(position: 1)
        #expect(!checkpoint.covers(.start))
        checkpoint.coveredSince = .at(-10)
        #expect(checkpoint.covers(.at(-10)))
        #expect(!checkpoint.covers(.ms(-10_001)))
        checkpoint.isBackfilled = false
        #expect(!checkpoint.covers(.at(-10)))
        #expect(checkpoint.reaches(.at(-10)))
    }

    @Test(
        arguments: [
            (.starting, true), (.stopped, true), (.waiting, false), (.polling, false),
            (.followed, false),
        ] as [(SourceHealth.Activity, Bool)])
    func `how a source stood is shown as long as nobody polls it`(
        activity: SourceHealth.Activity, isShown: Bool
    ) {
        var checkpoint = SourceCheckpoint(position: 1)
        checkpoint.lastSuccess = .at(-60)
        checkpoint.nextPoll = .at(15)
        checkpoint.problem = SourceProblem(error: .unauthorised, since: .at(-30), failures: 2)
        var health = SourceHealth(name: Self.source.name, provider: .well)
        health.activity = activity
        health.recall(checkpoint)
        #expect(health.activity == activity)
        #expect(health.isBackfilled == isShown)
        #expect((health.lastSuccess == .at(-60)) == isShown)
        #expect(health.problem == nil)
        #expect(health.nextPoll == nil)
    }

    @Test func `there is room for more below a bound, and again once something went`() {
        let bound = MemoryBound(10)
        let room = [9, 1, -1, 2].map { bound.add($0) }
        #expect(room == [true, false, true, false])
    }
}
