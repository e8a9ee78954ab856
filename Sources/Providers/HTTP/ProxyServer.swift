import Foundation
package import Runs

/// A proxy that passes TLS connections through (`CONNECT`).
package struct ProxyServer: Hashable, Sendable {
    /// Its host, an IPv6 address without brackets.
    let host: String
    let port: Int
    /// User and password, joined by a colon; nil where it wants none.
    let credentials: Secret?

    /// Its place without its credentials, as `host:port`.
    package var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Every text that must not be shown of it.
    package var secrets: [Secret] {
        guard let credentials else { return [] }
        let password = credentials.reveal().drop { $0 != ":" }.dropFirst()
        return [credentials] + (password.isEmpty ? [] : [Secret(String(password))])
    }

    /// Reads an address such as `http://user:password@proxy.example:3128`; the scheme may be left
    /// out, and the port is then that of http.
    ///
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

/// Why the environment's proxy cannot be used.
package struct ProxyMistake: Error, Hashable, Sendable {
    /// The variable that names it.
    package let variable: String
    /// What is wrong with its value.
    package let reason: Reason

    /// What is wrong with an address.
    package enum Reason: Error, Hashable, Sendable {
        case malformed
        /// It is to be reached in a way that is not known.
        case scheme(String)
    }
}
