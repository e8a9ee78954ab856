/// The theme files that travel inside the binary.
package enum EmbeddedThemes {
    /// The text of each theme file, by theme name.
    package static let sources: [String: [UInt8]] = [
        "contrast": PackageResources.contrast_toml,
        "daylight": PackageResources.daylight_toml,
        "distinct": PackageResources.distinct_toml,
        "dusk": PackageResources.dusk_toml,
        "ember": PackageResources.ember_toml,
        "midnight": PackageResources.midnight_toml,
        "moss": PackageResources.moss_toml,
        "noon": PackageResources.noon_toml,
        "sixteen": PackageResources.sixteen_toml,
    ]
}
