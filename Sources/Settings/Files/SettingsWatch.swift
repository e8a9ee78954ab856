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
