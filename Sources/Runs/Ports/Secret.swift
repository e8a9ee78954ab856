/// A credential; its text appears in no description, dump or interpolation.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String

    /// Wraps a credential.
    package init(_ text: String) { self.text = text }

    /// Hands out the text to where it is sent.
    package func reveal() -> String { text }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a secret could not be had. No case carries any of its text, nor a name at which nothing was
/// found, as that may be the secret itself, written in the place of a name.
package enum SecretFailure: Error, Hashable, Sendable {
    /// The environment variable is not set, or is empty.
    case variableUnset(SecretPlace?)
    /// The file cannot be opened or read.
    case fileUnreadable(SecretPlace?, reason: String)
    /// Others than its owner can read the file.
    case fileExposed(path: String)
    /// The path names a directory, a FIFO or another thing that is no file.
    case notARegularFile(path: String)
    /// The file belongs to somebody else.
    case fileOfSomebodyElse(path: String)
    /// The command ended with another status than 0.
    case commandFailed(name: String, exitCode: Int32)
    /// The command took longer than it may.
    case commandTimedOut(name: String)
    /// There is no such command.
    case commandNotFound(SecretPlace?)
    /// The command is there, and cannot be run.
    case commandRefused(name: String, reason: String)
    /// Nothing came.
    case empty(SecretOrigin)
    /// More came than a secret can be.
    case tooLarge(SecretOrigin)
    /// What came is no UTF-8 text.
    case notText(SecretOrigin)
    /// What came holds a line break or another control character.
    case malformed(SecretOrigin)
}

/// Where the configuration says how a secret is found.
package struct SecretPlace: Hashable, Sendable, CustomStringConvertible {
    /// The path of the file, as the user named it.
    package let file: String
    /// The line in it, from 1.
    package let line: Int?
    /// The key.
    package let key: String

    /// Names a place by file, line and key.
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
    /// An environment variable, by its name.
    case variable(String)
    /// A file, by its path.
    case file(String)
    /// A command's standard output, by the command's name.
    case command(String)
    /// The configuration itself.
    case settings
}

/// Fetches a source's secret anew.
package typealias SecretResolver = @Sendable () async throws(SecretFailure) -> Secret
