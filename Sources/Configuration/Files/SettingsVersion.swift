import Foundation
package import OperatingSystem

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

/// Decides when settings are to be read again, from looks at their files: a value without a clock
/// of its own.
///
/// Editors save in several steps: what changed is read once two looks in a row see the same.
package struct SettingsWatch: Hashable, Sendable {
    private var read: SettingsVersion
    private var seen: SettingsVersion?

    /// What follows from a look.
    package enum Verdict: Hashable, Sendable {
        /// Nothing is to be done.
        case same
        /// Something is being changed: another look is due soon.
        case settling
        /// These are to be read again.
        case changed(Set<Part>)
    }

    /// What can change by itself.
    package enum Part: Hashable, Sendable {
        case config
        case themes
    }

    /// Begins with what was read.
    package init(read: SettingsVersion) { self.read = read }

    /// Takes in what a look saw.
    package mutating func sees(_ stamp: SettingsVersion) -> Verdict {
        guard stamp != read else {
            seen = nil
            return .same
        }
        guard stamp == seen else {
            seen = stamp
            return .settling
        }
        var parts: Set<Part> = []
        if stamp.config != read.config { parts.insert(.config) }
        if stamp.themes != read.themes { parts.insert(.themes) }
        read = stamp
        seen = nil
        return .changed(parts)
    }
}
