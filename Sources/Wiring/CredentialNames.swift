import Runs
import Settings

/// Names credentials, so that sources with the same one are known to share its budget of calls.
///
/// A name tells where a secret comes from and holds nothing of the secret itself. One that is
/// written out in the configuration is named after the first source there that has it, whether that
/// source is read or not: other processes may read others of them.
struct CredentialNames: Sendable {
    private var literals: [Secret: SourceName] = [:]

    /// Looks through all sources of a configuration.
    init(_ sources: [SourceSettings]) {
        for source in sources {
            for case .literal(let secret) in source.options.secrets.values
            where literals[secret] == nil {
                literals[secret] = source.name
            }
        }
    }

    /// Names a source's credential.
    ///
    /// - Parameters:
    ///   - source: The source.
    ///   - origin: Scheme, host and port of its API.
    /// - Returns: The name.
    func id(of source: SourceSettings, at origin: String) -> CredentialID {
        let references = source.options.secrets.sorted { $0.key.rawValue < $1.key.rawValue }
        let names = references.map { name(of: $0.value, in: source.name) }
        return CredentialID(
            ([source.options.kind.rawValue, origin] + names).joined(separator: " "))
    }

    private func name(of reference: SecretReference, in source: SourceName) -> String {
        switch reference {
        case .environment(let variable): return "env \(variable)"
        case .file(let path): return "file \(path)"
        case .command(let words): return "command \(words)"
        case .literal(let secret): return "literal of \((literals[secret] ?? source).text)"
        }
    }
}
