import Foundation
import UserConfiguration
import Testing

/// When settings are to be read again, on real files.
struct SettingsWatchTests {
    private struct Folder {
        let path = NSTemporaryDirectory() + "watch-" + UUID().uuidString
        var config: String { path + "/config.toml" }
        var themes: String { path + "/themes" }
        var stamp: SettingsVersion { SettingsVersion(config: config, themes: themes) }

        func write(_ text: String, to name: String = "config.toml", atomically: Bool = false) throws
        {
            try FileManager.default.createDirectory(
                atPath: themes, withIntermediateDirectories: true)
            try text.write(
                toFile: path + "/" + name, atomically: atomically, encoding: .utf8)
        }
    }

    /// Two looks with nothing between them.
    private func looks(
        _ watch: inout SettingsWatch, _ folder: Folder
    ) -> [SettingsWatch.Status] {
        [watch.check(folder.stamp), watch.check(folder.stamp)]
    }

    private func with(_ body: (Folder, inout SettingsWatch) throws -> Void) throws {
        let folder = Folder()
        try folder.write("one")
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        var watch = SettingsWatch(read: folder.stamp)
        try body(folder, &watch)
    }

    @Test func `files that nobody touches are not read again`() throws {
        try with { folder, watch in
            #expect(looks(&watch, folder) == [.same, .same])
        }
    }

    @Test(arguments: [false, true])
    func `a save is seen, in place or by another file in its place, of the same length too`(
        atomically: Bool
    ) throws {
        try with { folder, watch in
            try folder.write("two", atomically: atomically)
            #expect(looks(&watch, folder) == [.settling, .changed([.config])])
            #expect(looks(&watch, folder) == [.same, .same])
        }
    }

    @Test func `a file that changes between two looks is not read yet`() throws {
        try with { folder, watch in
            try folder.write("")
            #expect(watch.check(folder.stamp) == .settling)
            try folder.write("three")
            #expect(watch.check(folder.stamp) == .settling)
            #expect(watch.check(folder.stamp) == .changed([.config]))
        }
    }

    @Test func `a file that is away for a moment only has changed once it is back`() throws {
        try with { folder, watch in
            try FileManager.default.moveItem(atPath: folder.config, toPath: folder.config + "~")
            #expect(watch.check(folder.stamp) == .settling)
            try folder.write("two")
            #expect(looks(&watch, folder) == [.settling, .changed([.config])])
        }
    }

    @Test func `a file that others may read by now has changed`() throws {
        try with { folder, watch in
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: folder.config)
            #expect(looks(&watch, folder) == [.settling, .changed([.config])])
        }
    }

    @Test func `what a link leads to is what is watched`() throws {
        try with { folder, watch in
            try FileManager.default.moveItem(
                atPath: folder.config, toPath: folder.path + "/real.toml")
            try FileManager.default.createSymbolicLink(
                atPath: folder.config, withDestinationPath: "real.toml")
            watch = SettingsWatch(read: folder.stamp)
            try folder.write("two", to: "real.toml")
            #expect(looks(&watch, folder) == [.settling, .changed([.config])])
        }
    }

    @Test func `themes that come, change and go are told apart from the configuration`() throws {
        try with { folder, watch in
            try folder.write("a", to: "themes/mine.toml")
            try folder.write("a", to: "themes/notes.txt")
            #expect(looks(&watch, folder) == [.settling, .changed([.themes])])
            try folder.write("b", to: "themes/mine.toml")
            #expect(looks(&watch, folder) == [.settling, .changed([.themes])])
            try FileManager.default.removeItem(atPath: folder.themes + "/mine.toml")
            try folder.write("two")
            #expect(looks(&watch, folder) == [.settling, .changed([.themes, .config])])
        }
    }

    @Test func `what is as it was read in between has to settle anew`() throws {
        try with { folder, _ in
            try folder.write("other", to: "other.toml")
            let (first, second) = (
                folder.stamp,
                SettingsVersion(config: folder.path + "/other.toml", themes: folder.themes)
            )
            var watch = SettingsWatch(read: first)
            let verdicts = [second, first, second, second, second, first, first].map {
                watch.check($0)
            }
            #expect(
                verdicts == [
                    .settling, .same, .settling, .changed([.config]), .same, .settling,
                    .changed([.config]),
                ])
        }
    }
}
