import Foundation

/// A folder of a test's own, which is removed with all that is in it.
package struct TemporaryFolder {
    /// Its path.
    package let path: String

    /// Lends a new folder.
    package static func with<Value>(
        _ body: (TemporaryFolder) async throws -> Value
    ) async throws -> Value {
        let folder = TemporaryFolder(
            path: NSTemporaryDirectory() + "/synctop-tests-" + UUID().uuidString)
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return try await body(folder)
    }

    /// Writes a file with a mode, and hands back its path.
    package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}
