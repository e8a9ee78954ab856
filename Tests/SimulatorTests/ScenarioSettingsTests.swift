import Foundation
import Testing

@testable import Simulator

/// How what is asked of a simulator becomes what each vendor's world is made of.
struct ScenarioSettingsTests {
    private func settings(
        speed: Double = 1, history: Int = 10, reported: Int? = nil
    ) throws -> ScenarioSettings {
        ScenarioSettings(seed: 3, start: .start, speed: speed, history: history, reported: reported)
    }

    @Test(
        arguments: [
            (0.01, 0.01), (0.009, 0.01), (-1, 0.01), (1, 1), (1_000, 1_000), (1_001, 1_000),
            (.infinity, 1_000), (.nan, 1),
        ] as [(Double, Double)])
    func `speed is held to its bounds`(asked: Double, speed: Double) throws {
        #expect(try settings(speed: asked).speed == speed)
    }

    @Test(arguments: [
        (-1, 0), (0, 0), (7, 7), (100_000_000, 100_000_000), (100_000_001, 100_000_000),
    ])
    func `history is held to its bounds`(asked: Int, history: Int) throws {
        #expect(try settings(history: asked).history == history)
    }

    @Test(
        arguments: [
            (nil, 0), (10, 0), (11, 0), (9, 1), (1, 9), (0, 10), (-1, 10),
        ] as [(Int?, Int)])
    func `all but the newest that are told of are forgotten`(reported: Int?, forgotten: Int) throws
    {
        #expect(try settings(reported: reported).forgotten == forgotten)
    }

    @Test func `runs are shared out evenly, those left over to the first vendors`() throws {
        var configuration = SimulatorConfiguration(speed: 2, history: 7)
        configuration.reported = 3
        let all = configuration.settings(startingAt: .start)
        let each = SimulatedVendor.allCases.compactMap { all[$0] }
        #expect(each.map(\.history) == [2, 2, 1, 1, 1])
        #expect(each.map(\.forgotten) == [1, 1, 0, 1, 1])
        #expect(each.allSatisfy { $0.speed == 2 })
        #expect(Set(each.map(\.seed)).count == 5)
        let whole = SimulatorConfiguration(history: 10).settings(startingAt: .start)
        #expect(whole.values.allSatisfy { $0.history == 2 && $0.forgotten == 0 })
    }

    @Test func `a configuration lists the vendors of given worlds, in the usual order`() {
        #expect(SimulatorConfiguration().listedVendors == SimulatedVendor.allCases)
        let given = SimulatorConfiguration(worlds: [
            .polytomic(PolytomicWorld(events: [])), .well(WellWorld(logs: [])),
        ])
        #expect(given.listedVendors == [.well, .polytomic])
    }

    // MARK: - What is told of a past

    /// A past of fifty runs, of which twenty are told, just before its end.
    private func past() throws -> (settings: ScenarioSettings, now: Moment) {
        let settings = try settings(history: 50, reported: 20)
        return (settings, settings.start.adding(seconds: -0.001))
    }

    @Test func `Well tells of the newest runs alone`() throws {
        let (settings, now) = try past()
        let world = WellScenario(settings)
        #expect(world.logCount(at: now) == 20)
        #expect(
            world.logs(after: nil, limit: 500, at: now).map(\.pk) == Array((31...50).reversed()))
        #expect(world.logs(after: 35, limit: 500, at: now).map(\.pk) == [34, 33, 32, 31])
        #expect(world.logs(after: 35, limit: 3, at: now).map(\.pk) == [34, 33, 32])
        #expect(world.logs(after: 31, limit: 3, at: now).isEmpty)
        #expect(world.logs(after: 7, limit: 3, at: now).isEmpty)
        #expect(world.logs(after: 900, limit: 2, at: now).map(\.pk) == [50, 49])
    }

    @Test func `Supermetrics tells of the newest runs alone`() throws {
        let (settings, now) = try past()
        let world = SupermetricsScenario(settings)
        let reported = world.connectors.flatMap {
            world.logs(of: $0.identifier, before: nil, limit: 1_000, at: now)
        }
        #expect(Set(reported) == Set(world.past(30..<50)))
        #expect(reported.count == 20)
        let first = try #require(world.connectors.first?.identifier)
        let own = world.logs(of: first, before: nil, limit: 1_000, at: now)
        #expect(world.logs(of: first, before: nil, limit: 2, at: now) == Array(own.prefix(2)))
    }

    @Test func `Elastic Path tells of the newest runs alone`() throws {
        let (settings, now) = try past()
        let world = ElasticPathScenario(settings)
        let newest = Array(world.past(30..<50).reversed())
        let all = world.logs(of: nil, offset: 0, limit: 100, at: now)
        #expect(all.total == 20)
        #expect(all.rows == newest)
        #expect(world.logs(of: nil, offset: 3, limit: 2, at: now).rows == Array(newest[3...4]))
        #expect(world.logs(of: nil, offset: 19, limit: 5, at: now).rows == [newest[19]])
        #expect(world.logs(of: nil, offset: 20, limit: 5, at: now).rows.isEmpty)
        for integration in world.integrations.map(\.id) {
            let own = newest.filter { $0.integration == integration }
            let reported = world.logs(of: integration, offset: 0, limit: 100, at: now)
            #expect(reported.rows == own)
            #expect(reported.total == own.count)
        }
    }

    @Test func `LeadLex tells of the newest runs alone, once they are over`() throws {
        let (settings, now) = try past()
        let world = LeadLexScenario(settings)
        let over = world.past(30..<50).filter { $0.finishedAt <= now }
        let request = SimulatedRequest(method: "GET", target: "/logs?per_page=100")
        let reported = try world.workflows.flatMap { workflow in
            world.logs(of: workflow.id, try LeadLexLogQuery(request), at: now).rows
        }
        #expect(Set(reported) == Set(over))
        #expect(reported.count == over.count)
    }

    @Test func `Polytomic lists the executions of the newest runs alone`() throws {
        let (settings, now) = try past()
        let world = PolytomicScenario(settings)
        let reported = world.syncs.flatMap { sync in
            world.executions(of: sync.id, below: nil, limit: 100, at: now).rows
        }
        #expect(Set(reported.map(\.id)) == Set(world.past(30..<50).map(\.id)))
        #expect(reported.count == 20)
    }
}
