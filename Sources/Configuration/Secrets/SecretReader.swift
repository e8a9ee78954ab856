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
    ///
    /// - Parameters:
    ///   - reference: How the secret is found.
    ///   - place: Where the configuration says so, for what is said where nothing is found.
    /// - Returns: The secret.
    /// - Throws: Why the secret could not be had, without any of its text.
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

    /// Reads a secret that is stored somewhere; nil for one that a command has to tell.
    ///
    /// - Parameters:
    ///   - reference: How the secret is found.
    ///   - place: Where the configuration says so, for what is said where nothing is found.
    /// - Returns: The secret.
    /// - Throws: Why the secret could not be had, without any of its text.
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

    /// Binds a secret's place, for a provider that fetches the secret anew when it needs to.
    ///
    /// - Parameters:
    ///   - reference: How the secret is found.
    ///   - place: Tells where the configuration says so by then.
    /// - Returns: What fetches the secret.
    package func resolver(
        of reference: SecretReference, named place: @escaping @Sendable () -> SecretPlace? = { nil }
    ) -> SecretResolver {
        { () async throws(SecretFailure) in try await resolve(reference, named: place()) }
    }
}

/// Reads what a file or a command gave, without the line ends that editors and commands put behind
/// it.
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

/// Drops what nobody means by a secret, a byte order mark and the blanks around it, and refuses what
/// cannot be sent in a header, and what nobody can see.
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
