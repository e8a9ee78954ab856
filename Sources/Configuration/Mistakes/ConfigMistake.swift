package import OperatingSystem

/// One mistake in a settings file, as data; `describe(_:)` words it.
package struct ConfigMistake: Hashable, Sendable {
    /// The file's path, as the user named it.
    package let file: String
    /// The position; nil for the file as a whole.
    package let position: FilePosition?
    /// The part of the file that is wrong.
    package let subject: MistakeSubject
    /// The wrong entry, from the top of the file; for a missing or unknown key, that key.
    package let path: EntryPath
    package let problem: ConfigProblem

    package init(
        file: String, position: FilePosition?, subject: MistakeSubject = .file,
        path: EntryPath = EntryPath(), problem: ConfigProblem
    ) {
        self.file = file
        self.position = position
        self.subject = subject
        self.path = path
        self.problem = problem
    }
}

/// The part of the file that a mistake is about.
package enum MistakeSubject: Hashable, Sendable {
    case file
    /// The source with this name.
    case source(String)
    /// A source without a usable name, by its position in the file, from 1.
    case unnamedSource(Int)
}

/// What can be wrong in a settings file. No case carries a secret's text.
package enum ConfigProblem: Hashable, Sendable {
    case notUTF8
    case utf16
    /// The text contains a null character, plain or escaped.
    case nullCharacter
    case syntax(TOMLProblem)
    /// Tables or lists are nested deeper than any setting.
    case nestedTooDeeply
    /// An unknown key; the existing ones if they are few, and the nearest.
    case unknownKey(String, known: [String] = [], nearest: String?)
    /// Two keys exclude each other; carries the one to keep.
    case excluded(String, by: String)
    case missingKey(String, reason: MissingReason)
    /// Another kind of value is expected.
    case wrongType(found: ValueKind, expected: Expectation)
    /// The number is below 1.
    case tooSmall(Int)
    /// The text is no identifier of letters, digits, `_` and `-`.
    case badIdentifier(String)
    case badDuration(String)
    /// The duration, as written, is shorter than allowed.
    case tooShort(String, minimum: Duration)
    /// The text is no size, or too small for a history.
    case badSize(String)
    /// The text cannot name a source.
    case badSourceName(String)
    /// Another source has the name; carries the line of the first.
    case duplicateSource(String, firstLine: Int?)
    /// An unknown word; carries the nearest.
    case unknownWord(String, known: [String], nearest: String?)
    /// An unknown time zone; carries the nearest.
    case unknownTimeZone(String, nearest: String?)
    /// An invalid filter; carries its mistake and the column in it.
    case badFilter(String, column: Int)
    /// Something that must be unique exists already.
    case repeated(String)
    /// An unknown command; carries the existing ones and the nearest.
    case unknownCommand(String, known: [String], nearest: String?)
    case badKey(String)
    /// The key belongs to another command.
    case takenKey(String, by: String)
    /// Another entry of the table has the same command.
    case repeatedCommand(String)
    /// Neither the command that quits nor the palette would have a key.
    case noWayOut
    case badUUID(String)
    case badURL(URLProblem)
    case emptyText
    case emptyList
    /// A secret needs exactly one way; carries those found.
    case secretWays(found: [String])
    /// A file that others can read contains a secret; carries its mode.
    case literalSecret(mode: UInt16)
    /// The certificate file cannot be used; carries its path and the reason.
    case unusableCertificates(String, reason: String)
    /// The text is no colour; carries the nearest name.
    case badColour(String, nearest: String?)
    /// An unknown theme; carries the existing ones.
    case unknownTheme(String, known: [String], nearest: String?)
    /// The theme cannot be read; carries the reason.
    case unreadableTheme(String, reason: String)
    /// A theme inherits from itself; carries the chain.
    case inheritanceLoop([String])
}

/// Why a key is required.
package enum MissingReason: Hashable, Sendable {
    case always
    /// Another key's value requires it.
    case because(key: String, value: String)
    /// Another present key is useless without it.
    case together(with: String)
    /// It or an alternative is required.
    case unless(key: String)
}

/// The kind of value of a key.
package enum Expectation: Hashable, Sendable {
    case text
    /// A whole number of at least 1.
    case positiveInteger
    case boolean
    /// A duration such as `"15s"`.
    case duration
    /// A size such as `"500MB"`.
    case size
    case textList
    /// One text, or a list of them.
    case textOrList
    case table
    /// A list of tables; carries the key above each.
    case tableList(String)
    case uuid
    case url
    case path
    /// A table that names a secret.
    case secret
    case oneOf([String])
    case colour
    /// A theme's style for a scope.
    case scope

    /// Whether a value of a kind may be meant for the key, right or wrong.
    func suits(_ kind: ValueKind) -> Bool {
        switch self {
        case .text, .positiveInteger, .boolean, .duration, .size, .uuid, .url, .path, .oneOf,
            .colour:
            kind != .list && kind != .table
        case .textList, .textOrList: kind == .list || kind == .text
        case .table: kind == .table
        case .tableList: kind == .list || kind == .table
        case .secret, .scope: kind != .list
        }
    }
}

/// What is wrong with an address. No case carries all of it, which may contain a secret.
package enum URLProblem: Error, Hashable, Sendable {
    case malformed
    case withoutScheme
    case withoutHost
    /// The port is not a number from 1 to 65,535.
    case port
    /// The scheme is neither https nor http.
    case scheme(String)
    /// Plain http to another machine.
    case plainHTTP(host: String)
    /// It has a user name or a password.
    case userInfo
    case query
    case fragment
    /// An unknown `{word}`.
    case placeholder(String)
}

/// Why a configuration or a theme could not be read.
package enum ConfigurationError: Error, Hashable, Sendable {
    /// Neither `HOME` nor the variables that could replace it are set.
    case homeUnset
    case file(FileError)
    /// An unknown theme; carries the existing ones and the nearest.
    case unknownTheme(String, known: [String], nearest: String?)
    /// The file is readable but wrong: all mistakes in the file's order.
    case mistakes([ConfigMistake])
}

extension OpenedFile {
    /// Reads a settings file of at most a mebibyte.
    /// - Throws: `file`.
    init(settingsAt path: String) throws(ConfigurationError) {
        do throws(FileError) {
            try self.init(at: path)
        } catch {
            throw .file(error)
        }
    }
}

/// A mistake at a position of a TOML text.
struct TOMLFault: Error {
    let problem: ConfigProblem
    let position: FilePosition
}
