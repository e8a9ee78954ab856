import Foundation
import Providers
import Runs
import Testing

@testable import UserConfiguration

/// What a source takes of its provider's keys, and what is known of it where it is wrong.
struct SourceReadingTests {
    private static let head = "[[source]]\nname = \"shop\"\nprovider = \"elastic-path\"\n"
    private static let region = "region = \"euwest\"\n"
    private static let id = "client-id = { env = \"I\" }\n"
    private static let secret = "client-secret = { env = \"S\" }\n"
    private static let token = "token = { env = \"T\" }\n"

    /// The keys of a source at Elastic Path, and the line and the words of what is wrong.
    private static let combinations: [(String, Int, String)] = [
        (id + secret, 1, "missing key \"region\", or \"base-url\" in its place"),
        (region + id, 1, "missing key \"client-secret\", which \"client-id\" needs"),
        (region + secret, 1, "missing key \"client-id\", which \"client-secret\" needs"),
        (region, 1, "missing key \"client-id\", or \"token\" in its place"),
        (
            region + token + secret, 6,
            "client-secret: \"client-secret\" and \"token\" exclude each other; keep one of them"
        ),
        (
            region + secret + id + token, 6,
            "client-id: \"client-id\" and \"token\" exclude each other; keep one of them"
        ),
    ]

    @Test(arguments: combinations)
    func `what a store needs is told with what would do in its place`(
        lines: String, line: Int, words: String
    ) {
        #expect(
            mistakes(in: Self.head + lines) == ["config.toml:\(line): source \"shop\": \(words)"])
    }

    @Test func `a store's address comes before its region, and all else is read`() throws {
        let text =
            Self.head + Self.region + Self.token + "base-url = \"https://ep.example.com\"\n"
            + "integrations = [\"a\", \"b\"]\norg-id = \"o\"\nstore-id = \"s\"\n"
        let source = try #require(try parse(text).sources.first)
        #expect(source.baseURL.absoluteString == "https://ep.example.com")
        #expect(source.secrets == ["token": .environment("T")])
        #expect(
            source.options.values == [
                "region": .text("euwest"), "integrations": .texts(["a", "b"]),
                "org-id": .text("o"), "store-id": .text("s"),
            ])
        let other = try parse(
            Self.head + "region = \"useast\"\n" + Self.id + Self.secret
        ).sources.first
        #expect(other?.baseURL.absoluteString == "https://useast.api.elasticpath.com")
    }

    @Test(arguments: [
        ("organization = \"o\"", nil), ("auth = \"bearer\"\norganization = \"o\"", "bearer"),
        ("auth = \"basic\"\norganization = \"o\"", "basic"),
    ])
    func `an organization goes with either way of signing`(lines: String, way: String?) throws {
        let text = "[[source]]\nname = \"w\"\nprovider = \"polytomic\"\n\(Self.token)\(lines)\n"
        let source = try #require(try parse(text).sources.first)
        #expect(source.secrets == ["token": .environment("T")])
        #expect(source.options.values.text("organization") == "o")
        #expect(source.options.values.text("auth") == way)
    }

    @Test func `a secret's place is that of its own key`() throws {
        let text = Self.head + Self.region + Self.id + Self.secret
        let source = try #require(try parse(text).sources.first)
        #expect(
            source.place(of: .environment("I"))
                == SecretPlace(file: "/c/config.toml", line: 5, key: "client-id"))
        #expect(
            source.place(of: .environment("S"))
                == SecretPlace(file: "/c/config.toml", line: 6, key: "client-secret"))
        #expect(source.place(of: .environment("X")) == nil)
    }

    @Test func `an outline tells what can be told of a source that is wrong`() throws {
        let text = """
            [[source]]
            name = "a"
            provider = "leadlex"
            enabled = false
            ca-file = "ca.pem"
            [[source]]
            provider = "nobody"
            enabled = "no"
            [[source]]
            name = ""
            provider = "well"
            base-url = "http://localhost:1"
            """
        var reading = try ConfigReading(
            Array(text.utf8), file: "/c/config.toml", mode: 0o600, home: "/h",
            providers: ProviderRegistry.descriptions)
        let outlines = reading.outlines
        try #require(outlines.count == 3)
        #expect(outlines.map(\.name) == ["a", nil, nil])
        #expect(outlines.map(\.isEnabled) == [false, true, true])
        #expect(
            outlines.map(\.address) == [
                "https://data.leadlex.com/functions/v1/api-gateway", nil, "http://localhost:1",
            ])
        #expect(outlines.map(\.caFile) == ["/c/ca.pem", nil, nil])
        reading.report(.emptyText, at: "ca-file", of: outlines[0])
        reading.report(.emptyText, at: "name", of: outlines[1])
        #expect(
            reading.mistakes.suffix(2).map { describe($0) } == [
                "/c/config.toml:5: source \"a\": ca-file: must not be empty",
                "/c/config.toml:6: source 2: name: must not be empty",
            ])
        #expect(throws: ConfigurationError.self) { try reading.whole() }
    }

    private func parse(_ text: String) throws -> Config {
        try Config.parse(Array(text.utf8), file: "/c/config.toml", mode: 0o600, home: "/h")
    }
}
