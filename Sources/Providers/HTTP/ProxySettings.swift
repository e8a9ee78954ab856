import Foundation
import Runs

/// The environment's proxy settings: `HTTPS_PROXY` and `NO_PROXY`, in upper or lower case.
/// `HTTP_PROXY` does not matter, as plain http reaches this machine only.
package struct ProxySettings: Sendable {
    private let variable: String
    private let server: Result<ProxyServer, ProxyMistake.Reason>?
    private let exemptions: [ProxyExemption]

    /// Reads the variables; the lower-case spelling takes precedence.
    package init(environment: [String: String]) {
        func value(_ name: String) -> (name: String, text: String)? {
            for name in [name.lowercased(), name] {
                if let text = environment[name] { return (name, text) }
            }
            return nil
        }
        let named = value("HTTPS_PROXY")
        variable = named?.name ?? "HTTPS_PROXY"
        if let text = named?.text, !text.isEmpty {
            do throws(ProxyMistake.Reason) {
                server = .success(try ProxyServer(text))
            } catch {
                server = .failure(error)
            }
        } else {
            server = nil
        }
        exemptions = (value("NO_PROXY")?.text ?? "")
            .split { $0 == "," || $0.isWhitespace }.compactMap { ProxyExemption(String($0)) }
    }

    /// Finds the proxy to an API; nil for a direct connection, which loopback hosts always have.
    /// - Throws: What is wrong with the proxy's address, if it is needed.
    package func proxy(to base: BaseURL) throws(ProxyMistake) -> ProxyServer? {
        guard let server, !LoopbackHost.includes(base.host),
            !exemptions.contains(where: { $0.covers(base.host, port: base.port) })
        else { return nil }
        do throws(ProxyMistake.Reason) {
            return try server.get()
        } catch {
            throw ProxyMistake(variable: variable, reason: error)
        }
    }
}

struct ProxyExemption: Hashable, Sendable {
    private enum Pattern: Hashable, Sendable {
        case everything
        /// A host, and all its subdomains.
        case name(String)
        /// An address, or a network by its first bits.
        case network([UInt8], bits: Int)
    }

    private let pattern: Pattern
    private let port: Int?

    /// Parses `*`, a name with or without a leading dot, an address, or a network such as
    /// `10.0.0.0/8`; all but a network may have a port.
    init?(_ text: String) {
        let text = text.lowercased()
        if let network = Self.network(text) {
            (pattern, port) = (network, nil)
            return
        }
        let (host, port) = Self.split(text)
        self.port = port
        if host == "*" {
            pattern = .everything
        } else if let network = Self.network(host) {
            pattern = network
        } else {
            let name = host.trimmingPrefix("*").trimmingPrefix(".")
            guard !name.isEmpty else { return nil }
            pattern = .name(String(name.last == "." ? name.dropLast() : name))
        }
    }

    func covers(_ host: String, port: Int) -> Bool {
        guard self.port == nil || self.port == port else { return false }
        switch pattern {
        case .everything: return true
        case .name(let name):
            let host = host.last == "." ? String(host.dropLast()) : host
            return host == name || host.hasSuffix("." + name)
        case .network(let network, let bits):
            guard let address = Self.address(host), address.count == network.count else {
                return false
            }
            return (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return address[bit / 8] & mask == network[bit / 8] & mask
            }
        }
    }

    private static func split(_ text: String) -> (host: String, port: Int?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let host = String(text[..<end].dropFirst())
            return (host, Int(text[end...].dropFirst(2)))
        }
        guard address(text) == nil, let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...])
        else { return (text, nil) }
        return (String(text[..<colon]), port)
    }

    private static func network(_ text: String) -> Pattern? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = address(String(first)) else { return nil }
        switch parts.count {
        case 1: return .network(bytes, bits: bytes.count * 8)
        case 2:
            guard let bits = Int(parts[1]), (0...(bytes.count * 8)).contains(bits) else {
                return nil
            }
            return .network(bytes, bits: bits)
        default: return nil
        }
    }

    private static func address(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
