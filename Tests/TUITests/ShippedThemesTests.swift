import Foundation
import UserConfiguration
import Testing
import Themes
import TUI

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
        #expect((theme.appearance == .light) == ["daylight", "noon"].contains(name))
    }

    @Test func `there are at least eight, with a light and a plain one`() {
        #expect(Self.names.count >= 8)
        #expect(Set(["contrast", "distinct", "daylight", "sixteen"]).isSubset(of: Self.names))
    }

    @Test(arguments: names)
    func `text stands out from what is behind it`(name: String) throws {
        let theme = try theme(name)
        for (role, style) in theme.scopes {
            let foreground = try #require(
                Shade(style.foreground, textByDefault: true), "\(role)")
            let background = try #require(
                Shade(style.background ?? theme.scopes["background"]?.background), "\(role)")
            let usual = ["contrast", "noon"].contains(name) ? 7.0 : 4.5
            let least =
                Self.decoration.contains(role) ? 1.3 : Self.faint.contains(role) ? 3 : usual
            #expect(foreground.contrast(to: background) >= least, "\(role)")
        }
    }

    @Test(arguments: names)
    func `statuses stay readable on a selected row`(name: String) throws {
        let theme = try theme(name)
        let row = try #require(theme.scopes["table.row.selected"])
        // Where it is shown in reverse, the colours of the row are its own.
        guard !row.modifiers.contains(.reverse) else { return }
        let selected = try #require(Shade(row.background))
        for role in Self.roles where role.hasPrefix("status.") || role.hasPrefix("bar") {
            let foreground = try #require(Shade(theme.scopes[role]?.foreground))
            #expect(foreground.contrast(to: selected) >= 3, "\(role)")
        }
    }

    @Test(arguments: [ColourVision.usual, .protan, .deutan, .tritan])
    func `what went wrong and what went well differ for every kind of colour vision`(
        vision: ColourVision
    ) throws {
        let theme = try theme("distinct")
        let statuses = try ["failed", "warning", "succeeded", "running"].map {
            try #require(Shade(theme.scopes["status." + $0]?.foreground))
        }
        for (place, one) in statuses.enumerated() {
            for other in statuses.dropFirst(place + 1) {
                #expect(one.difference(from: other, for: vision) >= 18)
            }
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
    private static let faint: Set = [
        "prompt.ghost", "json.punctuation", "status.skipped",
    ]

    /// A role that a theme may leave as it falls back.
    private static let roles = Role.allCases.filter { $0 != .statusFailedRow }.map(\.rawValue)
}

/// A kind of colour vision.
enum ColourVision: CaseIterable {
    case usual
    case protan
    case deutan
    case tritan

    /// What is left of linear red, green and blue (Machado, Oliveira and Fernandes 2009).
    fileprivate var matrix: [[Double]] {
        switch self {
        case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .protan:
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ]
        case .deutan:
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ]
        case .tritan:
            [
                [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ]
        }
    }
}

/// A colour as the eye takes it.
private struct Shade {
    /// Red, green and blue as light, each from 0 to 1.
    let light: [Double]

    init?(_ colour: ThemeColor?) {
        switch colour {
        case .rgb(let red, let green, let blue): self.init([red, green, blue])
        case .ansi(let number): self.init(Self.named[Int(number)])
        case .terminalDefault: self.init([0, 0, 0])
        case .palette, nil: return nil
        }
    }

    init?(_ colour: ThemeColor?, textByDefault: Bool) {
        guard textByDefault, colour == .terminalDefault else {
            self.init(colour)
            return
        }
        self.init([229, 229, 229])
    }

    private init(_ parts: [UInt8]) {
        light = parts.map { part in
            let value = Double(part) / 255
            return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
    }

    /// The 16 colours as xterm has them.
    private static let named: [[UInt8]] = [
        [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205],
        [0, 205, 205], [229, 229, 229], [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0],
        [92, 92, 255], [255, 0, 255], [0, 255, 255], [255, 255, 255],
    ]

    /// The relative luminance of WCAG 2, from 0 to 1.
    var luminance: Double { 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] }

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

    /// The distance in CIE Lab (1976).
    func difference(from other: Shade, for vision: ColourVision) -> Double {
        let parts = zip(lab(for: vision), other.lab(for: vision)).map { $0 - $1 }
        return sqrt(parts.reduce(0) { $0 + $1 * $1 })
    }

    private func lab(for vision: ColourVision) -> [Double] {
        let seen = vision.matrix.map { row in
            min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }))
        }
        func root(_ value: Double) -> Double {
            value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
        }
        let x = root((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047)
        let y = root(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2])
        let z = root((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883)
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }
}
