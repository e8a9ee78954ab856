import Foundation
import Runs

/// Everything before an API's documented paths: scheme, host, port and perhaps a path.
package struct BaseURL: Hashable, Sendable {
    /// Scheme, host and port in lower case, without the scheme's own port.
    package let origin: String
    /// Percent-encoded, without a slash at its end.
    private let path: String
    /// In lower case; an IPv6 address without its brackets.
    let host: String
    let port: Int

    /// Parses an `https` URL, or an `http` URL of a loopback host; no user, query or fragment.
    package init?(_ text: String) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            AddressPort.isUsable(in: text), let origin = Self.origin(of: parts),
            let host = parts.host
        else { return nil }
        let isPlain = parts.scheme?.lowercased() == "http"
        guard !isPlain || LoopbackHost.includes(host) else { return nil }
        self.origin = origin
        self.host = host.lowercased().filter { $0 != "[" && $0 != "]" }
        port = parts.port ?? (isPlain ? 80 : 443)
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    func url(_ endpoint: String, _ query: [QueryItem]) -> String {
        let base = origin + path + endpoint
        guard !query.isEmpty else { return base }
        return base + "?" + query.map(\.encoded).joined(separator: "&")
    }

    /// Reads the decoded parameters of a response's link, which never decides where they are sent.
    /// Nil if it is neither an absolute URL below this one nor relative to this origin.
    func query(ofLink link: String) -> [QueryItem]? {
        guard let parts = URLComponents(string: link, encodingInvalidCharacters: true),
            !Self.climbs(parts.percentEncodedPath)
        else { return nil }
        if parts.scheme != nil || parts.host != nil {
            let below =
                parts.percentEncodedPath == path
                || parts.percentEncodedPath.hasPrefix(path + "/")
            guard parts.user == nil, parts.password == nil, Self.origin(of: parts) == origin, below
            else { return nil }
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

    /// Whether a path goes up, or some server may read it so.
    private static func climbs(_ path: String) -> Bool {
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).map {
            $0.lowercased().replacing("%2e", with: ".")
        }
        let isOdd = steps.contains { step in
            step == "." || step == ".." || step.contains("\\")
                || step.contains("%5c") || step.contains("%2f")
        }
        return isOdd
    }
}

struct QueryItem: Hashable, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var encoded: String { PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value) }
}

/// Percent-encodes (RFC 3986) all but unreserved characters, so that `+` becomes `%2B`.
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            guard !isUnreserved(byte) else { return String(Unicode.Scalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "%0" + digits : "%" + digits
        }.joined()
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
