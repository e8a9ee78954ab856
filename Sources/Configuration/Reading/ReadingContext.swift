import Runs

/// What a file's values are read against: where its keys stand, and the paths around it.
struct ReadingContext: Hashable, Sendable {
    /// The file's path, as the user named it.
    let file: String
    /// Where each key stands.
    let positions: [EntryPath: FilePosition]
    /// The user's home folder, for a leading `~`; nil where none is known.
    let home: String?
    /// The file's mode, for secrets written out in it.
    let mode: UInt16
    /// Whose mistakes are found.
    var subject: MistakeSubject = .file
    /// The kinds of provider that a source may name.
    var providers: [ProviderDescription] = []
    /// Whether a secret may be written out here whatever the file's mode.
    var staysOnThisMachine = false

    /// Tells whether a secret may be written out in the file.
    var takesLiteralSecrets: Bool { mode & 0o077 == 0 || staysOnThisMachine }

    /// Makes a path absolute: `~` is the home folder, other paths start at the file's folder.
    func resolvedPath(_ path: String) -> String {
        if path == "~" || path.hasPrefix("~/"), let home {
            return home + path.dropFirst()
        }
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    /// Puts a mistake together that was found at a path, or at its nearest known parent.
    func mistake(_ problem: ConfigProblem, at path: EntryPath) -> ConfigMistake {
        var place = path
        while positions[place] == nil, !place.steps.isEmpty { place = place.parent }
        return ConfigMistake(
            file: file, position: positions[place], subject: subject, path: path, problem: problem)
    }
}
