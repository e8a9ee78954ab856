import Providers
import Runs
import Testing
import UserConfiguration

/// What the settings of a source say of its provider.
struct ProviderSettingsTests {
    private func settings(
        _ kind: ProviderKind, _ values: [String: ProviderValue]
    ) throws -> ProviderSettings {
        let provider = try #require(ProviderRegistry.registration(of: kind)).description
        return ProviderSettings(
            provider, values: values, secrets: ["token": .environment("A")])
    }

    @Test(arguments: [
        (ProviderKind.supermetrics, "connectors", ["team": ProviderValue.integer(7)]),
        (.elasticPath, "integrations", ["org-id": .text("o"), "region": .text("euwest")]),
        (.leadlex, "workflows", [:]),
    ])
    func `pipelines are named under the vendor's key, where any are`(
        kind: ProviderKind, key: String, others: [String: ProviderValue]
    ) throws {
        let all = try settings(kind, others)
        let some = try settings(kind, others.merging([key: .texts(["i", "j"])]) { $1 })
        #expect(some.provider.pipelineKey == key)
        #expect(some.namedPipelines == ["i", "j"])
        #expect(some.namingNone == all)
        #expect(all.namedPipelines == [])
    }

    @Test(arguments: [ProviderKind.well, .polytomic])
    func `other providers name none`(kind: ProviderKind) throws {
        let settings = try settings(kind, ["workspace": .text("w")])
        #expect(settings.provider.pipelineKey == nil)
        #expect(settings.namedPipelines == [])
        #expect(settings.namingNone == settings)
    }

    @Test(arguments: [
        (ProviderKind.elasticPath, ["region": ProviderValue.text("useast")], []),
        (.elasticPath, ["store-id": .text("s"), "org-id": .text("o")], ["org-id", "store-id"]),
        (.elasticPath, ["store-id": .text("s")], ["store-id"]),
        (.well, [:], []), (.well, ["workspace": .text("w")], ["workspace"]),
        (.supermetrics, ["team": .integer(7)], ["team"]),
        (.leadlex, ["workflows": .texts(["w"])], []),
        (.polytomic, ["auth": .text("basic"), "organization": .text("o")], ["organization"]),
    ])
    func `the keys that choose a part of an account are those that are set`(
        kind: ProviderKind, values: [String: ProviderValue], scope: [String]
    ) throws {
        #expect(try settings(kind, values).scope == scope)
    }

    @Test func `each kind of provider has a name of its own`() {
        let kinds = ProviderRegistry.descriptions.map(\.kind)
        #expect(Set(kinds).count == kinds.count)
        #expect(kinds.prefix(5) == ProviderKind.numbered[...])
    }
}

extension Config {
    /// Reads a text with every kind of provider.
    static func parse(
        _ bytes: [UInt8], file: String, mode: UInt16, home: String?
    ) throws(ConfigurationError) -> Config {
        try parse(
            bytes, file: file, mode: mode, home: home, providers: ProviderRegistry.descriptions)
    }

    /// Reads a file with every kind of provider.
    static func load(
        from path: String, environment: [String: String]
    ) throws(ConfigurationError) -> Config {
        try ConfigReading(
            of: path, environment: environment, providers: ProviderRegistry.descriptions
        ).whole()
    }

    /// The template with every kind of provider.
    static var template: String { template(of: ProviderRegistry.descriptions) }
}
