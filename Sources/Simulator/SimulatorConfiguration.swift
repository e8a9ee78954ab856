package import Foundation

/// What a simulator serves, where, and by which clock.
package struct SimulatorConfiguration: Sendable {
    /// The port on 127.0.0.1; 0 takes any free one.
    package var port = 0
    /// The seed of pipelines, runs and their outcomes.
    package var seed: UInt64
    /// How many times faster than usual runs start and finish: 0.01-1,000.
    package var speed: Double
    /// How many runs lie before the start, over all vendors together.
    package var history: Int
    /// How many of those, the newest of all vendors together, the APIs still report; nil for all.
    package var reported: Int?
    /// Returns the time. The worlds are pure functions of it.
    package var clock: @Sendable () -> Date
    /// Worlds of given records, each replacing its vendor's seeded one.
    package var worlds: [SimulatedWorld]
    /// The call limits of the seeded LeadLex account.
    package var leadLexPlan = LeadLexPlan.generous
    /// How and when vendors fail; overrides apply to the result.
    package var faults: FaultPlan

    /// Creates a configuration; the defaults are those of the demo.
    package init(
        seed: UInt64 = 7, speed: Double = 1, history: Int = 600,
        clock: @escaping @Sendable () -> Date = { Date() }, worlds: [SimulatedWorld] = [],
        faults: FaultPlan = FaultPlan()
    ) {
        self.seed = seed
        self.speed = speed
        self.history = history
        self.clock = clock
        self.worlds = worlds
        self.faults = faults
    }

    /// The vendors of given worlds, or all vendors if there are none.
    var listedVendors: [SimulatedVendor] {
        guard !worlds.isEmpty else { return SimulatedVendor.allCases }
        return SimulatedVendor.allCases.filter { worlds.map(\.vendor).contains($0) }
    }

    func settings(startingAt start: Moment) -> [SimulatedVendor: ScenarioSettings] {
        let vendors = SimulatedVendor.allCases
        func share(of count: Int, _ position: Int) -> Int {
            count / vendors.count + (position < count % vendors.count ? 1 : 0)
        }
        var settings: [SimulatedVendor: ScenarioSettings] = [:]
        for (position, vendor) in vendors.enumerated() {
            settings[vendor] = ScenarioSettings(
                seed: seed(of: vendor), start: start, speed: speed,
                history: share(of: history, position),
                reported: reported.map { share(of: $0, position) })
        }
        return settings
    }

    func apis(on settings: [SimulatedVendor: ScenarioSettings]) -> [SimulatedVendor: any VendorAPI]
    {
        var apis: [SimulatedVendor: any VendorAPI] = [:]
        for (vendor, settings) in settings {
            apis[vendor] = vendor.api(on: settings, plan: leadLexPlan)
        }
        for world in worlds { apis[world.vendor] = world.api(seed: seed(of: world.vendor)) }
        return apis
    }

    /// A seed of its own for each vendor, which adding a vendor does not change.
    func seed(of vendor: SimulatedVendor) -> UInt64 {
        let name = vendor.rawValue.utf8.reduce(UInt64(0)) { $0 &* 131 &+ UInt64($1) }
        var generator = SplitMix64(seed: seed, name)
        return generator.next()
    }
}
