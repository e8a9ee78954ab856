import Foundation

/// A request as a vendor's API receives it, without the path prefix of the vendor.
package struct SimulatedRequest: Sendable {
    /// The method in capitals, such as `GET`.
    package var method: String
    /// The path from the documented one's first slash on, percent-encoded as received.
    package var path: String
    /// The query's names and values in order, decoded as in a form (`+` is a space).
    package var query: [Parameter]
    /// The header fields by lower-case name.
    package var headers: [String: String]
    /// The body's bytes.
    package var body: [UInt8]

    /// One name and value of a query.
    package struct Parameter: Sendable, Hashable {
        /// The decoded name.
        package var name: String
        /// The decoded value; empty without a `=`.
        package var value: String
    }

    init(
        method: String, target: String, headers: [String: String] = [:], body: [UInt8] = []
    ) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? Self.parameters(of: parts[1]) : []
        self.headers = headers
        self.body = body
    }

    var form: [Parameter]? {
        guard headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true
        else { return nil }
        return Self.parameters(of: String(decoding: body, as: UTF8.self)[...])
    }

    /// Returns the first value of a query parameter.
    package func parameter(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    var segments: [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { $0.removingPercentEncoding ?? String($0) }
    }

    private static func parameters(of query: Substring) -> [Parameter] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { part in
                    let spaced = part.replacing("+", with: " ")
                    return spaced.removingPercentEncoding ?? String(spaced)
                }
            return Parameter(name: parts[0], value: parts.count > 1 ? parts[1] : "")
        }
    }
}

enum Authorization: Equatable {
    case bearer(String)
    case basic(user: String, password: String)

    init?(_ request: SimulatedRequest) {
        let words = request.headers["authorization"]?
            .split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let words, words.count == 2 else { return nil }
        switch words[0].lowercased() {
        case "bearer":
            self = .bearer(String(words[1]))
        case "basic":
            guard let data = Data(base64Encoded: String(words[1])) else { return nil }
            let parts = String(decoding: data, as: UTF8.self)
                .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            self = .basic(user: String(parts[0]), password: String(parts[1]))
        default:
            return nil
        }
    }
}
