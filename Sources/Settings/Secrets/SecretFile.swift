import Foundation
import Runs

/// Reads a secret's file, if it is a file that only its owner can read, and the owner is the user
/// or the system's administrator.
func secretFileBytes(_ path: String) throws(SecretFailure) -> [UInt8] {
    let file = try OpenedFile(
        path, limit: SecretReader.largest,
        accepts: { (mode, owner) throws(SecretFailure) in
            guard owner == geteuid() || owner == 0 else { throw .fileOfSomebodyElse(path: path) }
            guard mode & 0o077 == 0 else { throw .fileExposed(path: path) }
        }, wording: { fault in failure(for: fault, at: path) })
    return file.bytes
}

private func failure(for fault: OpenedFile.Fault, at path: String) -> SecretFailure {
    switch fault {
    case .missing, .danglingLink: .fileUnreadable(path: path, reason: systemReason(ENOENT))
    case .system(let number): .fileUnreadable(path: path, reason: systemReason(number))
    case .notARegularFile: .notARegularFile(path: path)
    case .tooLarge: .tooLarge(.file(path))
    }
}
