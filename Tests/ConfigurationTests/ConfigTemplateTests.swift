import Foundation
import Providers
import Runs
@testable import UserConfiguration
import TestSupport
import Testing

@testable import OperatingSystem

struct ConfigTemplateTests {
    /// The template with the `#` taken away from its settings.
    private func settings(keep: (String) -> Bool) -> String {
        Config.template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isSetting = line.hasPrefix("#") && line.dropFirst().first.map { $0 != " " } ?? false
            return isSetting && keep(String(line)) ? String(line.dropFirst()) : String(line)
        }.joined(separator: "\n")
    }

    private func parse(_ text: String) throws -> Config {
        try Config.parse(Array(text.utf8), file: "config.toml", mode: 0o600, home: "/home/ada")
    }

    @Test func `as written it says nothing`() throws {
        let config = try parse(Config.template)
        #expect(config == Config())
    }

    @Test func `with the optional settings left out it has a valid source of every provider`()
        throws
    {
        let config = try parse(settings { !$0.contains("# optional: ") })
        #expect(config.sources.map(\.provider) == ProviderRegistry.descriptions.map(\.kind))
        #expect(
            config.sources.map(\.name.text) == ProviderRegistry.descriptions.map(\.kind.rawValue))
        #expect(config.sources.allSatisfy { $0.isEnabled && !$0.secrets.isEmpty })
    }

    @Test func `with every setting uncommented it is valid as a whole`() throws {
        let config = try parse(settings { _ in true })
        #expect(config.sources.map(\.provider) == ProviderRegistry.descriptions.map(\.kind))
        #expect(!config.sources.contains { $0.secrets.isEmpty })
    }

    @Test func `its settings at the top are the defaults`() throws {
        let config = try parse(settings { !$0.contains("# optional: ") })
        let defaults = Config()
        #expect(config.theme == defaults.theme)
        #expect(config.timeZone == defaults.timeZone)
        #expect(config.interval == defaults.interval)
        #expect(config.backfill == defaults.backfill)
        #expect(config.retention == defaults.retention)
        #expect(config.bell == defaults.bell)
    }

    @Test(arguments: ProviderRegistry.descriptions)
    func `every key of a provider is in its block`(
        provider: ProviderDescription
    ) throws {
        let parts = Config.template.components(
            separatedBy: "# A source at \(provider.kind.rawValue):\n")
        let block = try #require(parts.dropFirst().first?.components(separatedBy: "\n\n").first)
        for row in provider.keyTable {
            #expect(block.contains("\n#\(row.name) ") || block.contains("\n# \(row.name) "))
            #expect(block.contains("# \(row.help)") || block.contains("# optional: \(row.help)"))
        }
    }

    @Test func `every key that all sources take is explained`() {
        for row in SourceSettings.keyTable where row.name != "name" && row.name != "provider" {
            #expect(Config.template.contains("#   \(row.name) "))
        }
    }
}

struct PrivateFileTests {
    @Test(arguments: [
        ("x", ""), (".", ""), ("..", ""), (" ", ""), ("é", ""), ("x/", ""), ("./", ""), ("/", "/"),
        ("//", "/"), ("/x", "/"), ("//x", "/"), ("/x/", "/"), ("./x", "."), ("x/y", "x"),
        ("x//y//", "x"), ("/a/b/c", "/a/b"), ("xy", ""), ("", ""),
    ])
    func `every path has a folder`(path: String, folder: String) {
        #expect(PrivateFile.folder(of: path) == folder)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func `a file is made with its folders, for its owner alone`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/a/b/config.toml"
            try PrivateFile.create("theme = \"é\"\n", at: path)
            let modes = [
                try mode(path), try mode(folder.path + "/a"), try mode(folder.path + "/a/b"),
            ]
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "theme = \"é\"\n")
            #expect(modes == [0o600, 0o700, 0o700])
        }
    }

    @Test func `what is there is never replaced`() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("mine", to: "config.toml", mode: 0o644)
            #expect(throws: FileError.exists(path: path)) {
                try PrivateFile.create("theirs", at: path)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
            #expect(try mode(path) == 0o644)
        }
    }

    @Test func `a link to nowhere is not followed`() async throws {
        try await TemporaryFolder.with { folder in
            let (link, target) = (folder.path + "/config.toml", folder.path + "/target")
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: target)
            #expect(throws: FileError.exists(path: link)) {
                try PrivateFile.create("text", at: link)
            }
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }

    @Test func `a folder that is a file is told with the system's reason`() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write("", to: "file")
            #expect {
                try PrivateFile.create("text", at: file + "/config.toml")
            } throws: { error in
                guard case .unwritable(_, let reason)? = error as? FileError else {
                    return false
                }
                return reason == "Not a directory"
            }
        }
    }
}
