import OperatingSystem
import Foundation
import Runs

/// Reads a secret's file, if only its owner can read it, and the owner is the user or root.
/// - Throws: Why it cannot be read, with the place where the configuration names it.
func secretFileBytes(
    _ path: String, named place: SecretPlace?
) throws(SecretFailure) -> [UInt8] {
    let file = try OpenedFile(
        path, limit: SecretReader.largest,
        accepts: { (mode, owner) throws(SecretFailure) in
            guard owner == geteuid() || owner == 0 else { throw .fileOfSomebodyElse(path: path) }
            guard mode & 0o077 == 0 else { throw .fileExposed(path: path) }
        }, wording: { fault in failure(for: fault, at: path, named: place) })
    return file.bytes
}

private func failure(
    for fault: OpenedFile.Fault, at path: String, named place: SecretPlace?
) -> SecretFailure {
    switch fault {
    case .missing, .danglingLink: .fileUnreadable(place, reason: systemReason(ENOENT))
    case .system(let number): .fileUnreadable(place, reason: systemReason(number))
    case .notARegularFile: .notARegularFile(path: path)
    case .tooLarge: .tooLarge(.file(path))
    }
}
