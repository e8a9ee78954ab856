import Runs
import UserConfiguration
import Testing

/// What two configurations differ in.
struct ConfigChangeTests {
    private static let base = """
        interval = "15s"
        [[source]]
        name = "a"
        provider = "well"
        token = { env = "A" }
        [[source]]
        name = "b"
        provider = "leadlex"
        token = { env = "B" }
        interval = "30s"
        """

    private func config(_ text: String) throws -> Config {
        try Config.parse(Array(text.utf8), file: "config.toml", mode: 0o600, home: nil)
    }

    private func change(_ old: String, _ new: String) throws -> ConfigChange {
        ConfigChange(from: try config(old), to: try config(new))
    }

    @Test func `the same settings differ in nothing, however they are laid out`() throws {
        let other = "# a comment\n\n" + Self.base.replacing("30s", with: "30000ms")
        let change = try change(Self.base, other)
        #expect(change.isEmpty)
        #expect(change.kept == [SourceName("a"), SourceName("b")])
    }

    @Test func `sources come, go, and change by any of their keys`() throws {
        let new = Self.base.replacing("\"a\"", with: "\"c\"").replacing("\"B\"", with: "\"BB\"")
        let change = try change(Self.base, new)
        #expect(change.added == [SourceName("c")])
        #expect(change.removed == [SourceName("a")])
        #expect(change.changed == [SourceName("b")])
        #expect(change.kept.isEmpty)
        #expect(change.aspects.isEmpty)
    }

    @Test(arguments: [
        ("token = { env = \"A\" }", "token = { file = \"/a\" }"),
        ("token = { env = \"A\" }", "token = { env = \"A\" }\ninterval = \"20s\""),
        ("token = { env = \"A\" }", "token = { env = \"A\" }\nbackfill = \"2h\""),
        ("token = { env = \"A\" }", "token = { env = \"A\" }\nenabled = false"),
        ("token = { env = \"A\" }", "token = { env = \"A\" }\nbase-url = \"http://127.0.0.1:9\""),
        (
            "token = { env = \"A\" }",
            "token = { env = \"A\" }\nworkspace = \"00000000-0000-4000-8000-000000000000\""
        ),
        ("interval = \"15s\"\n", "interval = \"16s\"\n"),
        ("token = { env = \"A\" }", "token = { env = \"A\" }\nca-file = \"/a.pem\""),
        ("token = { env = \"A\" }", "token = { env = \"A\" }\nweb-url = \"https://a.b/{run}\""),
    ])
    func `a source is another one by its credential, pace, depth, place and scope`(
        _ old: String, _ new: String
    ) throws {
        let change = try change(Self.base, Self.base.replacing(old, with: new, maxReplacements: 1))
        #expect(change.changed == [SourceName("a")])
        #expect(change.kept == [SourceName("b")])
    }

    @Test(arguments: [
        ("theme = \"ember\"", ConfigChange.Aspect.theme), ("timezone = \"UTC\"", .timeZone),
        ("retention = \"1d\"", .retention), ("bell = true", .bell), ("mouse = true", .mouse),
        ("history-size = \"2GB\"", .historySize),
    ])
    func `every setting of all is told by itself`(
        _ line: String, _ aspect: ConfigChange.Aspect
    ) throws {
        let change = try change(Self.base, line + "\n" + Self.base)
        #expect(change.aspects == [aspect])
        #expect(change.kept.count == 2)
    }

    @Test func `keys and views are told, and lines that move are not`() throws {
        let keys = Self.base + "\n[keys]\npause = \"P\"\n"
        #expect(try change(Self.base, keys).aspects == [.keys])
        #expect(try change(keys, "\n\n" + keys).isEmpty)
        let view = Self.base + "\n[[view]]\nname = \"x\"\n"
        #expect(try change(Self.base, view).aspects == [.views])
    }

    @Test func `an order that is another is told`() throws {
        let parts = Self.base.split(separator: "[[source]]").map(String.init)
        let swapped = parts[0] + "[[source]]" + parts[2] + "\n[[source]]" + parts[1]
        let change = try change(Self.base, swapped)
        #expect(change.aspects == [.order])
        #expect(change.kept.count == 2)
    }

    @Test func `how far back sources are read changes all that do not say it themselves`() throws {
        let deeper = "backfill = \"2h\"\n" + Self.base
        #expect(try change(Self.base, deeper).changed == [SourceName("a"), SourceName("b")])
        let own = Self.base + "\nbackfill = \"1d\"\n"
        #expect(try change(own, "backfill = \"2h\"\n" + own).changed == [SourceName("a")])
        // What it is without being said is no change.
        #expect(try change(Self.base, own).isEmpty)
    }

    @Test func `each kind of change is one`() throws {
        let parts = Self.base.split(separator: "[[source]]").map(String.init)
        let one = parts[0] + "[[source]]" + parts[1]
        let (fewer, more) = (try change(Self.base, one), try change(one, Self.base))
        #expect(fewer.removed == [SourceName("b")] && !fewer.isEmpty && fewer.aspects.isEmpty)
        #expect(more.added == [SourceName("b")] && !more.isEmpty && more.aspects.isEmpty)
        let other = try change(Self.base, Self.base.replacing("30s", with: "31s"))
        #expect(other.changed == [SourceName("b")] && !other.isEmpty)
        #expect(try !change(Self.base, "bell = true\n" + Self.base).isEmpty)
    }
}
