/// A credential; its text appears in no description, dump or interpolation.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String

    package init(_ text: String) { self.text = text }

    /// Returns the text, to be sent.
    package func reveal() -> String { text }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a secret is not available. No case carries any of its text, nor a name at which nothing was
/// found: that may be the secret itself, written in place of a name.
package enum SecretFailure: Error, Hashable, Sendable {
    /// The environment variable is unset or empty.
    case variableUnset(SecretPlace?)
    /// The file cannot be opened or read.
    case fileUnreadable(SecretPlace?, reason: String)
    /// Others than its owner can read the file.
    case fileExposed(path: String)
    /// The path names a directory, a FIFO or the like.
    case notARegularFile(path: String)
    /// The file belongs to another user.
    case fileOfSomebodyElse(path: String)
    /// The command ended with a status other than 0.
    case commandFailed(name: String, exitCode: Int32)
    /// The command exceeded its time limit.
    case commandTimedOut(name: String)
    /// There is no such command.
    case commandNotFound(SecretPlace?)
    /// The command exists but cannot be run.
    case commandRefused(name: String, reason: String)
    /// Nothing came.
    case empty(SecretOrigin)
    /// More came than a secret can be.
    case tooLarge(SecretOrigin)
    /// Not UTF-8 text.
    case notText(SecretOrigin)
    /// Contains a line break or another control character.
    case malformed(SecretOrigin)
}

/// Where the configuration defines a secret.
package struct SecretPlace: Hashable, Sendable, CustomStringConvertible {
    /// The path of the file, as the user named it.
    package let file: String
    /// From 1.
    package let line: Int?
    package let key: String

    package init(file: String, line: Int?, key: String) {
        self.file = file
        self.line = line
        self.key = key
    }

    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(key)"
    }
}

/// Where a secret was looked for.
package enum SecretOrigin: Hashable, Sendable {
    case variable(String)
    case file(String)
    /// A command's standard output, by the command's name.
    case command(String)
    case settings
}

/// Fetches a source's current secret.
package typealias SecretResolver = @Sendable () async throws(SecretFailure) -> Secret
