import Runs

/// The context of a file's values: the positions of its keys, and the paths around it.
struct ReadingContext: Hashable, Sendable {
    /// The file's path, as the user named it.
    let file: String
    let positions: [EntryPath: FilePosition]
    /// The user's home folder for a leading `~`; nil if unknown.
    let home: String?
    /// The file's mode, which decides whether it may contain secrets.
    let mode: UInt16
    /// The subject of mistakes.
    var subject: MistakeSubject = .file
    /// The kinds of provider that a source may name.
    var providers: [ProviderDescription] = []
    /// Whether secrets are allowed here whatever the file's mode.
    var isLoopback = false

    /// Whether the file may contain secrets.
    var allowsLiteralSecrets: Bool { mode & 0o077 == 0 || isLoopback }

    /// Makes a path absolute: `~` is the home folder, other paths start at the file's folder.
    func resolvedPath(_ path: String) -> String {
        if path == "~" || path.hasPrefix("~/"), let home {
            return home + path.dropFirst()
        }
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    /// Makes a mistake at a path, or at its nearest known parent.
    func mistake(_ problem: ConfigProblem, at path: EntryPath) -> ConfigMistake {
        var place = path
        while positions[place] == nil, !place.steps.isEmpty { place = place.parent }
        return ConfigMistake(
            file: file, position: positions[place], subject: subject, path: path, problem: problem)
    }
}
