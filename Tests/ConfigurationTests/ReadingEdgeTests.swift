import Providers
import Runs
import Testing

@testable import UserConfiguration

/// Where the values of a configuration have their edges, and what of them is quoted.
struct ReadingEdgeTests {
    private static let durations = "expected a duration such as \"15s\", \"5m\" or \"24h\", found"

    /// Settings, and what is wrong with them; nil where nothing is.
    private static let edges: [(String, String?)] = [
        ("interval = \"1s\"", nil), ("retention = \"1s\"", nil), ("backfill = \"0s\"", nil),
        ("interval = \"999ms\"", "interval: expected at least 1s, found \"999ms\""),
        ("retention = \"999ms\"", "retention: expected at least 1s, found \"999ms\""),
        ("source = [1]", "source[1]: expected a table, found a whole number"),
        ("view = [true]", "view[1]: expected a table, found true or false"),
        // What is as long as a secret, and as free of blanks, may be one.
        ("interval = \"1234567\"", "interval: \(durations) \"1234567\""),
        ("interval = \"12345678\"", "interval: \(durations) \"…\""),
        ("interval = \"in a while\"", "interval: \(durations) \"in a while\""),
        ("interval = \"12345\\n678\"", "interval: \(durations) \"…\""),
        ("zzzzzzzzzzzzzzzzzzz = 1", "unknown key \"zzzzzzzzzzzzzzzzzzz\""),
    ]

    @Test(arguments: edges)
    func `a value is taken or refused at its edge`(text: String, words: String?) {
        #expect(mistakes(in: text) == (words.map { ["config.toml:1: \($0)"] } ?? []))
    }

    private static let keys: [(String, String)] = [
        ("a-bc-d = 1", "1: unknown key \"a-bc-d\""),
        ("zzzzzzzzzzzzzzzzzzzz = 1", "1:1: unknown key"), (" a1 = 1", "1:2: unknown key"),
        ("Abcdef = 1", "1:1: unknown key"), ("-a = 1", "1:1: unknown key"),
        ("\"a.\" = 1", "1:1: unknown key"), ("\"\" = 1", "1:1: unknown key"),
        ("[a_b]", "1:1: unknown key"), ("[x]\ny.a_b = 1", "1: unknown key \"x\""),
        // What is near a known key is none of a secret.
        ("base_ul = 1", "1:1: unknown key"),
        ("them_ = 1", "1: unknown key \"them_\"; did you mean \"theme\"?"),
        ("a_b = 1\na_b = 2", "2:1: this key is set twice; see line 1"),
        ("a.b = 1\na.b = 2", "2:3: \"a.b\" is set twice; see line 1"),
        ("[a.b_c]\n[a.b_c]", "2:1: this table is defined twice; see line 1"),
        ("a_b = 1\na_b.c = 2", "2:1: nothing can be added to this key; see line 1"),
        (
            "[keys]\na_b = 2",
            "2:1: keys: expected a text or a list of texts, found a whole number"
        ),
        (
            "[keys]\na-b = 2",
            "2: keys.a-b: expected a text or a list of texts, found a whole number"
        ),
        ("[keys]\na_b = [1]", "2:8: keys: expected a text, found a whole number"),
    ]

    @Test(arguments: keys)
    func `a key that may be a secret is told with its place`(text: String, words: String) {
        #expect(mistakes(in: text).first == "config.toml:\(words)")
    }

    @Test func `no key is told with its place alone`() {
        let sources = ProviderRegistry.descriptions.flatMap(\.keyTable)
        let rows = Config.keyTable + SourceSettings.keyTable + ViewSettings.keyTable + sources
        for key in rows.map(\.name) {
            let mistake = ConfigMistake(
                file: "c", position: FilePosition(line: 1, column: 1),
                problem: .unknownKey(key, nearest: nil))
            #expect(describe(mistake) == "c:1: unknown key \"\(key)\"")
        }
    }

