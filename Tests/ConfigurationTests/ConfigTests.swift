import Foundation
import Runs
import UserConfiguration
import TestSupport
import OperatingSystem
import Testing

struct ConfigTests {
    @Test func `an empty file takes every default`() throws {
        let config = try parse("")
        #expect(config == Config())
        #expect(config.theme == "midnight")
        #expect(config.timeZone == .local)
        #expect(config.interval == .seconds(15))
        #expect(config.backfill == .seconds(86_400))
        #expect(config.retention == .seconds(90 * 86_400))
        #expect(config.sources.isEmpty)
    }

    @Test func `the documented configuration reads into its values`() throws {
        let config = try parse(documented)
        #expect(config.theme == "daylight")
        #expect(config.timeZone == .named("Europe/Paris"))
        #expect(config.interval == .seconds(30))
        #expect(config.backfill == .seconds(48 * 3_600))
        #expect(config.retention == .seconds(30 * 86_400))
        try #require(config.sources.count == 2)

        let well = config.sources[0]
        #expect(well.name == SourceName("well-prod"))
        #expect(well.provider == .well)
        #expect(well.baseURL.absoluteString == "https://api.wellapp.ai")
        #expect(well.isEnabled)
        #expect(well.interval == nil)
        #expect(well.secrets == ["token": .environment("WELL_API_TOKEN")])
        #expect(
            well.options.values == ["workspace": .text("00000000-0000-4000-8000-000000000000")])

