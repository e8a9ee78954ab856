/// The name of a kind of provider and the settings of its sources. Each adapter registers one; the
/// configuration's reader, template and schema use it.
package struct ProviderDescription: Hashable, Sendable {
    /// The name in the configuration, in JSON and in filters.
    package let kind: ProviderKind
    /// The provider's own address, without a trailing slash. A setting in braces is filled in;
    /// without a value, the first of its words is used.
    package let baseURL: String
    /// The settings beyond those of every source, in the template's order.
    package let settings: [ProviderSetting]
    /// The groups of secrets, the usual one first; a source gives exactly one group.
    package let credentials: [[String]]
    /// The provider's plural noun for its pipelines.
    package let pipelineNoun: String
    /// The path that lists pipelines, as the provider's documentation writes it.
    package let pipelinePath: String
    /// The setting that limits a source to some pipelines; nil if there is none.
    package let pipelineKey: String?

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

    /// The settings that select a part of an account.
    package var scope: [ProviderSetting] { settings.filter(\.isScope) }
}

/// A setting of the sources of one provider.
package struct ProviderSetting: Hashable, Sendable {
    /// The type of a setting's value.
    package enum Kind: Hashable, Sendable {
        /// The location of a secret.
        case secret
        case text
        case uuid
        /// A whole number of at least 1.
        case positiveInteger
        /// An array of texts, none of them empty.
        case texts
        /// An array of letters, digits, `_` and `-`.
        case identifiers
        /// One of some words.
        case word([String])
    }

    /// When a source must have a setting.
    package enum Need: Hashable, Sendable {
        case never
        case always
        /// Unless the source has another setting.
        case unless(key: String)
        /// If another setting has this value.
        case because(key: String, value: String)
    }

    package let key: String
    package let kind: Kind
    /// What it sets, as part of a sentence.
    package let help: String
    /// When a source must have it; for a secret, `credentials` decides.
    package let need: Need
    /// The value in a first configuration, as TOML; nil if it can be left out.
    package let example: String?
    /// Whether it selects a part of an account.
    package let isScope: Bool

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

    /// The API key of most providers; the template reads it from a variable.
    package static func token(from variable: String) -> ProviderSetting {
        ProviderSetting(
            "token", .secret, "the API key", example: "{ env = \"\(variable)\" }")
    }
}

/// The value of a setting that is no secret.
package enum ProviderValue: Hashable, Sendable {
    /// A text, a UUID in lower case, or a word.
    case text(String)
    case integer(Int)
    case texts([String])
}

extension [String: ProviderValue] {
    package func text(_ key: String) -> String? {
        guard case .text(let text)? = self[key] else { return nil }
        return text
    }

    package func texts(_ key: String) -> [String] {
        guard case .texts(let texts)? = self[key] else { return [] }
        return texts
    }

    package func integer(_ key: String) -> Int? {
        guard case .integer(let number)? = self[key] else { return nil }
        return number
    }
}
