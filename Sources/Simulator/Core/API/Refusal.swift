/// Reads a request's query parameters, and refuses undocumented values.
struct Parameters {
    let request: SimulatedRequest
    let refusal: (_ name: String, Expectation) -> Refusal

    enum Expectation {
        case number(ClosedRange<Int>)
        case time
        case other
    }

    func read<Value>(
        _ name: String, as expectation: Expectation = .other, _ parse: (String) -> Value?
    ) throws(Refusal) -> Value? {
        guard let text = request.parameter(name) else { return nil }
        guard let value = parse(text) else { throw refusal(name, expectation) }
        return value
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        try read(name, as: .number(range)) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func time(_ name: String) throws(Refusal) -> Moment? {
        try read(name, as: .time) { Moment($0) }
    }

    func word(_ name: String, among words: [String]) throws(Refusal) -> String? {
        try read(name) { words.contains($0) ? $0 : nil }
    }

    func token<Place>(
        _ name: String, _ place: (PageToken) -> Place?
    ) throws(Refusal) -> Place? {
        try read(name) { PageToken(text: $0).flatMap(place) }
    }
}

/// Why a vendor refuses a request, before the vendor words it.
struct Refusal: Error {
    let reason: Reason
    /// The mistake in the vendor's words, or the mistaken parameter.
    var detail: String?
    var allowed: String?
    /// The wait in seconds.
    var retryAfter: Int?

    static let unauthorized = Refusal(reason: .unauthorized)
    static let forbidden = Refusal(reason: .forbidden)
    static let notFound = Refusal(reason: .notFound)
    static let serverError = Refusal(reason: .internalServerError)

    static func badRequest(_ detail: String? = nil) -> Refusal {
        Refusal(reason: .badRequest, detail: detail)
    }

    var headers: SimulatedResponse.Headers {
        guard let allowed else { return retryHeaders }
        return [("allow", allowed)]
    }

    var retryHeaders: SimulatedResponse.Headers {
        guard let retryAfter else { return [] }
        return [("retry-after", String(retryAfter))]
    }

    /// The reasons of all vendors; raw values are HTTP statuses.
    enum Reason: Int {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case unprocessable = 422
        case tooManyRequests = 429
        case internalServerError = 500

        var title: String {
            switch self {
            case .badRequest: "Bad Request"
            case .unauthorized: "Unauthorized"
            case .forbidden: "Forbidden"
            case .notFound: "Not Found"
            case .methodNotAllowed: "Method Not Allowed"
            case .unprocessable: "Unprocessable Entity"
            case .tooManyRequests: "Too Many Requests"
            case .internalServerError: "Internal Server Error"
            }
        }

        var code: String { title.uppercased().replacing(" ", with: "_") }
    }
}
