import Foundation
import Providers
import Runs
import Testing

@testable import UserConfiguration

/// The schema for editors, held against what the reader takes.
struct ConfigSchemaTests {
    private let schema = ConfigSchema(
        providers: ProviderRegistry.descriptions,
        commands: [ConfigSchema.Word("pause", "pause")], themes: ["midnight", "ember"]
    ).json

    private func mistakes(in text: String) throws -> [String] {
        let document = try TOMLDocument(Array(text.utf8), file: "config.toml")
        return SchemaCheck.mistakes(in: .table(document.entries), schema, at: "")
    }

    private func source(_ kind: ProviderKind) throws -> JSONValue {
        let kinds = schema[path: ["properties", "source", "items", "oneOf"]]?.elements
        return try #require(
            kinds?.first {
                $0[path: ["properties", "provider", "const"]]?.string == kind.rawValue
            })
    }

    @Test func `it has the reader's keys and no others`() throws {
        func keys(_ value: JSONValue?) -> [String] {
            value?["properties"]?.members.map { $0.map(\.key) } ?? []
        }
        #expect(keys(schema) == Config.keyTable.map(\.name))
        #expect(
            keys(schema[path: ["properties", "view", "items"]])
                == ViewSettings.keyTable.map(\.name))
        for provider in ProviderRegistry.descriptions {
            let table = SourceSettings.keyTable + provider.keyTable
            #expect(keys(try source(provider.kind)) == table.map(\.name))
        }
        // Whatever holds other keys says which.
        for row in Config.keyTable where [.table, .tableList(row.name)].contains(row.expected) {
            let value = try #require(schema[path: ["properties", row.name]])
            let inner = value["items"] ?? value
            #expect(inner["properties"] != nil || inner["oneOf"] != nil)
        }
    }

    @Test func `every key says what it sets, in the reader's words`() throws {
        for row in Config.keyTable {
            let help = schema[path: ["properties", row.name, "description"]]
            #expect(help?.string == row.help)
        }
    }

    @Test func `the template is valid, as written and with its settings uncommented`() throws {
        let lines = Config.template.split(separator: "\n", omittingEmptySubsequences: false)
        let settings = lines.map { line in
            let isSetting = line.hasPrefix("#") && line.dropFirst().first.map { $0 != " " } ?? false
            return isSetting ? String(line.dropFirst()) : String(line)
        }.joined(separator: "\n")
        #expect(try mistakes(in: Config.template) == [])
        #expect(try mistakes(in: settings) == [])
        #expect(try TOMLDocument(Array(settings.utf8), file: "c").entries["source"] != nil)
    }

    @Test func `the README's configuration is valid`() throws {
        let readme = try String(
            contentsOf: URL(filePath: #filePath).appending(path: "../../../README.md").standardized,
            encoding: .utf8)
        let blocks = readme.components(separatedBy: "```toml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        let configurations = blocks.filter { !$0.contains("inherits") && !$0.contains("[keys]") }
        try #require(configurations.contains { $0.contains("[[source]]") })
        for text in configurations { #expect(try mistakes(in: text) == []) }
    }

    @Test(arguments: [
        ("32MB", 32_000_000), ("500 mb", 500_000_000), ("0099Mb", 99_000_000),
        ("1GB", 1_000_000_000), ("1000000GB", 1_000_000_000_000_000),
        ("1000000000MB", 1_000_000_000_000_000),
        ("31MB", nil), ("1MB", nil), ("0GB", nil), ("1000001GB", nil), ("1000000001MB", nil),
        ("99999999999999999999GB", nil), ("-5GB", nil), ("+5GB", nil), ("1.5GB", nil),
        ("5 0MB", nil), (" 50MB", nil), ("50MB ", nil), ("50", nil), ("GB", nil),
        ("50KB", nil), ("50TB", nil), ("٥٠MB", nil), ("", nil),
    ])
    func `the reader and the schema take the same sizes`(_ text: String, _ bytes: Int?) throws {
        let setting = "history-size = \"\(text)\""
        #expect(try mistakes(in: setting) == (bytes == nil ? ["/history-size"] : []))
        let config = Result { () throws(ConfigurationError) in
            try Config.parse(
                Array((setting + "\n" + source).utf8), file: "c", mode: 0o600, home: nil)
        }
        #expect((try? config.get())?.historySize == bytes)
    }

    private static let durations: [(String, Bool)] = [
        ("15s", true), ("0s", true), ("1.5h", true), ("1W", true), ("500MS", true),
        ("1h30m", true), ("2d", true), ("15", false), ("", false), ("s", false), ("1y", false),
        ("1.s", false), (".5s", false), ("1.5.2h", false), ("15 s", false), ("-1s", false),
    ]

    @Test(arguments: durations)
    func `the reader and the schema take the same durations`(text: String, isTaken: Bool) throws {
        let setting = "backfill = \"\(text)\""
        #expect(try mistakes(in: setting) == (isTaken ? [] : ["/backfill"]))
        let config = Result { () throws(ConfigurationError) in
            try Config.parse(
                Array((setting + "\n" + source).utf8), file: "c", mode: 0o600, home: nil)
        }
        #expect(((try? config.get()) != nil) == isTaken)
    }

    private let source = """
        [[source]]
        name = "a"
        provider = "well"
        token = { env = "A" }
        """

    @Test(arguments: [
        ("intervall = \"1s\"", "/intervall"), ("interval = \"soon\"", "/interval"),
        ("bell = \"yes\"", "/bell"), ("theme = 5", "/theme"),
        ("[keys]\nfly = \"x\"", "/keys/fly"), ("[keys]\npause = 1", "/keys/pause"),
        ("[[view]]\nfilter = \"x\"", "/view/0"),
        ("[[view]]\nname = \"x\"\nview = \"sideways\"", "/view/0/view"),
        ("[[source]]\nname = \"a\"\nprovider = \"wel\"", "/source/0"),
        ("[[source]]\nname = \"a\"\nprovider = \"well\"", "/source/0"),
        (
            "[[source]]\nname = \"a\"\nprovider = \"well\"\ntoken = { env = \"A\" }\nteam = 1",
            "/source/0"
        ),
        (
            "[[source]]\nname = \"a\"\nprovider = \"well\"\ntoken = { env = \"A\", file = \"b\" }",
            "/source/0"
        ),
        (
            """
            [[source]]
            name = "a"
            provider = "supermetrics"
            token = { env = "A" }
            team = 0
            """, "/source/0"
        ),
    ])
    func `what the reader refuses it refuses as well`(_ text: String, _ place: String) throws {
        #expect(throws: ConfigurationError.self) {
            // Commands are checked by whoever knows them.
            if text.contains("fly") { throw ConfigurationError.homeUnset }
            _ = try Config.parse(Array(text.utf8), file: "c", mode: 0o600, home: nil)
        }
        #expect(try mistakes(in: text) == [place])
    }
}

/// As much of JSON Schema as the schema uses; whatever else stood in it would be a mistake here.
private enum SchemaCheck {
    private static let annotations: Set = ["$schema", "title", "description"]

    static func mistakes(in entry: TOMLEntry, _ schema: JSONValue, at path: String) -> [String] {
        var found: [String] = []
        for member in schema.members ?? [] where !annotations.contains(member.key) {
            found += mistakes(in: entry, member, schema, at: path)
        }
        return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func mistakes(
        in entry: TOMLEntry, _ rule: JSONValue.Member, _ schema: JSONValue, at path: String
    ) -> [String] {
        let place = [path]
        switch rule.key {
        case "type": return rule.value.string == entry.kind.schemaName ? [] : place
        case "const": return .text(rule.value.string ?? "") == entry ? [] : place
        case "enum":
            let known = rule.value.elements?.compactMap(\.string) ?? []
            return known.contains { .text($0) == entry } ? [] : place
        case "pattern":
            guard case .text(let text) = entry, let pattern = rule.value.string else { return [] }
            return text.range(of: pattern, options: .regularExpression) == nil ? place : []
        case "minimum":
            guard case .integer(let number) = entry else { return [] }
            return rule.value.integer.map { number >= $0 } ?? true ? [] : place
        case "anyOf", "oneOf":
            let fitting = (rule.value.elements ?? []).count {
                mistakes(in: entry, $0, at: path).isEmpty
            }
            return rule.key == "anyOf" ? (fitting > 0 ? [] : place) : (fitting == 1 ? [] : place)
        case "items":
            guard case .list(let items) = entry else { return [] }
            return items.enumerated().flatMap { mistakes(in: $1, rule.value, at: "\(path)/\($0)") }
        case "required":
            guard case .table(let entries) = entry else { return [] }
            let names = rule.value.elements?.compactMap(\.string) ?? []
            return names.allSatisfy { entries[$0] != nil } ? [] : place
        case "additionalProperties":
            guard case .table(let entries) = entry else { return [] }
            let known = schema["properties"]?.members?.map(\.key) ?? []
            return entries.keys.filter { !known.contains($0) }.map { "\(path)/\($0)" }
        case "properties":
            guard case .table(let entries) = entry else { return [] }
            return (rule.value.members ?? []).flatMap { member in
                entries[member.key].map {
                    mistakes(in: $0, member.value, at: "\(path)/\(member.key)")
                } ?? []
            }
        default: return ["\(path): \(rule.key) is not known here"]
        }
    }
}

extension ValueKind {
    /// What JSON Schema calls it.
    fileprivate var schemaName: String {
        switch self {
        case .text: "string"
        case .integer: "integer"
        case .float: "number"
        case .boolean: "boolean"
        case .moment: "date"
        case .list: "array"
        case .table: "object"
        }
    }
}
