/// The vendors, each with its model.
enum Vendor: String, CaseIterable, Sendable {
    case well
    case polytomic
    case supermetrics
    case leadlex
    case elasticPath = "elastic-path"

    var model: any VendorModel.Type {
        switch self {
        case .well: WellModel.self
        case .polytomic: PolytomicModel.self
        case .supermetrics: SupermetricsModel.self
        case .leadlex: LeadLexModel.self
        case .elasticPath: ElasticPathModel.self
        }
    }
}
