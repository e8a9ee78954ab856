package import OperatingSystem

/// One thing that is wrong in a file of settings, as data; `describe(_:)` words it.
package struct ConfigMistake: Hashable, Sendable {
    /// The file's path, as the user named it.
    package let file: String
    /// Where in the file, nil where the file as a whole is meant.
    package let position: FilePosition?
    /// What part of the file it is about.
    package let subject: MistakeSubject
    /// The entry that is wrong, from the file's top; of a missing or unknown key, that key.
    package let path: EntryPath
    /// What is wrong.
    package let problem: ConfigProblem

    /// Puts a mistake together.
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

/// What part of a file a mistake is about.
package enum MistakeSubject: Hashable, Sendable {
    /// The file itself.
    case file
    /// The source of this name.
    case source(String)
    /// A source without a usable name, by its position in the file, from 1.
    case unnamedSource(Int)
}

/// What can be wrong in a file of settings. No case carries a secret's text.
package enum ConfigProblem: Hashable, Sendable {
    /// The bytes are no UTF-8.
    case notUTF8
    /// The bytes are UTF-16.
    case utf16
    /// The text holds a null character, plain or escaped.
    case nullCharacter
    /// The text is no TOML.
    case syntax(TOMLProblem)
    /// Tables or lists stand in one another deeper than any setting does.
    case nestedTooDeeply
    /// No such key; carries those that there are where they are few, and the nearest.
    case unknownKey(String, known: [String] = [], nearest: String?)
    /// Two keys that exclude each other are both there; carries the one to keep.
    case excluded(String, by: String)
    /// A key that must be there is not.
    case missingKey(String, reason: MissingReason)
    /// Another kind of value is expected.
    case wrongType(found: ValueKind, expected: Expectation)
    /// The number is below 1.
    case tooSmall(Int)
    /// The text is no identifier of letters, digits, `_` and `-`.
    case badIdentifier(String)
    /// The text is no duration.
    case badDuration(String)
    /// The duration, as it is written, is shorter than allowed.
    case tooShort(String, minimum: Duration)
    /// The text is no size, or one that is too small for a history.
    case badSize(String)
    /// The text cannot name a source.
    case badSourceName(String)
    /// Another source has the name already; carries the line of the first.
    case duplicateSource(String, firstLine: Int?)
    /// The word is none of those that are known; carries the nearest.
    case unknownWord(String, known: [String], nearest: String?)
    /// No such time zone; carries the nearest.
    case unknownTimeZone(String, nearest: String?)
    /// The filter cannot be read; carries what is wrong with it, and the column in it.
    case badFilter(String, column: Int)
    /// What only one may have or be is there already.
    case repeated(String)
    /// No command of this name; carries those that there are, and the nearest.
    case unknownCommand(String, known: [String], nearest: String?)
    /// No key is written so.
    case badKey(String)
    /// The key belongs to another command already.
    case takenKey(String, by: String)
    /// Another key of the table is for the same command.
    case repeatedCommand(String)
    /// Neither the command that leaves the program nor the palette would have a key.
    case noWayOut
    /// The text is no UUID.
    case badUUID(String)
    /// The address cannot be used.
    case badURL(URLProblem)
    /// The text is empty.
    case emptyText
    /// The list is empty.
    case emptyList
    /// A secret must be named in exactly one way; carries the ways that were found.
    case secretWays(found: [String])
    /// A secret is written out in a file that others can read; carries the file's mode.
    case literalSecret(mode: UInt16)
    /// The file of certificates cannot be used; carries its path and the reason.
    case unusableCertificates(String, reason: String)
    /// The text is no colour; carries the nearest name.
    case badColour(String, nearest: String?)
    /// No theme of this name; carries those that there are.
    case unknownTheme(String, known: [String], nearest: String?)
    /// The theme cannot be read; carries the reason.
    case unreadableTheme(String, reason: String)
    /// A theme inherits from itself; carries the chain.
    case inheritanceLoop([String])
}

/// Why a key must be there.
package enum MissingReason: Hashable, Sendable {
    /// It always must.
    case always
    /// Another key's value asks for it.
    case because(key: String, value: String)
    /// Another key, which is there, is of no use without it.
    case together(with: String)
    /// It, or another key in its place, must be there.
    case unless(key: String)
}

/// What a key takes.
package enum Expectation: Hashable, Sendable {
    /// A text.
    case text
    /// A whole number of at least 1.
    case positiveInteger
    /// `true` or `false`.
    case boolean
    /// A duration such as `"15s"`.
    case duration
    /// A size such as `"500MB"`.
    case size
    /// A list of texts.
    case textList
    /// One text, or a list of them.
    case textOrList
    /// A table.
    case table
    /// A list of tables; carries the key that each is written under.
    case tableList(String)
    /// A UUID.
    case uuid
    /// An address.
    case url
    /// A file's path.
    case path
    /// A table that names a secret.
    case secret
    /// One of these words.
    case oneOf([String])
    /// A colour of a theme.
    case colour
    /// A theme's style for a role.
    case scope

    /// Tells whether a value of a kind may be meant for the key, right or wrong.
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

/// What is wrong with an address. No case carries the whole of it, which may hold
/// a secret by mistake.
package enum URLProblem: Error, Hashable, Sendable {
    /// It cannot be read as an address.
    case malformed
    /// It does not say how the host is spoken to.
    case withoutScheme
    /// It names no host.
    case withoutHost
    /// The port is no number from 1 to 65,535.
    case port
    /// The scheme is neither https nor http.
    case scheme(String)
    /// Plain http to another machine.
    case plainHTTP(host: String)
    /// It carries a user name or a password.
    case userInfo
    /// It carries a query.
    case query
    /// It carries a fragment.
    case fragment
    /// A `{word}` that stands for nothing.
    case placeholder(String)
}

/// Why a configuration or a theme could not be read.
package enum ConfigurationError: Error, Hashable, Sendable {
    /// Neither `HOME` nor the variables that would do without it are set.
    case homeUnset
    /// A file could not be read or written.
    case file(FileError)
    /// There is no theme of this name; carries those that there are, and the nearest.
    case unknownTheme(String, known: [String], nearest: String?)
    /// The file can be read and is wrong: every mistake in it, in the file's order.
    case mistakes([ConfigMistake])
}

extension OpenedFile {
    /// Reads a file of settings, of at most a mebibyte.
    ///
    /// - Throws: `file`.
    init(settingsAt path: String) throws(ConfigurationError) {
        do throws(FileError) {
            try self.init(at: path)
        } catch {
            throw .file(error)
        }
    }
}
