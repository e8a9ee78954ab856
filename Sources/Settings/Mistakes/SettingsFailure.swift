/// Why settings could not be read or written.
package enum SettingsFailure: Error, Hashable, Sendable {
    /// Neither `HOME` nor the variables that would do without it are set.
    case homeUnset
    /// There is no such file.
    case fileMissing(path: String)
    /// The file is there and cannot be read; carries the system's reason.
    case fileUnreadable(path: String, reason: String)
    /// There is such a file already, and it is not replaced.
    case fileExists(path: String)
    /// The file cannot be made; carries the system's reason.
    case fileUnwritable(path: String, reason: String)
    /// There is no theme of this name; carries those that there are, and the nearest.
    case unknownTheme(String, known: [String], nearest: String?)
    /// The file can be read and is wrong: every mistake in it, in the file's order.
    case mistakes([ConfigMistake])
}
