package import Runs

/// Fetches secrets from where the configuration says they are.
package struct SecretReader: Sendable {
    private let environment: [String: String]
    private let commandTimeout: Duration

    /// The most bytes that a secret may have.
    static let largest = 64 * 1_024

    /// Takes the environment that variables, `PATH` and commands see.
    ///
    /// - Parameters:
    ///   - environment: The variables by name.
    ///   - commandTimeout: How long a command may take.
    package init(environment: [String: String], commandTimeout: Duration = .seconds(10)) {
        self.environment = environment
        self.commandTimeout = commandTimeout
    }

    /// Fetches a secret anew. A command runs on a thread of its own, and is ended when the task is
    /// cancelled.
    /// - Throws: Why the secret could not be had, without any of its text.
    package func resolve(_ reference: SecretReference) async throws(SecretFailure) -> Secret {
        if let secret = try stored(at: reference) { return secret }
        guard case .command(let words) = reference else { throw .empty(reference.origin) }
        let command = try SecretCommand(
            words: words, environment: environment, timeout: commandTimeout)
        return try checked(
            withoutLineEnd(await command.output(), from: reference.origin),
            from: reference.origin)
    }

    /// Reads a secret that is stored somewhere; nil for one that a command has to tell.
    /// - Throws: Why the secret could not be had, without any of its text.
    package func stored(at reference: SecretReference) throws(SecretFailure) -> Secret? {
        let origin = reference.origin
        switch reference {
        case .environment(let name):
            guard let text = environment[name], !text.isEmpty else { throw .variableUnset(name) }
            return try checked(text, from: origin)
        case .file(let path):
            return try checked(
                withoutLineEnd(secretFileBytes(path), from: origin), from: origin)
        case .literal(let secret):
            return try checked(secret.reveal(), from: origin)
        case .command: return nil
        }
    }

    /// Binds a secret's place, for a provider that fetches the secret anew when it needs to.
    package func resolver(of reference: SecretReference) -> SecretResolver {
        { () async throws(SecretFailure) in try await resolve(reference) }
    }
}

/// Drops the one line end that editors and commands put behind a secret.
private func withoutLineEnd(
    _ bytes: [UInt8], from origin: SecretOrigin
) throws(SecretFailure) -> String {
    var bytes = bytes[...]
    if bytes.last == UInt8(ascii: "\n") {
        bytes = bytes.dropLast()
        if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .notText(origin)
    }
    return text
}

/// Refuses what cannot be sent in a header.
private func checked(
    _ text: String, from origin: SecretOrigin
) throws(SecretFailure) -> Secret {
    guard !text.isEmpty else { throw .empty(origin) }
    guard text.utf8.count <= SecretReader.largest else { throw .tooLarge(origin) }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
    guard isPlain else { throw .malformed(origin) }
    return Secret(text)
}
