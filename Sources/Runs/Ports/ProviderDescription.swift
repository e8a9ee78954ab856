/// What a kind of provider is called, and what its sources take.
///
/// Each adapter registers one; the configuration's reader, its template and its schema go by it.
package struct ProviderDescription: Hashable, Sendable {
    /// The name in the configuration, in JSON and in filters.
    package let kind: ProviderKind
    /// The provider's own address, without a slash at its end. A setting in braces is filled in;
    /// of its words the first, where a source has none.
    package let baseURL: String
    /// What a source takes beyond the settings of every source, in the template's order.
    package let settings: [ProviderSetting]
    /// The groups of secrets of which a source gives exactly one, the usual one first.
    package let credentials: [[String]]
    /// What the provider calls its pipelines, in the plural.
    package let pipelineNoun: String
    /// The path from which pipelines are listed, as the provider's documentation writes it.
    package let pipelinePath: String
    /// The setting that limits a source to some pipelines; nil where none does.
    package let pipelineKey: String?

    /// Describes a provider.
    package init(
        _ kind: ProviderKind, baseURL: String, settings: [ProviderSetting],
        credentials: [[String]] = [["token"]], pipelines: (noun: String, path: String),
        pipelineKey: String? = nil
    ) {
        self.kind = kind
        self.baseURL = baseURL
        self.settings = settings
        self.credentials = credentials
        pipelineNoun = pipelines.noun
        pipelinePath = pipelines.path
        self.pipelineKey = pipelineKey
    }

    /// The settings that say which part of an account is read.
    package var scope: [ProviderSetting] { settings.filter(\.isScope) }
}

/// A setting that the sources of one provider take.
package struct ProviderSetting: Hashable, Sendable {
    /// What a setting takes.
    package enum Kind: Hashable, Sendable {
        /// Where a secret is found.
        case secret
        case text
        case uuid
        /// A whole number of at least 1.
        case positiveInteger
        /// A list of texts, none of them empty.
        case texts
        /// A list of letters, digits, `_` and `-`.
        case identifiers
        /// One of some words.
        case word([String])
    }

    /// When a source has to have a setting.
    package enum Need: Hashable, Sendable {
        case never
        case always
        /// Unless it has another one.
        case unless(key: String)
        /// Where another one has this value.
        case because(key: String, value: String)
    }

    /// The key in the configuration.
    package let key: String
    /// What it takes.
    package let kind: Kind
    /// What it sets, as part of a sentence.
    package let help: String
    /// When a source has to have it; of a secret, `credentials` says so.
    package let need: Need
    /// What a first configuration says for it, as TOML; nil where it can be left out.
    package let example: String?
    /// Whether it says which part of an account is read.
    package let isScope: Bool

    /// Describes a setting.
    package init(
        _ key: String, _ kind: Kind, _ help: String, need: Need = .never, example: String? = nil,
        isScope: Bool = false
    ) {
        self.key = key
        self.kind = kind
        self.help = help
        self.need = need
        self.example = example
        self.isScope = isScope
    }

    /// The API key of most providers, which the template takes from a variable.
    package static func token(from variable: String) -> ProviderSetting {
        ProviderSetting(
            "token", .secret, "the API key", example: "{ env = \"\(variable)\" }")
    }
}

/// The value that a source gives a setting that is no secret.
package enum ProviderValue: Hashable, Sendable {
    /// A text, a UUID in small letters, or a word.
    case text(String)
    case integer(Int)
    case texts([String])
}

extension [String: ProviderValue] {
    /// The text of a setting; nil where a source has none.
    package func text(_ key: String) -> String? {
        guard case .text(let text)? = self[key] else { return nil }
        return text
    }

    /// The texts of a setting; none where a source has none.
    package func texts(_ key: String) -> [String] {
        guard case .texts(let texts)? = self[key] else { return [] }
        return texts
    }

    /// The number of a setting; nil where a source has none.
    package func integer(_ key: String) -> Int? {
        guard case .integer(let number)? = self[key] else { return nil }
        return number
    }
}
