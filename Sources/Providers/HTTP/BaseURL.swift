import Foundation
import Runs

/// All that stands before an API's documented paths: scheme, host, port and perhaps a path.
package struct BaseURL: Hashable, Sendable {
    /// Scheme, host and port, in lower case and without the scheme's own port.
    package let origin: String
    /// The path, percent-encoded, without a slash at its end.
    private let path: String
    /// The host in lower case, an IPv6 address without its brackets.
    let host: String
    /// The port, also where it is the scheme's own.
    let port: Int

    /// Reads an `https` URL, or an `http` one whose host is a loopback address, without user, query
    /// or fragment; nil where the text is none.
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

    /// Builds the URL of a path as documented, from its first slash on.
    func url(_ endpoint: String, _ query: [QueryItem]) -> String {
        let base = origin + path + endpoint
        guard !query.isEmpty else { return base }
        return base + "?" + query.map(\.encoded).joined(separator: "&")
    }

    /// Reads the parameters of a link that a response gave.
    ///
    /// A link is read for its parameters only; where they are sent is never the link's to say.
    ///
    /// - Returns: Its parameters, decoded, or nil where it leads away from here: it is neither an
    ///   absolute URL below this one nor relative to this origin.
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

    /// Whether a path goes up, or may be read by some server as going up.
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

    /// The parameter percent-encoded, as in a query or a form.
    var encoded: String { PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value) }
}

/// Percent-encoding (RFC 3986) of all but unreserved characters, so `+` becomes `%2B`.
enum PercentEncoding {
    /// Encodes text for one path segment, or one name or value of a query.
    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            guard !isUnreserved(byte) else { return String(Unicode.Scalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "%0" + digits : "%" + digits
        }.joined()
    }

    /// Whether a byte is a letter, a digit or one of `-._~`.
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
