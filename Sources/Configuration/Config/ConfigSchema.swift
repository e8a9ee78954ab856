package import Runs

/// The JSON schema of the configuration, for editors that check and complete TOML. It derives from
/// the reader's tables of keys, so that both agree.
package struct ConfigSchema: Sendable {
    /// A completed word and its meaning.
    package struct Word: Hashable, Sendable {
        let name: String
        let help: String

        package init(_ name: String, _ help: String) {
            self.name = name
            self.help = help
        }
    }

    private let providers: [ProviderDescription]
    private let commands: [Word]
    private let themes: [String]

    /// Prepares the schema for kinds of provider, commands of `[keys]` and themes in the binary.
    package init(providers: [ProviderDescription], commands: [Word], themes: [String]) {
        self.providers = providers
        self.commands = commands
        self.themes = themes
    }

    /// The schema in draft 7 of JSON Schema, which editors support best.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("$schema", .string("http://json-schema.org/draft-07/schema#")),
            .init("title", .string("synctop configuration")),
        ]
        members += table(Config.keyTable.map { ($0.name, described($0.help, top($0))) })
        return .object(members)
    }

    // MARK: Tables

    private func top(_ row: KeyRow) -> [JSONValue.Member] {
        switch row.name {
        case "theme":
            [.init("anyOf", .array([words(themes), .object([.init("type", .string("string"))])]))]
        case "keys":
            table(commands.map { ($0.name, described($0.help, value(.textOrList))) })
        case "view":
            list(of: table(rows(ViewSettings.keyTable), required: ["name"]))
        case "source":
            list(of: [.init("oneOf", .array(providers.map { .object(source($0)) }))])
        default: value(row.expected)
        }
    }

    private func source(_ provider: ProviderDescription) -> [JSONValue.Member] {
        let common = SourceSettings.keyTable.map { row in
            row.name == "provider"
                ? (row.name, described(row.help, [.init("const", .string(provider.kind.rawValue))]))
                : (row.name, described(row.help, value(row.expected)))
        }
        // Alternative keys are not required individually.
        let needed =
            provider.credentials.count == 1
            ? provider.settings.filter { $0.example != nil }.map(\.key).sorted() : []
        return table(
            common + rows(provider.keyTable),
            required: ["name", "provider"] + needed)
    }

    private func rows(_ rows: [KeyRow]) -> [(String, JSONValue)] {
        rows.map { ($0.name, described($0.help, value($0.expected))) }
    }

    private func table(
        _ properties: [(String, JSONValue)], required: [String] = []
    ) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("type", .string("object")), .init("additionalProperties", .bool(false)),
        ]
        if !required.isEmpty {
            members.append(.init("required", .array(required.map(JSONValue.string))))
        }
        members.append(
            .init("properties", .object(properties.map { JSONValue.Member($0.0, $0.1) })))
        return members
    }

    private func list(of item: [JSONValue.Member]) -> [JSONValue.Member] {
        [.init("type", .string("array")), .init("items", .object(item))]
    }

    private func described(_ help: String, _ members: [JSONValue.Member]) -> JSONValue {
        .object([.init("description", .string(help))] + members)
    }

    // MARK: Values

    private func value(_ expected: Expectation) -> [JSONValue.Member] {
        switch expected {
        case .text, .path, .colour, .scope: type("string")
        case .positiveInteger: type("integer") + [.init("minimum", .number("1"))]
        case .boolean: type("boolean")
        case .duration: text(#"^([0-9]+(\.[0-9]+)?([Mm][Ss]|[SsMmHhDdWw]))+$"#)
        case .size: text(SizeText.pattern)
        case .textList: list(of: type("string"))
        case .textOrList:
            [.init("anyOf", .array([.object(type("string")), .object(list(of: type("string")))]))]
        case .table: type("object")
        case .tableList: list(of: type("object"))
        case .uuid: text("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
        case .url: text("^[A-Za-z]+://")
        case .secret: secret
        case .oneOf(let known):
            [.init("enum", .array(known.map(JSONValue.string)))]
        }
    }

    /// A secret: a reference or the text itself.
    private var secret: [JSONValue.Member] {
        let ways = SecretReference.keyTable.map { row in
            JSONValue.object(table(rows([row]), required: [row.name]))
        }
        return [.init("oneOf", .array(ways + [.object(type("string"))]))]
    }

    private func type(_ name: String) -> [JSONValue.Member] { [.init("type", .string(name))] }

    private func text(_ pattern: String) -> [JSONValue.Member] {
        type("string") + [.init("pattern", .string(pattern))]
    }

    private func words(_ known: [String]) -> JSONValue {
        .object([.init("enum", .array(known.map(JSONValue.string)))])
    }
}
