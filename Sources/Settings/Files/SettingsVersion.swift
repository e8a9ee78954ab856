import Foundation

/// By what a file is known from what it was: a save changes it, whether it writes in place or
/// puts another file in its place.
package struct FileVersion: Hashable, Sendable {
    private let device: UInt64
    private let file: UInt64
    private let size: Int64
    private let mode: UInt32
    /// When the content changed last, in seconds and nanoseconds.
    private let content: [Int]
    /// When anything about it changed last, in seconds and nanoseconds.
    private let status: [Int]

    /// Looks at a file, or at the one that it links to; nil where there is none to look at.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        file = UInt64(status.st_ino)
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode)
        content = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
        self.status = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
    }
}

/// By what a user's settings are known from what they were: the configuration and the own themes.
package struct SettingsVersion: Hashable, Sendable {
    /// The configuration; nil where there is none.
    package let config: FileVersion?
    /// The themes by the names of their files.
    package let themes: [String: FileVersion]

    /// Looks at the files.
    ///
    /// - Parameters:
    ///   - config: The configuration file.
    ///   - folder: The folder of the user's themes; most users have none.
    package init(config: String, themes folder: String) {
        self.config = FileVersion(of: config)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let stamps = files.filter { $0.hasSuffix(".toml") }.map {
            ($0, FileVersion(of: folder + "/" + $0))
        }
        themes = Dictionary(uniqueKeysWithValues: stamps).compactMapValues(\.self)
    }
}
