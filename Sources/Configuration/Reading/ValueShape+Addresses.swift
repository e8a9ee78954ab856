import Foundation
import Runs

extension ValueShape where Value == URL {
    /// A provider's address, without a trailing slash: https, or http on this machine; no user,
    /// query or fragment.
    static var baseURL: ValueShape {
        fromText(.url) { text, reader in
            let trimmed = text.replacing(/\/+$/, with: "")
            if let problem = problem(ofBaseURL: trimmed) { return reader.refuse(.badURL(problem)) }
            return URL(string: trimmed) ?? reader.refuse(.badURL(.malformed))
        }
    }
}

extension ValueShape where Value == WebLink {
    static var webLink: ValueShape {
        fromText(.url) { text, reader in
            do throws(URLProblem) {
                return try WebLink(template: text)
            } catch {
                return reader.refuse(.badURL(error))
            }
        }
    }
}

private func problem(ofBaseURL text: String) -> URLProblem? {
    guard text.contains("://") else { return .withoutScheme }
    guard AddressPort.isUsable(in: text) else { return .port }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased()
    else { return .malformed }
    guard let host = parts.host, !host.isEmpty else { return .withoutHost }
    guard scheme == "https" || scheme == "http" else { return .scheme(scheme) }
    if parts.user != nil || parts.password != nil { return .userInfo }
    if parts.query != nil { return .query }
    if parts.fragment != nil { return .fragment }
    if scheme == "http" && !LoopbackHost.includes(host) { return .plainHTTP(host: host) }
    return nil
}
