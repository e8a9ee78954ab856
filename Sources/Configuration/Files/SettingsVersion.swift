import Foundation
package import OperatingSystem

/// Identifies the state of a user's settings: the configuration and the own themes.
package struct SettingsVersion: Hashable, Sendable {
    /// The configuration; nil if there is none.
    package let config: FileVersion?
    /// The themes by file name.
    package let themes: [String: FileVersion]

    /// Reads the versions of the configuration and of the user's themes, if any.
    package init(config: String, themes folder: String) {
        self.config = FileVersion(of: config)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let stamps = files.filter { $0.hasSuffix(".toml") }.map {
            ($0, FileVersion(of: folder + "/" + $0))
        }
        themes = Dictionary(uniqueKeysWithValues: stamps).compactMapValues(\.self)
    }
}

/// Decides when to reload settings, without a clock of its own. Editors save in several steps, so a
/// change counts once two consecutive checks are equal.
package struct SettingsWatch: Hashable, Sendable {
    private var read: SettingsVersion
    private var seen: SettingsVersion?

    /// The result of a check.
    package enum Status: Hashable, Sendable {
        /// No change.
        case same
        /// A change is in progress: check again soon.
        case settling
        /// These must be reloaded.
        case changed(Set<Part>)
    }

    /// The parts that change independently.
    package enum Part: Hashable, Sendable {
        case config
        case themes
    }

    package init(read: SettingsVersion) { self.read = read }

    /// Records the result of a check.
    package mutating func check(_ stamp: SettingsVersion) -> Status {
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