    @Test(arguments: [
        ("timezone = \"UTC\"", TimeZoneChoice.utc), ("timezone = \"utc\"", .utc),
        ("timezone = \"local\"", .local), ("", .local),
        ("timezone = \"Europe/Paris\"", .named("Europe/Paris")),
    ])
    func `a time zone has a name`(text: String, zone: TimeZoneChoice) throws {
        #expect(try parse(text).timeZone == zone)
        #expect(mistakes(in: "timezone = \"GMT+0200\"").count == 1)
    }

    @Test func `what is not set has its default`() throws {
        let config = try parse("")
        #expect(config.historySize == 1_000_000_000)
        #expect(!config.bell && !config.mouse)
        #expect(config.views.isEmpty && config.keys.isEmpty)
    }

    private static let names: [(String, Bool)] = [
        ("a", true), ("0", true), ("a.b_c-D9", true), (String(repeating: "n", count: 64), true),
        (String(repeating: "n", count: 65), false), ("", false), ("-a", false), (".a", false),
        ("_a", false), ("a b", false), ("é", false), ("a\n", false),
    ]

    @Test(arguments: names)
    func `a source's name can be typed`(name: String, isValid: Bool) {
        #expect(SourceName.isValid(name) == isValid)
    }

    private static let paths: [(String, String, String?, String)] = [
        ("/c/config.toml", "~", "/h", "/h"), ("/c/config.toml", "~/x", "/h", "/h/x"),
        ("/c/config.toml", "~ada/x", "/h", "/c/~ada/x"), ("/c/config.toml", "~/x", nil, "/c/~/x"),
        ("/c/config.toml", "x/y", "/h", "/c/x/y"), ("/c/config.toml", "/x", "/h", "/x"),
        ("config.toml", "x", "/h", "x"), ("/config.toml", "x", "/h", "/x"),
    ]

    @Test(arguments: paths)
    func `a path is seen from the home folder or from the file's own`(
        file: String, path: String, home: String?, resolved: String
    ) {
        let context = ReadingContext(file: file, positions: [:], home: home, mode: 0o600)
        #expect(context.resolvedPath(path) == resolved)
    }

    private static let modes: [(UInt16, Bool)] = [
        (0o600, true), (0o400, true), (0o700, true), (0o640, false), (0o604, false),
        (0o610, false), (0o601, false), (0o602, false),
    ]

    @Test(arguments: modes)
    func `a secret is written out where nobody else can read it, or where it stays`(
        mode: UInt16, isTaken: Bool
    ) {
        var context = ReadingContext(file: "c", positions: [:], home: nil, mode: mode)
        #expect(context.allowsLiteralSecrets == isTaken)
        context.isLoopback = true
        #expect(context.allowsLiteralSecrets)
    }

    @Test func `of an address that is wrong one mistake is enough, of another host it is not`() {
        func text(_ address: String) -> String {
            "[[source]]\nname = \"a\"\nprovider = \"well\"\ntoken = \"demo\"\n"
                + "base-url = \"\(address)\"\n"
        }
        #expect(
            mistakes(in: text("ftp://x"), mode: 0o644) == [
                "config.toml:5: source \"a\": base-url: expected an https address, found \"ftp\""
            ])
        for address in ["https://a.b", "https://127.0.0.1.a.b"] {
            let found = mistakes(in: text(address), mode: 0o644)
            #expect(found.count == 1)
            #expect(found.first?.contains("the file contains a secret") == true)
        }
        #expect(mistakes(in: text("https://localhost"), mode: 0o644).isEmpty)
        #expect(mistakes(in: text("https://a.b///")).isEmpty)
    }

    @Test func `each identifier that is none is told`() {
        let text =
            "[[source]]\nname = \"a\"\nprovider = \"supermetrics\"\nteam = 1\n"
            + "token = { env = \"K\" }\nconnectors = [\"../x\", \"a\", \"b c\"]\n"
        let start = "config.toml:6: source \"a\": connectors"
        let words = "expected letters, digits, \"_\" and \"-\", found"
        #expect(
            Set(mistakes(in: text)) == [
                "\(start)[1]: \(words) \"../x\"", "\(start)[3]: \(words) \"b c\"",
            ])
    }

    private func parse(_ text: String) throws -> Config {
        try Config.parse(Array(text.utf8), file: "config.toml", mode: 0o600, home: nil)
    }
}
