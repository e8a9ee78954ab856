import Foundation
import Runs
import Testing
import Themes
import TUI

@testable import Terminal
@testable import Commands

/// Whether every theme can be read on every kind of terminal, as xterm shows its colours.
struct ThemeLegibilityTests {
    static let names = EmbeddedThemes.sources.keys.sorted()
    static let depths: [ColorDepth] = [.direct, .palette256, .ansi16, .ansi8]

    private static let read: [Role] =
        RunStatus.allCases.map { Role($0) } + [
            .text, .textMuted, .tableRow, .tableHeader, .chipOK, .chipError, .chipWarning,
            .headerTitle, .footerKey, .footerLabel, .message, .messageError, .tabActive, .bar,
            .barFailed, .overlay, .overlayTitle, .prompt, .promptMistake, .timeline, .errorNew,
        ]

    @Test(arguments: names, depths)
    func `statuses and all that is read stand out, selected or not`(
        name: String, depth: ColorDepth
    ) throws {
        let theme = try theme(name).fitting(depth)
        let ground = Style(background: theme[.background].background)
        for role in Self.read {
            let plain = theme[role].over(ground)
            #expect(contrast(of: plain, depth) >= 2.9, "\(role)")
            let selected = theme.marking(plain, as: .tableRowSelected)
            #expect(contrast(of: selected, depth) >= 2.9, "\(role) selected")
        }
    }

    @Test(arguments: names, depths + [.monochrome])
    func `the selected row differs from others`(name: String, depth: ColorDepth) throws {
        let theme = try theme(name).fitting(depth)
        let plain = theme[.tableRow].over(Style(background: theme[.background].background))
        let before = ColorMatch.style(plain, depth: depth)
        let after = ColorMatch.style(theme.marking(plain, as: .tableRowSelected), depth: depth)
        #expect(
            before.background != after.background
                || after.attributes.contains(.reverse) != before.attributes.contains(.reverse))
    }

    @Test(arguments: names, [ColorDepth.ansi16, .ansi8])
    func `of few colours each outcome has its own on a dark ground`(
        name: String, depth: ColorDepth
    ) throws {
        let theme = try theme(name)
        let outcomes: [Role] = [.statusFailed, .statusWarning, .statusSucceeded, .statusRunning]
        let colours = outcomes.map { role in
            ColorMatch.style(Style(foreground: theme[role].foreground), depth: depth).foreground % 8
        }
        #expect(Set(colours).count == outcomes.count)
    }

    @Test(arguments: names)
    func `without colours attributes tell what went wrong from what went well`(
        name: String
    ) throws {
        let theme = try theme(name).fitting(.monochrome)
        #expect(theme[.statusFailed].attributes.contains(.bold))
        #expect(!theme[.statusSucceeded].attributes.contains(.bold))
        #expect(theme[.textMuted].attributes.contains(.dim))
    }

    private func theme(_ name: String) throws -> Theme {
        try TemporaryHome.with { home in
            try home.write("[[source]]\nname = \"a\"\nprovider = \"well\"\ntoken = \"x\"\n")
            return try home.composition().theme(named: name)
        }
    }

    /// The contrast of what is shown for a style.
    private func contrast(of style: Style, _ depth: ColorDepth) -> Double {
        let matched = ColorMatch.style(style, depth: depth)
        let isBright = depth == .ansi8 && matched.attributes.contains(.bold)
        let text = colour(matched.foreground, isBright: isBright, depth) ?? RGB.palette(7)
        let behind = colour(matched.background, isBright: false, depth) ?? RGB.palette(0)
        return text.contrast(to: behind)
    }

    private func colour(_ number: Int32, isBright: Bool, _ depth: ColorDepth) -> RGB? {
        guard number >= 0 else { return nil }
        if depth == .direct, number > 7 {
            return RGB(
                red: UInt8(number >> 16 & 255), green: UInt8(number >> 8 & 255),
                blue: UInt8(number & 255))
        }
        return RGB.palette(UInt8(number) + (isBright && number > 0 && number < 8 ? 8 : 0))
    }
}
