import Runs
import UserConfiguration

/// Names credentials, so that sources with the same one are known to share its budget of calls.
///
/// A name tells where a secret comes from and holds nothing of the secret itself. One that is found
/// in several places is named after the first of them in the configuration, whether its source is
/// read or not: other processes may read others. Commands are not run for a name, and their words
/// are no part of it, as one of them may be a secret: a command too is named after its first source.
/// So is a variable or a file that is not there, as its name may be a secret by mistake.
struct CredentialNames: Sendable {
    /// What the first place is called that holds a secret.
    private var names: [Secret: String] = [:]
    /// The first source that has a secret by each reference.
    private var firsts: [SecretReference: SourceName] = [:]
    private let environment: [String: String]

    /// Looks through all sources of a configuration.
    ///
    /// - Parameters:
    ///   - sources: The sources, those included that are not read.
    ///   - environment: The variables that hold secrets.
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

    /// Where each of a source's secrets comes from, by the names that they have over all sources.
    func places(of source: SourceSettings) -> [String] {
        let references = source.options.secrets.sorted { $0.key < $1.key }
        return references.map { name(of: $0.value, in: source.name) }
    }

    /// Names a source's credential.
    ///
    /// - Parameters:
    ///   - source: The source.
    ///   - origin: Scheme, host and port of its API.
    /// - Returns: The name.
    func id(of source: SourceSettings, at origin: String) -> CredentialID {
        CredentialID(
            ([source.options.kind.rawValue, origin] + places(of: source)).joined(separator: " "))
    }

    private func name(of reference: SecretReference, in source: SourceName) -> String {
        let place = place(of: reference, in: source)
        return secret(at: reference).flatMap { names[$0] } ?? place
    }

    /// What a reference refers to at this moment; nil where that cannot be had, which is told of
    /// when it is wanted.
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