        let polytomic = config.sources[1]
        #expect(polytomic.provider == .polytomic)
        #expect(polytomic.baseURL.absoluteString == "https://polytomic.example.com/eu")
        #expect(polytomic.interval == .milliseconds(1_500))
        #expect(polytomic.backfill == .seconds(5_400))
        #expect(!polytomic.isEnabled)
        #expect(polytomic.caFile == "/home/ada/.config/synctop/ca.pem")
        #expect(polytomic.webLink?.template == "https://example.com/{pipeline}?run={run}")
        #expect(polytomic.secrets == ["token": .command(["op", "read", "op://ops/key"])])
        #expect(
            polytomic.options.values
                == ["auth": .text("basic"), "organization": .text("248df4b7")])
    }

    @Test func `elastic-path takes a region and a client, or an address and a token`() throws {
        let head = "[[source]]\nname = \"shop\"\nprovider = \"elastic-path\"\n"
        let client = "client-id = { env = \"I\" }\nclient-secret = { env = \"S\" }\n"
        let config = try parse(head + "region = \"euwest\"\n" + client)
        let source = try #require(config.sources.first)
        #expect(source.baseURL.absoluteString == "https://euwest.api.elasticpath.com")
        #expect(
            source.secrets == ["client-id": .environment("I"), "client-secret": .environment("S")])

        let address = "base-url = \"https://ep.example.com\"\ntoken = { env = \"T\" }\n"
        let other = try parse(head + address).sources.first
        #expect(other?.secrets == ["token": .environment("T")])
        for wrong in [
            client, "region = \"useast\"\nclient-id = { env = \"I\" }\n", address + client,
        ] {
            #expect(throws: ConfigurationError.self) { try parse(head + wrong) }
        }
    }

    @Test func `leadlex takes a list of workflows, and all where it has none`() throws {
        let all = try parse(source("leadlex")).sources.first
        #expect(
            all?.baseURL.absoluteString == "https://data.leadlex.com/functions/v1/api-gateway")
        let listed = try parse(source("leadlex") + "\nworkflows = [\"wf_01HY1\"]\n").sources.first
        let options = [all, listed].map { $0?.options.namedPipelines }
        #expect(options == [[], ["wf_01HY1"]])
    }

    @Test func `polytomic sends its key as a bearer unless told otherwise`() throws {
        let config = try parse(source("polytomic"))
        #expect(config.sources.first?.baseURL.absoluteString == "https://app.polytomic.com")
        #expect(config.sources.first?.options.values == [:])
    }

    @Test func `supermetrics reads a team's connectors, all of them or those listed`() throws {
        let start =
            "[[source]]\nname = \"a\"\nprovider = \"supermetrics\"\n"
            + "token = { env = \"K\" }\nteam = 936506\n"
        for (line, connectors) in [
            ("", []), ("connectors = []", []), ("connectors = [\"T3S70\"]", ["T3S70"]),
        ] {
            let source = try parse(start + line).sources.first
            #expect(source?.baseURL.absoluteString == "https://api.supermetrics.com")
            #expect(source?.secrets == ["token": .environment("K")])
            #expect(source?.options.values.integer("team") == 936_506)
            #expect(source?.options.namedPipelines == connectors)
        }
    }

    @Test(arguments: [
        ("token = { env = \"KEY\" }", SecretReference.environment("KEY")),
        ("token = { file = \"~/.secrets/key\" }", .file("/home/ada/.secrets/key")),
        ("token = { file = \"keys/well\" }", .file("/home/ada/.config/synctop/keys/well")),
        ("token = { file = \"/run/key\" }", .file("/run/key")),
        ("token.command = [\"pass\", \"well\"]", .command(["pass", "well"])),
        ("token = \"wk_1\"", .literal(Secret("wk_1"))),
    ])
    func `a secret is named in any of its ways`(line: String, reference: SecretReference) throws {
        let config = try parse("[[source]]\nname = \"a\"\nprovider = \"well\"\n\(line)\n")
        #expect(config.sources.first?.secrets == ["token": reference])
    }

    @Test(arguments: [
        "http://127.0.0.1:8080", "http://localhost:1/x", "http://[::1]:9", "http://127.8.9.10",
    ])
    func `plain http and a literal secret are taken on this machine`(address: String) throws {
        let text = """
            [[source]]
            name = "a"
            provider = "well"
            base-url = "\(address)/"
            token = "demo"
            """
        let config = try parse(text, mode: 0o644)
        #expect(config.sources.first?.baseURL.absoluteString == address)
    }

    @Test func `key settings keep their order and their places`() throws {
        let config = try parse("[keys]\nquit = \"Q\"\n\"next-failure\" = [\"n\", \"ctrl-n\"]\n")
        #expect(
            config.keys == [
                KeySetting(
                    command: "quit", keys: ["Q"], position: FilePosition(line: 2, column: 1)),
                KeySetting(
                    command: "next-failure", keys: ["n", "ctrl-n"],
                    position: FilePosition(line: 3, column: 1)),
            ])
    }

    @Test func `the time zone is local, UTC or a known one`() throws {
        #expect(try parse("timezone = \"UTC\"").timeZone.timeZone.secondsFromGMT() == 0)
        #expect(try parse("timezone = \"local\"").timeZone == .local)
        #expect(
            try parse("timezone = \"Asia/Tokyo\"").timeZone.timeZone.secondsFromGMT() == 32_400)
    }

    @Test func `a file is read with its mode`() async throws {
        try await TemporaryFolder.with { folder in
            let text = source("well").replacing("{ env = \"KEY\" }", with: "\"wk_1\"")
            let hidden = try folder.write(text, to: "hidden.toml", mode: 0o600)
            #expect(try Config.load(from: hidden, environment: [:]).sources.count == 1)
            let open = try folder.write(text, to: "open.toml", mode: 0o644)
            #expect(throws: ConfigurationError.self) {
                try Config.load(from: open, environment: [:])
            }
        }
    }

    @Test func `a file that is not there is told from one that cannot be read`() async throws {
        try await TemporaryFolder.with { folder in
            let missing = folder.path + "/none/config.toml"
            #expect(throws: ConfigurationError.file(.missing(path: missing))) {
                try Config.load(from: missing, environment: [:])
            }
            let reason = "it is not a regular file"
            #expect(throws: ConfigurationError.file(.unreadable(path: folder.path, reason: reason)))
            {
                try Config.load(from: folder.path, environment: [:])
            }
        }
    }

    private let documented = """
        theme     = "daylight"
        timezone  = "Europe/Paris"     # or "UTC", "local"
        interval  = "30s"
        backfill  = "48h"
        retention = "30d"

        [[source]]
        name     = "well-prod"
        provider = "well"
        token    = { env = "WELL_API_TOKEN" }
        workspace = "00000000-0000-4000-8000-000000000000"   # optional

        [[source]]
        name         = "warehouse"
        provider     = "polytomic"
        auth         = "basic"
        organization = "248df4b7"
        token        = { command = ["op", "read", "op://ops/key"] }
        base-url     = "https://polytomic.example.com/eu/"
        interval     = "1s500ms"
        backfill     = "1h30m"
        enabled      = false
        ca-file      = "ca.pem"
        web-url      = "https://example.com/{pipeline}?run={run}"
        """

    private func source(_ provider: String) -> String {
        "[[source]]\nname = \"a\"\nprovider = \"\(provider)\"\ntoken = { env = \"KEY\" }\n"
    }

    private func parse(_ text: String, mode: UInt16 = 0o600) throws -> Config {
        try Config.parse(
            Array(text.utf8), file: "/home/ada/.config/synctop/config.toml", mode: mode,
            home: "/home/ada")
    }
}
