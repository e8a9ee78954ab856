/// A vendor whose API is simulated. Raw values are the provider names of a config.
package enum SimulatedVendor: String, CaseIterable, Sendable {
    case well
    case supermetrics
    case elasticPath = "elastic-path"
    case leadlex
    case polytomic

    /// Makes the vendor's API on a seeded world.
    func api(on settings: ScenarioSettings, plan: LeadLexPlan) -> any VendorAPI {
        switch self {
        case .well: WellAPI(world: WellScenario(settings), seed: settings.seed)
        case .supermetrics:
            SupermetricsAPI(world: SupermetricsScenario(settings), seed: settings.seed)
        case .elasticPath:
            ElasticPathAPI(world: ElasticPathScenario(settings), seed: settings.seed)
        case .leadlex:
            LeadLexAPI(world: LeadLexScenario(settings), seed: settings.seed, plan: plan)
        case .polytomic: PolytomicAPI(world: PolytomicScenario(settings), seed: settings.seed)
        }
    }
}

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

    /// Makes the vendor's API on this world.
    func api(seed: UInt64) -> any VendorAPI {
        switch self {
        case .well(let world): WellAPI(world: world, seed: seed)
        case .supermetrics(let world): SupermetricsAPI(world: world, seed: seed)
        case .elasticPath(let world): ElasticPathAPI(world: world, seed: seed)
        case .leadlex(let world): LeadLexAPI(world: world, seed: seed, plan: world.plan)
        case .polytomic(let world): PolytomicAPI(world: world, seed: seed)
        }
    }
}
