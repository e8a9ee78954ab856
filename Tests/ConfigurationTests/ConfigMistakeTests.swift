import UserConfiguration
import Testing

struct ConfigMistakeTests {
    @Test(arguments: [
        (1, "thme = \"x\"", "unknown key \"thme\"; did you mean \"theme\"?"),
        (1, "zzzzzz = 1", "unknown key \"zzzzzz\""),
        (1, "theme = 3", "theme: expected a text, found a whole number"),
        (1, "theme = \"\"", "theme: must not be empty"),
        (
            1, "interval = \"15\"",
            "interval: expected a duration such as \"15s\", \"5m\" or \"24h\", found \"15\""
        ),
        (
            1, "interval = 15",
            "interval: expected a duration such as \"15s\", \"5m\" or \"24h\", found a whole number"
        ),
        (1, "interval = \"500ms\"", "interval: expected at least 1s, found \"500ms\""),
        (1, "retention = \"0s\"", "retention: expected at least 1s, found \"0s\""),
        (
            1, "timezone = \"Europe/Pariss\"",
            "timezone: unknown time zone \"Europe/Pariss\"; did you mean \"Europe/Paris\"?; "
                + "expected \"local\", \"UTC\" or a name such as \"Europe/Paris\""
        ),
        (
            1, "[source]\nname = \"a\"",
            "source: expected a list of tables: write [[source]], found a table"
        ),
        (1, "view = 1", "view: expected a list of tables: write [[view]], found a whole number"),
        (1, "views = 1", "unknown key \"views\""),
        (1, "[[views]]", "unknown key \"views\"; did you mean \"view\"?"),
        (1, "sorce = \"crm\"", "unknown key \"sorce\""),
        (1, "keyss = true", "unknown key \"keyss\""),
        (1, "[themes]", "unknown key \"themes\""),
        (1, "intervall = 15", "unknown key \"intervall\"; did you mean \"interval\"?"),
        (2, "[keys]\nquit = [1]", "keys.quit[1]: expected a text, found a whole number"),
        (
            2, "[keys]\nquit = 2",
            "keys.quit: expected a text or a list of texts, found a whole number"
        ),
    ])
    func `a mistake at the top says its line and what is wrong`(
        line: Int, text: String, words: String
    ) {
        #expect(mistakes(in: text) == ["config.toml:\(line): \(words)"])
    }

    @Test(arguments: [
        ("tokn = \"x\"", "unknown key \"tokn\"; did you mean \"token\"?"),
        ("intervall = \"1m\"", "unknown key \"intervall\"; did you mean \"interval\"?"),
        ("tokn = [\"x\"]", "unknown key \"tokn\""),
        ("organization = \"x\"", "unknown key \"organization\""),
        ("workspace = \"123\"", "workspace: expected \(uuid), found \"123\""),
        ("workspace = true", "workspace: expected \(uuid), found true or false"),
        ("interval = \"0s\"", "interval: expected at least 1s, found \"0s\""),
        ("enabled = \"yes\"", "enabled: expected true or false, found a text"),
        (
            "base-url = \"api.example.com\"",
            "base-url: expected \(address), found one that does not begin with https://"
        ),
        ("base-url = \"https://a b\"", "base-url: expected \(address), found something else"),
        ("base-url = \"https:///x\"", "base-url: expected \(address), found one without a host"),
        ("base-url = \"ftp://a.b\"", "base-url: expected an https address, found \"ftp\""),
        ("base-url = \"http://a.b\"", "base-url: \(plainHTTP("a.b"))"),
        ("base-url = \"http://127.0.0.1.a.b\"", "base-url: \(plainHTTP("127.0.0.1.a.b"))"),
        (
            "base-url = \"https://me:pw@a.b\"",
            "base-url: an address must not carry a user name or a password"
        ),
        (
            "base-url = \"https://a.b?x=1\"",
            "base-url: an address must not carry a query (\"?…\")"
        ),
        (
            "base-url = \"https://a.b#x\"",
            "base-url: an address must not carry a fragment (\"#…\")"
        ),
        ("base-url = \"https://a.b:65536\"", "base-url: \(port)"),
        ("base-url = \"https://a.b:99999/x\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:99999/\"", "base-url: \(port)"),
        ("base-url = \"http://[::1]:99999\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:0\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:/\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:-1\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:+80\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:80a\"", "base-url: \(port)"),
        ("base-url = \"http://127.0.0.1:٨٠\"", "base-url: \(port)"),
        ("base-url = \"https://a.b:18446744073709551697\"", "base-url: \(port)"),
        ("web-url = \"https://a.b:99999/{run}\"", "web-url: \(port)"),
        ("base-url = 1", "base-url: expected \(address), found a whole number"),
        ("ca-file = \"\"", "ca-file: must not be empty"),
        (
            "web-url = \"https://a.b/{id}\"",
            "web-url: unknown placeholder \"{id}\"; known: \"{pipeline}\", \"{run}\""
        ),
        (
            "web-url = \"https://{run}/\"",
            "web-url: expected \(address), found something else"
        ),
        (
            "web-url = \"http://127.0.0.1/{run}\"",
            "web-url: expected an https address, found \"http\""
        ),
    ])
    func `a mistake in a source names the source`(line: String, words: String) {
        let text = """
            # a comment = "with a key"
            [[source]]
            name = "crm"
            provider = "well"
            token = { env = "T" }
            \(line)
            """
        #expect(mistakes(in: text) == ["config.toml:6: source \"crm\": \(words)"])
    }

