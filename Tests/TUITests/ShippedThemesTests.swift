import Foundation
import Settings
import TUI
import Testing
import Themes

struct ShippedThemesTests {
    static let names = EmbeddedThemes.sources.keys.sorted()

    @Test func `the folder and the binary hold the same themes`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../themes").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".toml") }
        #expect(files.sorted() == Self.names.map { $0 + ".toml" })
        for (name, bytes) in EmbeddedThemes.sources {
            let file = folder.appendingPathComponent(name + ".toml")
            #expect(try Array(Data(contentsOf: file)) == bytes)
        }
    }

    @Test(arguments: names)
    func `a theme is named like its file and styles every role`(name: String) throws {
        let theme = try theme(name)
        #expect(theme.name == name)
        #expect(Set(theme.scopes.keys) == Set(Self.roles))
        #expect(theme.appearance == (name == "daylight" ? .light : .dark))
    }

    @Test(arguments: names)
    func `text stands out from what is behind it`(name: String) throws {
        let theme = try theme(name)
        for (role, style) in theme.scopes {
            let foreground = try #require(Shade(style.foreground), "\(role)")
            let background = try #require(
                Shade(style.background ?? theme.scopes["background"]?.background), "\(role)")
            let least = Self.decoration.contains(role) ? 1.3 : Self.faint.contains(role) ? 3 : 4.5
            #expect(foreground.contrast(to: background) >= least, "\(role)")
        }
    }

    @Test(arguments: names)
    func `statuses stay readable on a selected row`(name: String) throws {
        let theme = try theme(name)
        let selected = try #require(Shade(theme.scopes["table.row.selected"]?.background))
        for role in Self.roles where role.hasPrefix("status.") || role.hasPrefix("bar") {
            let foreground = try #require(Shade(theme.scopes[role]?.foreground))
            #expect(foreground.contrast(to: selected) >= 3, "\(role)")
        }
    }

    @Test(arguments: names)
    func `failures, warnings and successes differ in lightness`(name: String) throws {
        let theme = try theme(name)
        let shades = try ["failed", "warning", "succeeded"].map {
            try #require(Shade(theme.scopes["status." + $0]?.foreground)).lightness
        }.sorted()
        #expect(shades[1] - shades[0] >= 6)
        #expect(shades[2] - shades[1] >= 6)
    }

    private func theme(_ name: String) throws -> ThemeDefinition {
        try ThemeLibrary(embedded: EmbeddedThemes.sources, folder: nil).theme(named: name)
    }

    /// What separates and is not read.
    private static let decoration: Set = ["table.separator", "scrollbar"]
    /// What is read second.
    private static let faint: Set = ["prompt.ghost", "json.punctuation", "status.skipped"]

    private static let roles = Role.allCases.map(\.rawValue)
}

/// A colour as the eye takes it.
private struct Shade {
    /// The relative luminance of WCAG 2, from 0 to 1.
    let luminance: Double

    init?(_ colour: ThemeColor?) {
        guard case .rgb(let red, let green, let blue) = colour else { return nil }
        func linear(_ part: UInt8) -> Double {
            let value = Double(part) / 255
            return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The lightness of CIE L*, from 0 to 100.
    var lightness: Double {
        luminance > 0.008856 ? 116 * cbrt(luminance) - 16 : 903.3 * luminance
    }

    /// The contrast of WCAG 2, from 1 to 21.
    func contrast(to other: Shade) -> Double {
        let lighter = max(luminance, other.luminance)
        let darker = min(luminance, other.luminance)
        return (lighter + 0.05) / (darker + 0.05)
    }
}
