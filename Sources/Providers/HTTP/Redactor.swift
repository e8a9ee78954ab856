package import Runs
import Synchronization

/// Takes the secrets in use out of every text that is shown, logged or thrown.
///
/// One is shared by all that handle secrets: whoever fetches one lets it learn that secret first.
package final class Redactor: Sendable {
    private struct Held {
        var secrets: Set<Secret> = []
        var patterns: [SecretPattern] = []
    }

    private let held = Mutex(Held())

    /// Begins without any secret.
    package init() {}

    /// Learns a secret in each of the forms that it may be met in: as it is, percent-encoded, in
    /// a JSON string, and in base64 with whatever stands around it.
    ///
    /// A secret of fewer than four bytes is none that could be told from ordinary text.
    package func learn(_ secret: Secret) {
        let patterns = SecretPattern.all(of: secret)
        held.withLock { held in
            guard held.secrets.insert(secret).inserted else { return }
            held.patterns += patterns
        }
    }

    /// Puts `<secret>` in the place of each secret in a text.
    ///
    /// Cost: linear in the text, times the secrets in use.
    package func redact(_ text: String) -> String {
        let patterns = held.withLock { $0.patterns }
        guard !patterns.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var isChanged = false
        var index = 0
        while index < bytes.count {
            let end = patterns.lazy.compactMap { $0.end(in: bytes, from: index) }.max()
            guard let end else {
                output.append(bytes[index])
                index += 1
                continue
            }
            output += "<secret>".utf8
            isChanged = true
            index = end
        }
        return isChanged ? String(decoding: output, as: UTF8.self) : text
    }

    /// Makes a fetcher of a secret whose secrets are learnt.
    package func learning(_ resolve: @escaping SecretResolver) -> SecretResolver {
        { () async throws(SecretFailure) in
            let secret = try await resolve()
            self.learn(secret)
            return secret
        }
    }

    /// Takes the secrets out of what a vendor or a library says of an error.
    package func redact(_ error: ProviderError) -> ProviderError {
        switch error {
        case .refused(var problem):
            problem.code = problem.code.map(redact)
            problem.title = problem.title.map(redact)
            problem.message = problem.message.map(redact)
            problem.supportIDs = problem.supportIDs.map { SupportID($0.kind, redact($0.text)) }
            return .refused(problem)
        case .unreachable(.tls(let reason)): return .unreachable(.tls(redact(reason)))
        case .unreachable(.other(let reason)): return .unreachable(.other(redact(reason)))
        case .unreadable(.notJSON(let mediaType)):
            return .unreadable(.notJSON(mediaType: mediaType.map(redact)))
        case .unreachable, .unreadable, .secret, .cancelled, .held: return error
        }
    }
}