    @Test(arguments: [
        ("{ enb = \"T\" }", "token: unknown key \"enb\"; did you mean \"env\"?"),
        ("{}", "token: names no secret; expected one of env, file or command"),
        (
            "{ env = \"T\", file = \"f\" }",
            "token: expected one of env, file or command, found env and file"
        ),
        ("{ command = [] }", "token.command: must name at least one"),
        ("{ command = \"op read\" }", "token.command: expected a list of texts, found a text"),
        ("{ command = [\"op\", \"\"] }", "token.command[2]: must not be empty"),
        (
            "12",
            "token: expected { env = \"…\" }, { file = \"…\" } or { command = [\"…\"] },"
                + " found a whole number"
        ),
        ("\"\"", "token: must not be empty"),
    ])
    func `a secret that is named wrongly is explained`(value: String, words: String) {
        let text = "[[source]]\nname = \"crm\"\nprovider = \"well\"\n\ntoken = \(value)\n"
        #expect(mistakes(in: text) == ["config.toml:5: source \"crm\": \(words)"])
    }

    @Test func `a key is missing at its table's header, near a key that was likely meant`() {
        let text = "\n[[source]]\nname = \"crm\"\nprovider = \"well\"\ntokn = { env = \"T\" }\n"
        #expect(
            mistakes(in: text) == [
                "config.toml:2: source \"crm\": missing key \"token\"",
                "config.toml:5: source \"crm\": unknown key \"tokn\"; did you mean \"token\"?",
            ])
        #expect(
            mistakes(in: "[[source]]\ntoken = { env = \"T\" }") == [
                "config.toml:1: source 1: missing key \"name\"",
                "config.toml:1: source 1: missing key \"provider\"",
            ])
    }

    @Test func `basic signing needs the organization`() {
        let text = """
            [[source]]
            name = "w"
            provider = "polytomic"
            auth = "basic"
            token = { env = "T" }
            """
        #expect(
            mistakes(in: text) == [
                "config.toml:1: source \"w\": missing key \"organization\","
                    + " which auth = \"basic\" needs"
            ])
        #expect(
            mistakes(in: text.replacing("basic", with: "baerer")) == [
                "config.toml:4: source \"w\": auth: unknown value \"baerer\";"
                    + " did you mean \"bearer\"?; known: \"bearer\", \"basic\""
            ])
    }

    @Test(arguments: [
        ("", "config.toml:1: source \"a\": missing key \"team\""),
        ("team = 0", "config.toml:5: source \"a\": team: \(wholeNumber), found 0"),
        ("team = -4", "config.toml:5: source \"a\": team: \(wholeNumber), found -4"),
        ("team = \"936506\"", "config.toml:5: source \"a\": team: \(wholeNumber), found a text"),
    ])
    func `a supermetrics source needs the number of its team`(line: String, words: String) {
        let text =
            "[[source]]\nname = \"a\"\nprovider = \"supermetrics\"\n"
            + "token = { env = \"K\" }\n\(line)\n"
        #expect(mistakes(in: text) == [words])
    }

    @Test func `a connector that is no identifier is quoted`() {
        let text =
            "[[source]]\nname = \"a\"\nprovider = \"supermetrics\"\nteam = 1\n"
            + "token = { env = \"K\" }\nconnectors = [\"T3S-70_a\", \"../x\"]\n"
        #expect(
            mistakes(in: text) == [
                "config.toml:6: source \"a\": connectors[2]: "
                    + "expected letters, digits, \"_\" and \"-\", found \"../x\""
            ])
    }

    @Test func `an unknown provider lists the known ones, and its keys are not doubted`() {
        let text = """
            [[source]]
            name = "w"
            provider = "polytomc"
            organization = "o"
            workspace = "w"
            zebra = 1
            """
        let found = mistakes(in: text)
        #expect(found.count == 2)
        #expect(found.first?.hasPrefix("config.toml:3: source \"w\": provider: unknown") == true)
        #expect(found.first?.contains("did you mean \"polytomic\"?; known: \"well\"") == true)
        #expect(found.last == "config.toml:6: source \"w\": unknown key \"zebra\"")
    }

    @Test func `a name is used once, and can be typed`() {
        let text = """
            [[source]]
            name = "crm"
            provider = "well"
            token = { env = "T" }
            [[source]]
            provider = "well"
            token = { env = "T" }
            name = "crm"
            [[source]]
            name = "my crm"
            provider = "well"
            token = { env = "T" }
            """
        #expect(
            mistakes(in: text) == [
                "config.toml:8: source \"crm\": name: the name \"crm\" is taken"
                    + " by the source in line 1",
                "config.toml:10: source \"my crm\": name: \"my crm\" cannot name a source:"
                    + " use up to 64 letters, digits, \".\", \"_\" and \"-\","
                    + " beginning with a letter or a digit",
            ])
    }

    @Test func `a secret is not written out where others can read it`() {
        let text = "[[source]]\nname = \"a\"\nprovider = \"well\"\ntoken = \"wk_canary\"\n"
        #expect(
            mistakes(in: text, mode: 0o640) == [
                "config.toml:4: source \"a\": token: the file contains a secret and others can"
                    + " read it (mode 0640); make the file 0600, or name the secret:"
                    + " { env = \"…\" }, { file = \"…\" } or { command = [\"…\"] }"
            ])
        #expect(mistakes(in: text, mode: 0o600).isEmpty)
    }

    @Test(arguments: [
        "theme = \"wk_canary_1\"", "timezone = \"wk_canary_1\"", "interval = \"wk_canary_1\"",
        "backfill = \"wk_canary_1\"", "wk_canary_1_wk_canary_1 = true", "wk_canary = 1",
        "wk_canary.env = 1", "[wk_canary]", "[[wk_canary]]", "[keys]\nwk_canary = 1",
        "[keys.wk_canary]\nenv = 1", "[wk_canary]\n[wk_canary]", "wk_canary = 1\nwk_canary.x = 2",
        "x.wk_canary = 1\nx.wk_canary = 2",
        "[[view]]\nname = \"x\"\nsort = \"wk_canary_1\"",
        "[[view]]\nname = \"x\"\nview = \"wk_canary_1\"",
    ])
    func `a secret under a key at the top is not repeated`(text: String) {
        let found = mistakes(in: text).joined(separator: "\n")
        // Whether there is such a theme is not for this reader to say.
        #expect(found.isEmpty == text.hasPrefix("theme"))
        #expect(!found.contains("canary"), "\(found)")
    }

    @Test(arguments: [
        "name = \"wk/canary+1==\"", "provider = \"wk_canary_1\"", "auth = \"wk_canary_1\"",
        "base-url = \"wk_canary_1\"", "base-url = \"https://me:wk_canary_1@a.b\"",
        "base-url = \"wk_canary_1@a.b\"", "base-url = \"https://a.b?token=wk_canary_1\"",
        "base-url = \"https://a.b#wk_canary_1\"", "base-url = \"wkcanary1://a.b\"",
        "base-url = \"https://a.b:wk_canary_1\"", "web-url = \"https://me:wk_canary_1@a.b/{run}\"",
        "web-url = \"https://a.b/{wk_canary_1}\"", "web-url = \"wk_canary_1\"",
        "interval = \"wk_canary_1\"", "enabled = \"wk_canary_1\"", "token = [\"wk_canary_1\"]",
        "token = { env = \"a\", file = \"wk_canary_1\" }",
        "token = { wk_canary_1_wk_canary_1 = \"env\" }", "token = { wk_canary = 1 }",
        "token.wk_canary = \"x\"", "wk_canary.token = \"x\"", "name = \"wk/canary\"",
        "token = { env = [\"wk_canary_1\"] }",
        "token = { command = \"wk_canary_1\" }", "token = { value = \"wk_canary_1\" }",
        "tokn = \"wk_canary_1\"", "secret = \"wk_canary_1\"", "team = \"wk_canary_1\"",
    ])
    func `a secret under a key of a source is not repeated`(line: String) {
        let key = line.prefix { $0 != " " }
        let rest = [
            "name = \"crm\"", "provider = \"polytomic\"", "token = { env = \"T\" }",
        ].filter { !$0.hasPrefix(key + " ") }
        let text = "[[source]]\n" + (rest + [line]).joined(separator: "\n")
        let found = mistakes(in: text).joined(separator: "\n")
        #expect(found.contains("config.toml:"))
        #expect(!found.contains("canary"), "\(found)")
    }

    @Test func `all mistakes of a file come at once, in the file's order`() {
        let text = """
            interval = "soon"
            [[source]]
            name = "a"
            provider = "well"
            token.env = 3
            [[source]]
            name = "b"
            provider = "wall"
            [kes]
            """
        let lines = mistakes(in: text).map { $0.split(separator: ":")[1] }
        #expect(lines == ["1", "5", "8", "9"])
    }

    @Test func `a table that is there may be meant once more`() {
        let text = """
            [keys]
            pause = "P"
            [keyss]
            [[source]]
            name = "crm"
            provider = "well"
            token = { env = "T" }
            [[sources]]
            """
        #expect(
            mistakes(in: text) == [
                "config.toml:3: unknown key \"keyss\"; did you mean \"keys\"?",
                "config.toml:8: unknown key \"sources\"; did you mean \"source\"?",
            ])
    }

    private static let wholeNumber = "expected a whole number of at least 1"
    private static let uuid = "a UUID such as \"00000000-0000-4000-8000-000000000000\""
    private static let address = "an address such as \"https://example.com\""

    private static let port = "expected a port from 1 to 65535"

    private static func plainHTTP(_ host: String) -> String {
        "plain http would send the secret readable to \"\(host)\"; use https"
            + " (http is for this machine's own addresses)"
    }
}

/// The worded mistakes of a configuration.
func mistakes(in text: String, mode: UInt16 = 0o600) -> [String] {
    mistakes(in: Array(text.utf8), mode: mode)
}

/// The worded mistakes of a configuration's bytes.
func mistakes(in bytes: [UInt8], mode: UInt16 = 0o600) -> [String] {
    do {
        _ = try Config.parse(bytes, file: "config.toml", mode: mode, home: nil)
        return []
    } catch {
        return describe(error)
    }
}
