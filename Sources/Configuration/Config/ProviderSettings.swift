package import Foundation
package import Runs

/// The settings of a source for its kind of provider.
package struct ProviderSettings: Hashable, Sendable {
    package let provider: ProviderDescription
    /// The settings other than secrets, by key.
    package let values: [String: ProviderValue]
    /// The origins of its credentials, by key.
    package let secrets: [String: SecretReference]

    package init(
        _ provider: ProviderDescription, values: [String: ProviderValue] = [:],
        secrets: [String: SecretReference]
    ) {
        self.provider = provider
        self.values = values
        self.secrets = secrets
    }

    package var kind: ProviderKind { provider.kind }

    /// The provider's own address, for a source without one.
    package var defaultBaseURL: URL? { URL(string: provider.baseURL(values)) }

    /// The given keys that select a part of an account.
    package var scope: [String] { provider.scope.map(\.key).filter { values[$0] != nil } }

    /// The ids of the selected pipelines; empty for all.
    package var namedPipelines: [String] { provider.pipelineKey.map(values.texts) ?? [] }

    /// The same settings without selected pipelines.
    package var namingNone: ProviderSettings {
        var values = values
        if let key = provider.pipelineKey { values[key] = nil }
        return ProviderSettings(provider, values: values, secrets: secrets)
    }

    /// Reads the settings of a source; reports mistakes and returns nil.
    init?(_ provider: ProviderDescription, reading reader: inout TableReader) {
        let before = reader.mistakes.count
        var values: [String: ProviderValue] = [:]
        for setting in provider.settings {
            guard let shape = ValueShape.value(of: setting.kind) else { continue }
            let key = SettingsKey(setting.key, shape, setting.help)
            values[setting.key] =
                setting.missing(reader).map { reason in
                    reader.required(key, reason: reason)
                } ?? reader.value(key)
        }
        let secrets = Self.secrets(of: provider, &reader)
        guard reader.mistakes.count == before else { return nil }
        self.init(provider, values: values, secrets: secrets)
    }

    /// Reads the one group of secrets that a source gives, and reports missing ones.
    private static func secrets(
        of provider: ProviderDescription, _ reader: inout TableReader
    ) -> [String: SecretReference] {
        var secrets: [String: SecretReference] = [:]
        func read(_ key: String, _ reason: MissingReason, _ reader: inout TableReader) {
            secrets[key] = reader.required(SettingsKey(key, .secret, ""), reason: reason)
        }
        let isHeld = { [entries = reader.entries] (key: String) in entries[key] != nil }
        let groups = provider.credentials
        guard let usual = groups.first, let first = usual.first else { return [:] }
        let group = groups.dropFirst().first { $0.contains(where: isHeld) } ?? usual
        for key in usual where group != usual && isHeld(key) {
            reader.report(.excluded(key, by: group[0]), at: reader.path.key(key))
            break
        }
        if group == usual, groups.count > 1, !usual.contains(where: isHeld) {
            read(first, .unless(key: groups[1][0]), &reader)
            return secrets
        }
        for key in group {
            let other = group.first { $0 != key }
            read(key, other.map(MissingReason.together) ?? .always, &reader)
        }
        return secrets
    }
}

extension ProviderSetting {
    package var row: KeyRow { KeyRow(name: key, expected: kind.expected, help: help) }

    /// Why the setting is required; nil if it is optional.
    fileprivate func missing(_ reader: TableReader) -> MissingReason? {
        switch need {
        case .never: nil
        case .always: .always
        case .unless(let key): reader.entries[key] == nil ? .unless(key: key) : nil
        case .because(let key, let value):
            reader.entries[key] == .text(value) ? .because(key: key, value: value) : nil
        }
    }
}

extension ProviderSetting.Kind {
    fileprivate var expected: Expectation {
        switch self {
        case .secret: .secret
        case .text: .text
        case .uuid: .uuid
        case .positiveInteger: .positiveInteger
        case .texts, .identifiers: .textList
        case .word(let words): .oneOf(words)
        }
    }
}

extension ProviderDescription {
    /// The table of a provider's keys beyond those of every source.
    package var keyTable: [KeyRow] { settings.map(\.row) }

    /// The provider's own address, with its braces filled in.
    func baseURL(_ values: [String: ProviderValue]) -> String {
        settings.reduce(baseURL) { address, setting in
            guard case .word(let words) = setting.kind else { return address }
            let value = values.text(setting.key) ?? words.first ?? ""
            return address.replacingOccurrences(of: "{\(setting.key)}", with: value)
        }
    }
}

extension ValueShape where Value == ProviderValue {
    /// Reads a setting's value; nil for a secret.
    fileprivate static func value(of kind: ProviderSetting.Kind) -> ValueShape? {
        switch kind {
        case .secret: nil
        case .text: ValueShape<String>.text.map { .text($0) }
        case .uuid: ValueShape<UUID>.uuid.map { .text($0.uuidString.lowercased()) }
        case .positiveInteger: ValueShape<Int>.positiveInteger.map { .integer($0) }
        case .texts: ValueShape<[String]>.texts.map { .texts($0) }
        case .identifiers: ValueShape<[String]>.identifiers.map { .texts($0) }
        case .word(let words): ValueShape<String>.word(among: words).map { .text($0) }
        }
    }
}
