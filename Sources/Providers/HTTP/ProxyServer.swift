import Foundation
package import Runs

/// A proxy that passes TLS connections through (`CONNECT`).
package struct ProxyServer: Hashable, Sendable {
    let host: String
    let port: Int
    /// `user:password`; nil if the proxy needs none.
    let credentials: Secret?

    /// Its `host:port`, without credentials.
    package var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Every text of it that must not be shown.
    package var secrets: [Secret] {
        guard let credentials else { return [] }
        let password = credentials.reveal().drop { $0 != ":" }.dropFirst()
        return [credentials] + (password.isEmpty ? [] : [Secret(String(password))])
    }

    /// Parses an address such as `http://user:password@proxy.example:3128`. The scheme is optional,
    /// the default port that of http.
    /// - Throws: What is wrong with it, without any of its text.
    init(_ text: String) throws(ProxyMistake.Reason) {
        let whole = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: whole, encodingInvalidCharacters: false),
            let scheme = parts.scheme?.lowercased()
        else { throw .malformed }
        guard scheme == "http" else { throw .scheme(scheme) }
        guard let host = parts.host?.filter({ $0 != "[" && $0 != "]" }), !host.isEmpty,
            AddressPort.isUsable(in: whole), parts.query == nil, parts.fragment == nil,
            parts.path.isEmpty || parts.path == "/"
        else { throw .malformed }
        self.host = host.lowercased()
        port = parts.port ?? 80
        credentials = parts.user.map { Secret("\($0):\(parts.password ?? "")") }
    }
}

/// Why the environment's proxy is unusable.
package struct ProxyMistake: Error, Hashable, Sendable {
    /// The variable that names it.
    package let variable: String
    /// What is wrong with its value.
    package let reason: Reason

    /// What is wrong with an address.
    package enum Reason: Error, Hashable, Sendable {
        case malformed
        /// The scheme is not supported.
        case scheme(String)
    }
}
