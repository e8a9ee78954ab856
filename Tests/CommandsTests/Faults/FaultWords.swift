import Foundation
import Runs
@testable import Simulator

/// What a vendor says when it refuses, in its own words.
struct VendorWords: Sendable {
    /// The code by status, as the header shows it; none where the vendor has none.
    let codes: [Int: String]
    /// What its sentence says, by status.
    let words: [Int: String]
    /// The kinds of ids that its errors have.
    let ids: [String]

    func chip(_ status: Int, code: Int? = nil) -> String {
        codes[code ?? status].map { "\(status) \($0)" } ?? "\(status)"
    }

    func said(_ status: Int) -> String { words[status] ?? "" }
}

extension SimulatedVendor {
    var words: VendorWords {
        switch self {
        case .well:
            VendorWords(
                codes: [401: "UNAUTHORIZED", 500: "INTERNAL_SERVER_ERROR"],
                words: [401: "Unauthorized", 500: "Internal Server Error"],
                ids: ["trace id ", "log id "])
        case .supermetrics:
            VendorWords(
                codes: [401: "UNAUTHORIZED", 500: "INTERNAL_SERVER_ERROR"],
                words: [401: "Authentication is required", 500: "An unexpected error occurred"],
                ids: ["request id "])
        case .elasticPath:
            VendorWords(
                codes: [:],
                words: [401: "The access token is missing", 500: "Internal Server Error"], ids: [])
        case .leadlex:
            VendorWords(
                codes: [401: "invalid_key", 500: "internal_error"],
                words: [401: "Invalid or expired API key", 500: "An internal error occurred"],
                ids: ["request id req_"])
        case .polytomic:
            VendorWords(
                codes: [401: "unauthorized", 500: "internal_server_error"],
                words: [401: "Invalid or missing API key", 500: "An internal error occurred"],
                ids: [])
        }
    }

    /// The parameter that takes the token of a page.
    var cursor: String { self == .well ? "cursor" : "page_token" }

    /// A page without rows, which says that there are more; where a token leads on, it leads to
    /// the rows that are left out.
    func withoutRows(
        _ page: SimulatedResponse, of request: SimulatedRequest
    ) -> SimulatedResponse {
        let token = request.parameter(cursor).map { $0 + "~" }
        let page = token.map { pointing(page, to: $0) } ?? page
        return rewritten(page) { body in
            switch self {
            case .leadlex: body.setting("data", to: .object([.init("logs", .array([]))]))
            case .well, .supermetrics, .elasticPath, .polytomic:
                body.setting("data", to: .array([]))
            }
        }
    }

    /// A page whose next one is given.
    func pointing(_ page: SimulatedResponse, to token: String) -> SimulatedResponse {
        rewritten(page) { body in
            self == .well
                ? body.setting("links", to: .object([.init("next", .string(token))]))
                : body.setting(
                    "pagination", to: .object([.init("next_page_token", .string(token))]))
        }
    }

    /// What is said to a token that is no longer known.
    func expired(_ page: SimulatedResponse) -> SimulatedResponse {
        self == .well
            ? SimulatedResponse(
                status: 400, json: ["code": "BAD_REQUEST", "status": 400, "title": "Bad Request"])
            : SimulatedResponse(
                status: 422, json: ["key": "unprocessable_entity", "message": "page_token"])
    }

    private func rewritten(
        _ page: SimulatedResponse, _ change: (JSONValue) -> JSONValue
    ) -> SimulatedResponse {
        guard case .success(let body) = Result(catching: { try JSONParser.parse(page.body) }) else {
            return page
        }
        var page = page
        page.body = Array(JSONWriter.text(of: change(body)).utf8)
        return page
    }
}

extension JSONValue {
    /// The object with a member replaced, or added.
    fileprivate func setting(_ name: String, to value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != name } + [.init(name, value)])
    }
}

extension SimulatedResponse {
    /// The response with another `Retry-After`.
    func retryAfter(_ value: String) -> SimulatedResponse {
        var response = self
        response.headers.removeAll { $0.name.lowercased() == "retry-after" }
        response.headers.append((name: "Retry-After", value: value))
        return response
    }
}

/// The date format of HTTP.
func httpDate(_ moment: Timestamp) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.string(from: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000))
}
