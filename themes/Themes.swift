/// The theme files that travel inside the binary.
package enum EmbeddedThemes {
    /// The text of each theme file, by theme name.
    package static let sources: [String: [UInt8]] = [
        "midnight": PackageResources.midnight_toml,
        "daylight": PackageResources.daylight_toml,
    ]
}
