import Engine
import Runs
import UserConfiguration
import Testing

@testable import Commands

/// Which sources share a credential.
struct CredentialNamesTests {
    /// The credentials of the sources of a configuration, with what they are called by.
    private func credentials(_ text: String) async throws -> [String] {
        let connected = try ConnectedSources(Composition(simulated: text))
        await connected.disconnect()
        return connected.sources.map(\.credential.text)
    }

    private func source(_ name: String, _ lines: String) -> String {
        "[[source]]\nname = \"\(name)\"\n\(lines)\n"
    }

    private func leadLex(_ token: String, at base: String = "http://127.0.0.1:1") -> String {
        "provider = \"leadlex\"\ntoken = \(token)\nbase-url = \"\(base)\""
    }

    @Test func `sources with one secret at one place share it`() async throws {
        let names = try await credentials(
            source("a", leadLex("{ env = \"KEY\" }"))
                + source("b", leadLex("{ env = \"KEY\" }"))
                + source("c", leadLex("{ env = \"OTHER\" }"))
                + source("d", leadLex("{ env = \"KEY\" }", at: "http://127.0.0.1:2"))
                + source("e", leadLex("{ file = \"/KEY\" }")))
        #expect(names[0] == names[1])
        #expect(Set(names).count == 4)
    }

    @Test func `a literal secret is told apart by its text, which stands nowhere`() async throws {
        let names = try await credentials(
            source("a", leadLex("\"first\"")) + source("b", leadLex("\"second\""))
                + source("c", leadLex("\"first\"")))
        #expect(names[0] == names[2])
        #expect(names[0] != names[1])
        #expect(names.allSatisfy { !$0.contains("first") && !$0.contains("second") })
    }

    @Test func `a secret in several variables and files is one, whichever of its sources are read`()
        throws
    {
        let (names, all) = try TemporaryHome.with { home in
            try home.write("kept-secret\n", to: "key")
            try home.write("another-secret", to: "odd")
            try home.write(
                source("a", leadLex("{ env = \"FIRST\" }"))
                    + source("b", leadLex("{ env = \"SECOND\" }"))
                    + source("c", leadLex("{ file = \"\(home.path)/synctop/key\" }"))
                    + source("d", leadLex("{ file = \"\(home.path)/synctop/odd\" }"))
                    + source("e", leadLex("{ env = \"UNSET\" }"))
                    + source("f", leadLex("{ command = [\"cat\", \"key\"] }")))
            var environment = home.environment
            environment["FIRST"] = "kept-secret"
            environment["SECOND"] = "kept-secret"
            func names(_ sources: [String]) throws -> [String] {
                let composition = try Composition(
                    configFile: nil, sources: sources, environment: environment)
                return composition.config.sources.map {
                    composition.credentials.id(of: $0, at: "there").text
                }
            }
            return (try names([]), try ["a", "b", "c"].flatMap { try names([$0]) })
        }
        #expect(Set(names[0...2]) == ["leadlex there env FIRST"])
        #expect(Set(names).count == 4)
        #expect(Set(all) == Set(names[0...2]))
        #expect(names.allSatisfy { !$0.contains("secret") })
    }

    @Test func `a command is told apart by its words, which stand nowhere`() async throws {
        func command(_ last: String) -> String {
            leadLex("{ command = [\"op\", \"read\", \"--token=canary-\(last)\"] }")
        }
        let names = try await credentials(
            source("a", command("one")) + source("b", command("two")) + source("c", command("one")))
        #expect(names[0] == names[2])
        #expect(names[0] != names[1])
        #expect(names.allSatisfy { !$0.contains("canary") && !$0.contains("read") })
    }

    @Test func `a literal is named alike whichever of its sources are read`() async throws {
        let text =
            source("a", leadLex("\"first\"") + "\nenabled = false")
            + source("b", leadLex("\"first\"")) + source("c", leadLex("\"first\""))
        let asked = [[], ["a"], ["b"], ["c"], ["a", "b"]]
        let compositions = try TemporaryHome.with { home in
            try home.write(text)
            return try asked.map {
                try Composition(configFile: nil, sources: $0, environment: home.environment)
            }
        }
        var names: Set<String> = []
        for composition in compositions {
            let connected = try ConnectedSources(composition)
            await connected.disconnect()
            names.formUnion(connected.sources.map(\.credential.text))
        }
        #expect(names.count == 1)
    }
}
