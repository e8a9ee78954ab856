/// What an Elastic Path store holds at any moment.
protocol ElasticPathData: Sendable {
    var integrations: [ElasticPathIntegration] { get }
    var style: ElasticPathWorld.Style { get }
    var servesStoreLogs: Bool { get }
    /// The most requests per second; nil without a limit.
    var requestsPerSecond: Int? { get }

    /// Returns a page of the logs of one integration, or of all, and their number.
    func logs(
        of integration: String?, offset: Int, limit: Int, at now: Moment
    ) -> Page<ElasticPathLog>

    func logs(of integration: String, job: String, at now: Moment) -> [ElasticPathLog]
}

/// A store of given records. A log appears when the clock reaches its creation.
package struct ElasticPathWorld: ElasticPathData {
    /// How a list is counted.
    package enum Style: Sendable {
        /// By `meta` and `results`, as in the vendor's page.
        case counted
        /// By relative `links` alone.
        case linked
    }

    /// The order of a list.
    package enum Order: Sendable {
        case newestFirst
        case oldestFirst
    }

    let integrations: [ElasticPathIntegration]
    let style: Style
    let servesStoreLogs: Bool
    let requestsPerSecond: Int?
    private let order: Order
    private let sorted: [ElasticPathLog]
    private let sortedByIntegration: [String: [ElasticPathLog]]

    /// Creates a world; logs of one moment keep their order, the later one being the newer.
    /// Requests are unlimited by default, as a test's clock may stand still.
    package init(
        logs: [ElasticPathLog], integrations: [ElasticPathIntegration] = [],
        order: Order = .newestFirst, style: Style = .counted, servesStoreLogs: Bool = true,
        requestsPerSecond: Int? = nil
    ) {
        self.integrations = integrations
        self.style = style
        self.servesStoreLogs = servesStoreLogs
        self.requestsPerSecond = requestsPerSecond
        self.order = order
        let oldestFirst = logs.enumerated().sorted {
            ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset)
        }.map(\.element)
        let sorted = order == .oldestFirst ? oldestFirst : oldestFirst.reversed()
        self.sorted = sorted
        sortedByIntegration = Dictionary(grouping: sorted, by: \.integration)
    }

    func logs(
        of integration: String?, offset: Int, limit: Int, at now: Moment
    ) -> Page<ElasticPathLog> {
        let own = integration.map { sortedByIntegration[$0] ?? [] } ?? sorted
        let existing =
            switch order {
            case .newestFirst: own.drop { $0.createdAt > now }
            case .oldestFirst: own.prefix(1 + (own.lastIndex { $0.createdAt <= now } ?? -1))
            }
        return Page(first: limit, after: offset, of: existing)
    }

    func logs(of integration: String, job: String, at now: Moment) -> [ElasticPathLog] {
        sorted.filter {
            $0.createdAt <= now && $0.integration == integration && $0.job == job
        }
    }
}
