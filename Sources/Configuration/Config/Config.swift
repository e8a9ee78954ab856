/// What a user set: the values of a configuration file, checked.
package struct Config: Hashable, Sendable {
    /// The name of the theme; whether there is one is for the theme library to say.
    package var theme = "midnight"
    /// The zone that times are shown and read in.
    package var timeZone = TimeZoneChoice.local
    /// How often a source is polled while quiet, at least a second.
    package var interval = Duration.seconds(15)
    /// How far back a new source is read.
    package var backfill = Duration.seconds(24 * 3_600)
    /// How long history is kept.
    package var retention = Duration.seconds(90 * 24 * 3_600)
    /// How many bytes of history are kept.
    package var historySize = 1_000_000_000
    /// Whether the terminal's bell rings on new failures.
    package var bell = false
    /// Whether the mouse is asked for; where it is not, the terminal selects text as usual.
    package var mouse = false
    /// The views that are there from the first, in the file's order.
    package var views: [ViewSettings] = []
    /// The sources in the file's order, the disabled ones too.
    package var sources: [SourceSettings] = []
    /// The entries of `[keys]` in the file's order, for the table of key bindings to check.
    package var keys: [KeySetting] = []

    /// Takes the defaults, without a source.
    package init() {}
}

/// An entry of `[keys]`: a command's name, and the keys that shall do it.
package struct KeySetting: Hashable, Sendable {
    /// The command's name as written.
    package let command: String
    /// The keys as written.
    package let keys: [String]
    /// Where the entry stands.
    package let position: FilePosition?

    /// Puts an entry together.
    package init(command: String, keys: [String], position: FilePosition?) {
        self.command = command
        self.keys = keys
        self.position = position
    }
}
