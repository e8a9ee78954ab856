package import Foundation
import Runs

/// A template of a run's page in the provider's own interface.
package struct WebLink: Hashable, Sendable {
    /// The address with `{pipeline}` and `{run}` in it.
    package let template: String

    /// Checks a template: https only, no words in braces other than `pipeline` and `run`, and none
    /// of them before the path.
    /// - Throws: What is wrong with it.
    package init(template: String) throws(URLProblem) {
        for match in template.matches(of: /\{[^{}]*\}?/) {
            guard ["{pipeline}", "{run}"].contains(match.output) else {
                throw .placeholder(String(match.output))
            }
        }
        let sample = Self.fill(template, pipeline: "p", run: "r")
        guard template.contains("://") else { throw .withoutScheme }
        guard AddressPort.isUsable(in: sample) else { throw .port }
        guard let parts = URLComponents(string: sample), let scheme = parts.scheme?.lowercased(),
            URL(string: sample) != nil
        else { throw .malformed }
        guard let host = parts.host, !host.isEmpty else { throw .withoutHost }
        guard
            template.firstMatch(of: /^[A-Za-z]+:\/\/[^\/?#{}]+([\/?#]|$)/) != nil
        else { throw .malformed }
        guard scheme == "https" else { throw .scheme(scheme) }
        guard parts.user == nil, parts.password == nil else { throw .userInfo }
        self.template = template
    }

    /// Makes the address of one run; escapes the ids so that each stays one part of it.
    package func url(pipeline: String, run: String) -> URL? {
        URL(string: Self.fill(template, pipeline: pipeline, run: run))
    }

    private static func fill(_ template: String, pipeline: String, run: String) -> String {
        var result = ""
        var rest = template[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if rest.hasPrefix("{pipeline}") {
                result += escaped(pipeline)
                rest = rest.dropFirst("{pipeline}".count)
            } else if rest.hasPrefix("{run}") {
                result += escaped(run)
                rest = rest.dropFirst("{run}".count)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private static func escaped(_ id: String) -> String {
        let kept = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        // "." and ".." would be path segments.
        guard id != ".", id != ".." else { return id.replacing(".", with: "%2E") }
        return id.addingPercentEncoding(withAllowedCharacters: kept) ?? ""
    }
}
