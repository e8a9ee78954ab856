import Providers
import Commands
import Foundation
import Runs
import UserConfiguration
import Terminal
import Testing
import Themes
import TUI

struct SetupTests {
    private struct Home {
        let path: String
        var environment: [String: String] { ["HOME": path] }
        var config: String { path + "/.config/synctop/config.toml" }

        static func with(_ body: (Home) throws -> Void) throws {
            let home = Home(
                path: NSTemporaryDirectory().trimmingSuffix("/") + "/home-" + UUID().uuidString)
            try FileManager.default.createDirectory(
                atPath: home.path, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: home.path) }
            try body(home)
        }
    }

    @Test func `the paths are told with whether each is there`() throws {
        try Home.with { home in
            _ = try FirstConfiguration.write(to: nil, environment: home.environment)
            let report = try PathReport(configFile: nil, environment: home.environment)
            let state = home.path + "/.local/state/synctop"
            #expect(
                report.lines == [
                    "config   exists      \(home.config)",
                    "history  missing     \(state)/history.sqlite",
                    "session  missing     \(state)/session.json",
                    "log      missing     \(state)/synctop.log",
                    "themes   missing     \(home.path)/.config/synctop/themes",
                ])
        }
    }

    @Test func `a file named on the command line is the config that is told`() throws {
        try Home.with { home in
            let report = try PathReport(
                configFile: "/nowhere/c.toml", environment: home.environment)
            #expect(report.lines.first == "config   missing     /nowhere/c.toml")
        }
    }

    @Test func `without a home folder the paths cannot be told`() {
        let error = #expect(throws: CommandError.self) {
            try PathReport(configFile: nil, environment: [:])
        }
        #expect(error?.status == .config)
    }

    @Test func `a first configuration is written once, and says what to do next`() throws {
        try Home.with { home in
            let lines = try FirstConfiguration.write(to: nil, environment: home.environment)
            #expect(lines.first == "wrote \(home.config)")
            #expect(lines.joined().contains("`synctop check`"))
            let written = try String(contentsOfFile: home.config, encoding: .utf8)
            #expect(written == Config.template(of: ProviderRegistry.descriptions))

            let error = #expect(throws: CommandError.self) {
                try FirstConfiguration.write(to: nil, environment: home.environment)
            }
            #expect(error?.status == .usage)
            #expect(error?.lines == ["\(home.config) is there already; it is never replaced"])
        }
    }

    @Test func `a folder that cannot be made is a complaint with the reason`() throws {
        try Home.with { home in
            let file = home.path + "/file"
            try Data().write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: CommandError.self) {
                try FirstConfiguration.write(
                    to: file + "/config.toml", environment: home.environment)
            }
            #expect(error?.status == .config)
            #expect(error?.lines.first?.hasSuffix("cannot be written: Not a directory") == true)
        }
    }

    @Test func `without colours themes are names, one a line`() throws {
        try Home.with { home in
            let themes = try ThemeSwatches(
                depth: .monochrome, glyphs: .unicode, environment: home.environment)
            #expect(themes.lines == EmbeddedThemes.sources.keys.sorted())
            #expect(themes.problems.isEmpty)
        }
    }

    @Test func `with colours each theme has a swatch in its own`() throws {
        try Home.with { home in
            let themes = try ThemeSwatches(
                depth: .palette256, glyphs: .ascii, environment: home.environment)
            try #require(themes.lines.count == EmbeddedThemes.sources.count)
            #expect(themes.lines[0].hasPrefix("contrast  \u{1B}["))
            for word in ["synctop", "+ succeeded", "> running", "! warning", "x failed"] {
                #expect(themes.lines.allSatisfy { $0.contains(word) })
            }
            #expect(Set(themes.lines.map { $0.dropFirst(8) }).count == themes.lines.count)
            #expect(themes.lines.allSatisfy { $0.hasSuffix("\u{1B}[0m") })
        }
    }

    @Test(arguments: [40, 80, 101, 200])
    func `a swatch keeps to the width of the terminal`(width: Int) throws {
        try Home.with { home in
            let themes = try ThemeSwatches(
                depth: .palette256, width: width, glyphs: .unicode,
                environment: home.environment)
            let lines = themes.lines.map { line in
                line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
            }
            #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= width })
            let count = EmbeddedThemes.sources.count
            #expect(lines.count == count || width < 101)
            #expect(lines.filter { $0.hasPrefix("midnight  ") }.count == 1)
            #expect(lines.filter { $0.contains(" selected ") }.count == count)
        }
    }

    @Test func `a theme that cannot be read is told, and the others shown`() throws {
        try Home.with { home in
            let folder = home.path + "/.config/synctop/themes"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data("name = 7".utf8).write(to: URL(fileURLWithPath: folder + "/odd.toml"))
            let themes = try ThemeSwatches(
                depth: .monochrome, glyphs: .unicode, environment: home.environment)
            #expect(themes.lines == EmbeddedThemes.sources.keys.sorted())
            #expect(themes.problems.contains { $0.contains("odd.toml:1") })
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
