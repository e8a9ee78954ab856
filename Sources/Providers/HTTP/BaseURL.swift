import Foundation

/// All that stands before an API's documented paths: scheme, host, port and perhaps a path.
package struct BaseURL: Hashable, Sendable {
    /// Scheme, host and port, in lower case and without the scheme's own port.
    package let origin: String
    /// The path, percent-encoded, without a slash at its end.
    private let path: String

    /// Reads a base URL; nil where the text is none that may be called.
    ///
    /// - Parameter text: An `https` URL, or an `http` one whose host is a loopback address,
    ///   without user, query or fragment.
    package init?(_ text: String) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            let origin = Self.origin(of: parts)
        else { return nil }
        if parts.scheme?.lowercased() == "http" {
            guard let host = parts.host, Self.isLoopback(host) else { return nil }
        }
        self.origin = origin
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// Builds the URL of a documented path.
    ///
    /// - Parameters:
    ///   - endpoint: The path as documented, from its first slash on.
    ///   - query: The parameters, unencoded.
    /// - Returns: The absolute URL, percent-encoded.
    func url(_ endpoint: String, _ query: [QueryItem]) -> String {
        let base = origin + path + endpoint
        guard !query.isEmpty else { return base }
        let items = query.map {
            PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value)
        }
        return base + "?" + items.joined(separator: "&")
    }

    /// Reads the parameters of a link that a response gave.
    ///
    /// - Parameter link: An absolute URL below this one, or one relative to this origin.
    /// - Returns: Its parameters, decoded, or nil where it leads away from here.
    func query(ofLink link: String) -> [QueryItem]? {
        guard let parts = URLComponents(string: link, encodingInvalidCharacters: true) else {
            return nil
        }
        if parts.scheme != nil || parts.host != nil {
            let below =
                parts.percentEncodedPath == path
                || parts.percentEncodedPath.hasPrefix(path + "/")
            guard parts.user == nil, Self.origin(of: parts) == origin, below else { return nil }
        }
        return parts.queryItems?.map { QueryItem($0.name, $0.value ?? "") } ?? []
    }

    private static func origin(of parts: URLComponents) -> String? {
        guard let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = parts.percentEncodedHost?.lowercased(), !host.isEmpty
        else { return nil }
        let ownPort = scheme == "https" ? 443 : 80
        guard let port = parts.port, port != ownPort else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }

    /// Whether a host is `localhost`, `127.0.0.0/8` in full, or `::1`; names are not resolved.
    private static func isLoopback(_ host: String) -> Bool {
        let bare = host.lowercased().filter { $0 != "[" && $0 != "]" }
        if bare == "localhost" || bare == "::1" { return true }
        let numbers = bare.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { UInt8($0) != nil }
    }
}

/// One query parameter, unencoded.
struct QueryItem: Hashable, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Percent-encoding (RFC 3986) of all but unreserved characters, so `+` becomes `%2B`.
enum PercentEncoding {
    /// Encodes text for one path segment, or one name or value of a query.
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }
}
