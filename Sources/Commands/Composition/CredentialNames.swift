import Runs
import UserConfiguration

/// Names credentials, so that sources with the same one share its budget of calls.
///
/// A name says where a secret comes from, and contains nothing of it. A secret in several places is
/// named after the first of them in the configuration, even of a source that is not read: other
/// processes may read it. The words of a command may hold secrets, and so may the name of a missing
/// variable or file by mistake: these are named after their first source. No command runs for a
/// name.
struct CredentialNames: Sendable {
    /// The name of the first place of each secret.
    private var names: [Secret: String] = [:]
    /// The first source of each reference.
    private var firsts: [SecretReference: SourceName] = [:]
    private let environment: [String: String]

    /// Looks through all sources of a configuration, those included that are not read.
    init(_ sources: [SourceSettings], environment: [String: String]) {
        self.environment = environment
        for source in sources {
            let references = source.options.secrets.sorted { $0.key < $1.key }
            for (_, reference) in references {
                if firsts[reference] == nil { firsts[reference] = source.name }
                guard let secret = secret(at: reference), names[secret] == nil else { continue }
                names[secret] = place(of: reference, in: source.name)
            }
        }
    }

    /// The names of a source's secrets.
    func places(of source: SourceSettings) -> [String] {
        let references = source.options.secrets.sorted { $0.key < $1.key }
        return references.map { name(of: $0.value, in: source.name) }
    }

    /// Names a source's credential; `origin` is the scheme, host and port of its API.
    func id(of source: SourceSettings, at origin: String) -> CredentialID {
        CredentialID(
            ([source.options.kind.rawValue, origin] + places(of: source)).joined(separator: " "))
    }

    private func name(of reference: SecretReference, in source: SourceName) -> String {
        let place = place(of: reference, in: source)
        return secret(at: reference).flatMap { names[$0] } ?? place
    }

    /// The present secret of a reference; nil if it is unavailable, which its use will report.
    private func secret(at reference: SecretReference) -> Secret? {
        try? SecretReader(environment: environment).stored(at: reference)
    }

    private func place(of reference: SecretReference, in source: SourceName) -> String {
        let isThere = secret(at: reference) != nil
        let first = (firsts[reference] ?? source).text
        return switch reference {
        case .environment(let variable): isThere ? "env \(variable)" : "env of \(first)"
        case .file(let path): isThere ? "file \(path)" : "file of \(first)"
        case .command: "command of \(first)"
        case .literal: "literal of \(source.text)"
        }
    }
}
