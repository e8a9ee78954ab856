import Commands
import Runs
import RunTable
import Simulator
import Testing
import TUI

struct OptionValueTests {
    @Test func `an empty path of a configuration is a mistake of usage`() throws {
        #expect(try OptionValue.configFile("c.toml") == "c.toml")
        let failure = #expect(throws: CommandError.self) { try OptionValue.configFile("") }
        #expect(failure == CommandError(["--config takes a path."], status: .usage))
    }

    @Test(arguments: ["theme = \"x\"\n[[source]]", String(repeating: "x", count: 4_096), "\r\n"])
    func `the text of a configuration is no path`(text: String) {
        let failure = #expect(throws: CommandError.self) { try OptionValue.configFile(text) }
        #expect(failure == CommandError(["--config takes a path."], status: .usage))
    }

    @Test(arguments: [
        "", ",", "failed,", ",failed", "failed,,warning", " ", "failed, warning", "x",
    ])
    func `a list of statuses with an item that is none is refused`(text: String) throws {
        #expect(try OptionValue.statuses("failed,warning") == [.failed, .warning])
        let failure = #expect(throws: CommandError.self) { try OptionValue.statuses(text) }
        #expect(failure?.status == .usage)
    }

    /// Every reader of a value, by the option.
    private static let readers: [(String, @Sendable (String) throws -> Void)] = [
        ("--config", { _ = try OptionValue.configFile($0) }),
        ("--keep", { _ = try OptionValue.folder($0) }),
        ("--fail-on", { _ = try OptionValue.statuses($0) }),
        ("--fault", { _ = try OptionValue.faults($0) }),
        ("--limit", { _ = try OptionValue.limit($0) }),
        ("--port", { _ = try OptionValue.port($0) }),
        ("--history", { _ = try OptionValue.history($0) }),
        ("--speed", { _ = try OptionValue.speed($0) }),
        ("--plan", { _ = try OptionValue.plan($0) }),
        ("--view", { _ = try OptionValue.view($0) }),
        ("--sort", { _ = try OptionValue.order($0) }),
        ("--max-age", { _ = try OptionValue.age($0) }),
        ("--timeout", { _ = try OptionValue.duration($0) }),
        ("--log-level", { _ = try OptionValue.logLevel($0) }),
    ]

    @Test func `no reader takes an empty value`() {
        for (option, read) in Self.readers {
            #expect(throws: CommandError.self, "\(option)") { try read("") }
        }
    }

    @Test func `what a shell asks for a completion stays as it is`() {
        let question = ["---completion", "runs", "--", "--source", "3", "0", "synctop"]
        #expect(SourceOption.joined(question) == question)
    }

    @Test(arguments: [
        (["runs", "--source", "a"], ["runs", "--source=a"]),
        (
            ["--source", "a", "b", "--source=c", "--source", "d", "--limit", "1"],
            ["--source=a\0b\0c\0d", "--limit", "1"]
        ),
        (
            ["--source", "a", "--limit", "1", "--source", "b"],
            ["--source=a", "--limit", "1", "--source=b"]
        ),
        (["--source"], ["--source"]), (["--source", "--offline"], ["--source", "--offline"]),
        (["--source", ""], ["--source="]), (["--source="], ["--source="]),
        (["--source", "a", "--source", "-x"], ["--source=a", "--source", "-x"]),
        (["--sources", "a"], ["--sources", "a"]), ([], []),
    ])
    func `sources in a row become one argument`(arguments: [String], joined: [String]) {
        #expect(SourceOption.joined(arguments) == joined)
        #expect(SourceOption.names("a\0b") == ["a", "b"])
        #expect(SourceOption.names("") == [""])
    }

    @Test func `a plan is read by its name`() throws {
        #expect(try OptionValue.plan("starter").perDay == 100)
        #expect(try OptionValue.plan("pro").perDay == 1_000)
        #expect(try OptionValue.plan("org").perDay == 10_000)
        let failure = #expect(throws: CommandError.self) { try OptionValue.plan("big") }
        #expect(failure?.lines == ["no plan is called \"big\"; there are: starter, pro, org."])
    }

    @Test func `a key of sorting begins where it does on the screen, and a minus inverts it`()
        throws
    {
        #expect(try OptionValue.order("duration") == RunOrder(key: .duration, descending: true))
        #expect(try OptionValue.order("-duration") == RunOrder(key: .duration, descending: false))
        #expect(try OptionValue.order("pipeline") == RunOrder(key: .pipeline, descending: false))
        #expect(try OptionValue.order("-id") == RunOrder(key: .id, descending: true))
        let failure = #expect(throws: CommandError.self) { try OptionValue.order("-durration") }
        #expect(
            failure?.lines == [
                "no sort key is called \"durration\"; did you mean \"duration\"? there are: "
                    + "started, finished, source, provider, pipeline, status, trigger, duration, "
                    + "attempt, http, event, error, id."
            ])
    }

    @Test func `a view is read by its name`() throws {
        #expect(try OptionValue.view("runs") == .runs)
        #expect(try OptionValue.view("sources") == .sources)
        #expect(try OptionValue.view("errors") == .errors)
        let failure = #expect(throws: CommandError.self) { try OptionValue.view("tables") }
        #expect(
            failure?.lines == [
                "no view is called \"tables\"; there are: runs, pipelines, errors, sources."
            ])
    }

    @Test(arguments: ["0", "-1", "1001", "nan", "inf", "x", ""])
    func `a speed without sense is refused`(text: String) throws {
        #expect(try OptionValue.speed("1000") == 1_000)
        #expect(throws: CommandError.self) { try OptionValue.speed(text) }
    }

    @Test(arguments: ["-1", "65536", "x", ""])
    func `a number out of its range is refused`(text: String) throws {
        #expect(try OptionValue.port("65535") == 65_535)
        #expect(try OptionValue.history("1000000") == 1_000_000)
        #expect(try OptionValue.limit("0") == 0)
        #expect(throws: CommandError.self) { try OptionValue.port(text) }
        guard text != "65536" else { return }
        #expect(throws: CommandError.self) { try OptionValue.history(text) }
        #expect(throws: CommandError.self) { try OptionValue.limit(text) }
    }

    @Test func `a word that is no command is told with the nearest that is`() {
        let commands = ["demo", "runs", "check"]
        let near = CommandError(noCommand: "chek", among: commands)
        #expect(near.status == .usage)
        #expect(
            near.lines == [
                "there is no command \"chek\"; did you mean `synctop check`?",
                "There are: demo, runs, check; `synctop --help` describes them.",
            ])
        let far = CommandError(noCommand: "xyzzy", among: commands)
        #expect(far.lines.first == "there is no command \"xyzzy\"")
    }
}
