package import Runs

/// Fetches secrets from where the configuration says.
package struct SecretReader: Sendable {
    private let environment: [String: String]
    private let commandTimeout: Duration

    /// The most bytes of a secret.
    static let largest = 64 * 1_024

    /// Sets the environment for variables, `PATH` and commands, and the time limit of a command.
    package init(environment: [String: String], commandTimeout: Duration = .seconds(10)) {
        self.environment = environment
        self.commandTimeout = commandTimeout
    }

    /// Fetches a secret. A command runs on its own thread, and is killed if the task is cancelled.
    /// Error messages name the place in the configuration.
    /// - Throws: Why the secret is not available, without any of its text.
    package func resolve(
        _ reference: SecretReference, named place: SecretPlace? = nil
    ) async throws(SecretFailure) -> Secret {
        if let secret = try stored(at: reference, named: place) { return secret }
        guard case .command(let words) = reference else { throw .empty(reference.origin) }
        let command = try SecretCommand(
            words: words, environment: environment, timeout: commandTimeout, named: place)
        return try checked(
            text(of: await command.output(), from: reference.origin), from: reference.origin)
    }

    /// Reads a stored secret; nil for one that needs a command.
    /// - Throws: Why the secret is not available, without any of its text.
    package func stored(
        at reference: SecretReference, named place: SecretPlace? = nil
    ) throws(SecretFailure) -> Secret? {
        let origin = reference.origin
        switch reference {
        case .environment(let name):
            guard let text = environment[name], !text.isEmpty else { throw .variableUnset(place) }
            return try checked(text, from: origin)
        case .file(let path):
            return try checked(
                text(of: secretFileBytes(path, named: place), from: origin), from: origin)
        case .literal(let secret):
            return try checked(secret.reveal(), from: origin)
        case .command: return nil
        }
    }

    /// Makes a resolver, for a provider that fetches the secret again when needed.
    package func resolver(
        of reference: SecretReference, named place: @escaping @Sendable () -> SecretPlace? = { nil }
    ) -> SecretResolver {
        { () async throws(SecretFailure) in try await resolve(reference, named: place()) }
    }
}

/// Reads the bytes of a file or a command, without trailing line ends.
private func text(
    of bytes: [UInt8], from origin: SecretOrigin
) throws(SecretFailure) -> String {
    var bytes = bytes[...]
    while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
        bytes = bytes.dropLast()
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .notText(origin)
    }
    return text
}

/// Trims a byte order mark and white space. Refuses characters that a header cannot carry, and
/// invisible ones.
private func checked(
    _ text: String, from origin: SecretOrigin
) throws(SecretFailure) -> Secret {
    var scalars = text.unicodeScalars[...]
    let isAround = { (scalar: Unicode.Scalar) in
        scalar == "\u{FEFF}" || scalar.properties.generalCategory == .spaceSeparator
            || scalar == "\t"
    }
    scalars = scalars.drop(while: isAround)
    while let last = scalars.last, isAround(last) { scalars.removeLast() }
    guard !scalars.isEmpty else { throw .empty(origin) }
    guard String(scalars).utf8.count <= SecretReader.largest else { throw .tooLarge(origin) }
    let isPlain = scalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
    guard isPlain else { throw .malformed(origin) }
    return Secret(String(scalars))
}
