package import Foundation

/// What a simulator serves, where, and by which clock.
package struct SimulatorConfiguration: Sendable {
    /// The port on 127.0.0.1; 0 takes any free one.
    package var port = 0
    /// The seed of pipelines, runs and their outcomes.
    package var seed: UInt64
    /// How many times quicker than usual runs start and finish: 0.01-1,000.
    package var speed: Double
    /// How many runs lie before the start, over all vendors together.
    package var history: Int
    /// How many of those the APIs still tell of, the newest, over all vendors together; nil for all.
    package var told: Int?
    /// Tells the time. The worlds are pure functions of it.
    package var clock: @Sendable () -> Date
    /// Worlds of given records, each in place of its vendor's seeded one.
    package var worlds: [SimulatedWorld]
    /// How many calls the seeded LeadLex account has bought.
    package var leadLexPlan = LeadLexPlan.generous
    /// How vendors fail, and when; overrides act on what comes of it.
    package var faults: FaultPlan

    /// Creates a configuration; what is left out is what the demo uses.
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

    /// The vendors that a ready configuration lists: those of given worlds where there are any.
    var listedVendors: [SimulatedVendor] {
        guard !worlds.isEmpty else { return SimulatedVendor.allCases }
        return SimulatedVendor.allCases.filter { worlds.map(\.vendor).contains($0) }
    }

    /// What each vendor's seeded world depends on, where it starts at a moment.
    func settings(startingAt start: Moment) -> [SimulatedVendor: ScenarioSettings] {
        let vendors = SimulatedVendor.allCases
        func share(of count: Int, _ position: Int) -> Int {
            count / vendors.count + (position < count % vendors.count ? 1 : 0)
        }
        var settings: [SimulatedVendor: ScenarioSettings] = [:]
        for (position, vendor) in vendors.enumerated() {
            settings[vendor] = ScenarioSettings(
                seed: seed(of: vendor), start: start, speed: speed,
                history: share(of: history, position), told: told.map { share(of: $0, position) })
        }
        return settings
    }

    /// The API of each vendor, on its given world or on a seeded one.
    func apis(on settings: [SimulatedVendor: ScenarioSettings]) -> [SimulatedVendor: any VendorAPI]
    {
        var apis: [SimulatedVendor: any VendorAPI] = [:]
        for (vendor, settings) in settings {
            apis[vendor] = vendor.api(on: settings, plan: leadLexPlan)
        }
        for world in worlds { apis[world.vendor] = world.api(seed: seed(of: world.vendor)) }
        return apis
    }

    /// A seed of its own for each vendor, which does not change when a vendor is added.
    func seed(of vendor: SimulatedVendor) -> UInt64 {
        let name = vendor.rawValue.utf8.reduce(UInt64(0)) { $0 &* 131 &+ UInt64($1) }
        var generator = SplitMix64(seed: seed, name)
        return generator.next()
    }
}
