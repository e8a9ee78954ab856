/// A vendor's world of given records, for tests that need to know each one.
package enum SimulatedWorld: Sendable {
    case well(WellWorld)
    case supermetrics(SupermetricsWorld)
    case elasticPath(ElasticPathWorld)
    case leadlex(LeadLexWorld)
    case polytomic(PolytomicWorld)

    var vendor: SimulatedVendor {
        switch self {
        case .well: .well
        case .supermetrics: .supermetrics
        case .elasticPath: .elasticPath
        case .leadlex: .leadlex
        case .polytomic: .polytomic
        }
    }

    func api(seed: UInt64) -> any VendorAPI {
        switch self {
        case .well(let world): WellAPI(world: world, seed: seed)
        case .supermetrics(let world): SupermetricsAPI(world: world, seed: seed)
        case .elasticPath(let world): ElasticPathAPI(world: world, seed: seed)
        case .leadlex(let world): LeadLexAPI(world: world, seed: seed)
        case .polytomic(let world): PolytomicAPI(world: world, seed: seed)
        }
    }
}

extension SimulatedVendor {
    func api(on settings: ScenarioSettings, plan: LeadLexPlan) -> any VendorAPI {
        let seed = settings.seed
        return switch self {
        case .well: WellAPI(world: WellScenario(settings), seed: seed)
        case .supermetrics: SupermetricsAPI(world: SupermetricsScenario(settings), seed: seed)
        case .elasticPath: ElasticPathAPI(world: ElasticPathScenario(settings), seed: seed)
        case .leadlex: LeadLexAPI(world: LeadLexScenario(settings, plan: plan), seed: seed)
        case .polytomic: PolytomicAPI(world: PolytomicScenario(settings), seed: seed)
        }
    }
}

/// The runs of a seeded vendor's world before the simulation began, made without its API.
package struct SimulatedPast: Sendable {
    /// The vendor.
    package let vendor: SimulatedVendor
    /// How many runs there were before the start; their numbers begin at 0, the oldest.
    package let count: Int
    /// How many of these, the oldest, the API does not report.
    package let forgotten: Int
    /// The identifiers and names of what runs, as in the API.
    package let pipelines: [(id: String, name: String)]
    private let make: @Sendable (Range<Int>) -> SimulatedRuns

    init(of vendor: SimulatedVendor, _ settings: ScenarioSettings) {
        switch vendor {
        case .well: self.init(.well, settings, WellScenario(settings)) { .well($0) }
        case .supermetrics:
            self.init(.supermetrics, settings, SupermetricsScenario(settings)) {
                .supermetrics($0)
            }
        case .elasticPath:
            self.init(.elasticPath, settings, ElasticPathScenario(settings)) { .elasticPath($0) }
        case .leadlex: self.init(.leadlex, settings, LeadLexScenario(settings)) { .leadlex($0) }
        case .polytomic:
            self.init(.polytomic, settings, PolytomicScenario(settings)) { .polytomic($0) }
        }
    }

    private init<World: Scenario>(
        _ vendor: SimulatedVendor, _ settings: ScenarioSettings, _ world: World,
        _ runs: @escaping @Sendable ([World.PastRun]) -> SimulatedRuns
    ) {
        self.vendor = vendor
        count = settings.history
        forgotten = settings.forgotten
        pipelines = world.pipelines
        make = { runs(world.past($0)) }
    }

    /// Makes some of the runs as they ended, oldest first, reported or not. `range` holds their
    /// numbers, below `count`. Cost: linear in their number, wherever they lie.
    package func runs(_ range: Range<Int>) -> SimulatedRuns { make(range) }
}

/// Runs of one vendor, oldest first, in its own terms.
package enum SimulatedRuns: Sendable {
    case well([WellLog])
    case supermetrics([SupermetricsLog])
    case elasticPath([ElasticPathLog])
    case leadlex([LeadLexLog])
    case polytomic([PastExecution])
}
