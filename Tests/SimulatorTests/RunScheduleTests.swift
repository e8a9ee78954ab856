import Testing

@testable import Simulator

struct RunScheduleTests {
    private func schedule(
        history: Int, speed: Double = 1,
        profiles: [PipelineProfile] = WellPipeline.all.map(\.profile)
    ) throws -> RunSchedule {
        let start = Moment.start
        return RunSchedule(
            settings: ScenarioSettings(seed: 3, start: start, speed: speed, history: history),
            profiles: profiles)
    }

    @Test(arguments: [(0, 1.0), (7, 1.0), (40, 1.0), (41, 3.0), (900, 1.0), (900, 0.1), (90, 500)])
    func `the count at a moment is the number of runs created by then`(
        history: Int, speed: Double
    ) throws {
        let schedule = try schedule(history: history, speed: speed)
        let start = schedule.settings.start
        let creations = (0..<(history + 60)).map(schedule.creation)
        #expect(creations == creations.sorted())
        #expect(schedule.count(at: start.adding(seconds: -1)) <= history)
        #expect(schedule.count(at: start.adding(seconds: -0.001)) == history)
        for creation in creations {
            let before = creation.adding(seconds: -0.001)
            #expect(schedule.count(at: creation) == creations.count { $0 <= creation })
            #expect(schedule.count(at: before) == creations.count { $0 <= before })
        }
    }

    @Test func `history lies within the last day unless there is too much of it`() throws {
        let day = -24.0 * 3_600
        for history in [1, 100, 10_000] {
            let schedule = try schedule(history: history)
            let reach = schedule.settings.start.adding(seconds: day)
            #expect(schedule.creation(of: 0) > reach)
        }
        let million = try schedule(history: 1_000_000)
        #expect(million.creation(of: 0) < million.settings.start.adding(seconds: 40 * day))
    }

    @Test func `a pipeline never overlaps itself, and ties exist`() throws {
        let schedule = try schedule(history: 400)
        var ends: [Int: Moment] = [:]
        var ties = 0
        for index in 0..<1_000 {
            let run = schedule.run(index)
            if let end = ends[run.pipeline] { #expect(run.created >= end) }
            ends[run.pipeline] = run.finished
            if index > 0, run.created == schedule.creation(of: index - 1) { ties += 1 }
            #expect(run.created < run.started)
            #expect(run.started < run.finished)
            #expect(run.finished < schedule.lastChange(before: index + 1))
        }
        #expect(ties > 50)
    }

    @Test(arguments: [Double.infinity, .nan, 0, -4])
    func `a speed beyond all bounds still gives a world`(speed: Double) throws {
        let schedule = try schedule(history: -5, speed: speed)
        #expect(schedule.count(at: schedule.settings.start.adding(seconds: -1)) == 0)
        #expect(schedule.count(at: schedule.settings.start.adding(seconds: 3_600)) > 5)
    }

    @Test func `a pipeline's runs are found by their ordinals`() throws {
        let cycle = try schedule(history: 0).cycle
        for pipeline in cycle.slots.indices {
            let own = (0..<500).filter { cycle.turn(of: $0).pipeline == pipeline }
            #expect(cycle.runs(of: pipeline, among: 500) == own.count)
            let even = cycle.length / cycle.slots[pipeline].count
            #expect(cycle.smallestGap(of: pipeline) >= even - 2)
            #expect(own.indices.map { cycle.index(of: $0, in: pipeline) } == own)
            #expect(own.map { cycle.turn(of: $0).ordinal } == Array(own.indices))
        }
    }

    @Test(arguments: [SimulatorConfiguration().seed, 1, 2, 3] as [UInt64])
    func `whoever watches for ten seconds sees runs arrive and, as a rule, fail`(
        seed: UInt64
    ) throws {
        let start = Moment.start
        let runs = bothVendors(seed: seed, start: start)
        var (windows, failing, running) = (0.0, 0.0, 0.0)
        for second in stride(from: 0.0, to: 600, by: 2) {
            let now = start.adding(seconds: second)
            let then = now.adding(seconds: 10)
            windows += 1
            running += Double(runs.count { $0.started <= now && $0.finished > now })
            #expect((2...8).contains(runs.count { $0.created > now && $0.created <= then }))
            if runs.contains(where: { $0.hasFailed && $0.finished > now && $0.finished <= then }) {
                failing += 1
            }
        }
        #expect((3...8).contains(running / windows))
        #expect(failing / windows > 0.75)
        let failed = Double(runs.count(where: \.hasFailed)) / Double(runs.count)
        #expect((0.15...0.3).contains(failed))
    }

    @Test func `the usual seed shows a failure within ten seconds of the start`() throws {
        let start = Moment.start
        let then = start.adding(seconds: 10)
        let runs = bothVendors(seed: SimulatorConfiguration().seed, start: start)
        #expect(runs.contains { $0.hasFailed && $0.finished > start && $0.finished <= then })
    }

    /// The runs of the two vendors, each with 300 before the start.
    private func bothVendors(seed: UInt64, start: Moment) -> [ScheduledRun] {
        let profiles: [SimulatedVendor: [PipelineProfile]] = [
            .well: WellPipeline.all.map(\.profile),
            .polytomic: PolytomicPipeline.all.map(\.profile),
        ]
        return profiles.flatMap { vendor, profiles in
            let seed = SimulatorConfiguration(seed: seed).seed(of: vendor)
            let settings = ScenarioSettings(seed: seed, start: start, speed: 1, history: 300)
            let schedule = RunSchedule(settings: settings, profiles: profiles)
            return (0..<460).map(schedule.run)
        }
    }

    @Test func `speed shortens both what lies between runs and how long they take`() throws {
        let usual = try schedule(history: 0)
        let quick = try schedule(history: 0, speed: 10)
        let start = usual.settings.start
        for index in 1..<100 {
            let (slow, fast) = (usual.run(index), quick.run(index))
            let slowEnd = slow.finished.milliseconds(since: start)
            #expect(abs(fast.finished.milliseconds(since: start) * 10 - slowEnd) <= 40)
            #expect(slow.outcome == fast.outcome)
        }
    }

    @Test func `a broken pipeline fails nearly always and a flaky one in streaks`() throws {
        let profiles = [PipelineProfile.Health.steady, .flaky, .broken].map {
            PipelineProfile.every(1, seconds: 5, $0).failing(["no {n}"])
        }
        let schedule = try schedule(history: 0, profiles: profiles)
        let failed = (0..<3).map { pipeline in
            (0..<3_000).map { ordinal in
                schedule.run(schedule.cycle.index(of: ordinal, in: pipeline)).hasFailed
            }
        }
        let counts = failed.map { $0.count(where: \.self) }
        #expect(counts[0] < 90)
        #expect((1_000...2_000).contains(counts[1]))
        #expect(counts[2] > 2_500)
        let streaks = stride(from: 0, to: 3_000, by: 5).count { first in
            failed[1][first..<(first + 5)].allSatisfy { $0 }
        }
        #expect(streaks > 150)
    }
}

extension ScheduledRun {
    /// Whether it ends in a failure.
    fileprivate var hasFailed: Bool {
        guard case .failed = outcome else { return false }
        return true
    }
}
