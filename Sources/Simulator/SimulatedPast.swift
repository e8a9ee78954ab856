/// What a seeded vendor's world was before the simulation began, without asking its API.
package struct SimulatedPast: Sendable {
    /// The vendor.
    package let vendor: SimulatedVendor
    /// How many runs there were before the start; they are counted from 0, the oldest.
    package let count: Int
    /// How many of these, the oldest, the API does not tell of.
    package let forgotten: Int
    /// What runs: identifiers and names, as the API tells them.
    package let pipelines: [(id: String, name: String)]
    private let make: @Sendable (Range<Int>) -> SimulatedRuns

    init(of vendor: SimulatedVendor, _ settings: ScenarioSettings) {
        self.vendor = vendor
        count = settings.history
        forgotten = settings.forgotten
        switch vendor {
        case .well:
            let world = WellScenario(settings)
            let names = Dictionary(
                world.connectors.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            pipelines = world.workspaceConnectors.map { connector in
                (connector.id, connector.accountLabel ?? names[connector.connector] ?? "")
            }
            make = { .well(world.past($0)) }
        case .supermetrics:
            let world = SupermetricsScenario(settings)
            pipelines = world.connectors.map { ($0.identifier, $0.name) }
            make = { .supermetrics(world.past($0)) }
        case .elasticPath:
            let world = ElasticPathScenario(settings)
            pipelines = world.integrations.map { ($0.id, $0.name) }
            make = { .elasticPath(world.past($0)) }
        case .leadlex:
            let world = LeadLexScenario(settings)
            pipelines = world.workflows.map { ($0.id, $0.name) }
            make = { .leadlex(world.past($0)) }
        case .polytomic:
            let world = PolytomicScenario(settings)
            pipelines = world.syncs.map { ($0.id, $0.name) }
            make = { .polytomic(world.past($0)) }
        }
    }

    /// Makes some of the runs as they ended, whether the API tells of them or not.
    ///
    /// Cost: linear in their number, wherever they lie.
    ///
    /// - Parameter range: Their numbers, below `count`.
    /// - Returns: The runs, oldest first.
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

/// An execution of a Polytomic sync that is over, with the events that told of it.
package struct PastExecution: Sendable {
    /// The execution's identifier.
    package let id: String
    /// The identifier of its sync.
    package let sync: String
    /// The event that opened it.
    package let opening: PolytomicEvent
    /// The event that closed it.
    package let closing: PolytomicEvent
}
