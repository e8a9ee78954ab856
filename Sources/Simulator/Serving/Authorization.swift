import Foundation

/// The credentials of a request's `Authorization` header.
enum Authorization: Equatable {
    case bearer(String)
    case basic(user: String, password: String)

    /// Reads a request's header; nil when it is missing or malformed.
    init?(_ request: SimulatedRequest) {
        guard let header = request.headers["authorization"],
            let space = header.firstIndex(of: " ")
        else { return nil }
        let credentials = String(header[header.index(after: space)...])
        switch header[..<space].lowercased() {
        case "bearer":
            self = .bearer(credentials)
        case "basic":
            guard let data = Data(base64Encoded: credentials) else { return nil }
            let text = String(decoding: data, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { return nil }
            self = .basic(
                user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
        default:
            return nil
        }
    }
}
