import Runs
import RunTable
import UserConfiguration
import Simulator
import Terminal
import Testing
import TUI

@testable import Commands

/// What is derived from the environment, the command line and the theme's file.
struct SurroundingsTests {
    @Test(
        arguments: [
            ([:], false), (["LANG": "en_US.UTF-8"], true), (["LANG": "en_US.utf8"], true),
            (["LANG": "C"], false), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false),
            (["LC_ALL": "C.UTF-8", "LC_CTYPE": "C", "LANG": "C"], true),
            (["LC_CTYPE": "C", "LANG": "en_US.UTF-8"], false),
            (["LC_CTYPE": "de_DE.utf-8", "LANG": "C"], true),
            (["LC_ALL": "", "LC_CTYPE": "", "LANG": "en_US.UTF-8"], true),
            (["LC_ALL": "", "LC_CTYPE": "C", "LANG": "en_US.UTF-8"], false),
        ] as [([String: String], Bool)])
    func `signs are Unicode where the first locale that is set is UTF-8`(
        environment: [String: String], isUnicode: Bool
    ) {
        let glyphs: Glyphs = isUnicode ? .unicode : .ascii
        #expect(Glyphs.standard(environment: environment) == glyphs)
    }

    private static let modifiers: [(ThemeModifier, TextAttributes)] = [
        (.bold, .bold), (.dim, .dim), (.italic, .italic), (.underline, .underline),
        (.reverse, .reverse), (.strikethrough, .strikethrough),
    ]

    @Test func `a theme's style keeps its modifiers and its colours apart`() {
        for (modifier, attribute) in Self.modifiers {
            #expect(Style(ThemeStyle(modifiers: [modifier])) == Style(attributes: attribute))
        }
        let both = Style(ThemeStyle(modifiers: [.bold, .reverse]))
        #expect(both.attributes == [.bold, .reverse])
        #expect(
            Style(ThemeStyle(foreground: .ansi(3), background: .palette(200)))
                == Style(foreground: .ansi(3), background: .palette(200)))
        #expect(
            Style(ThemeStyle(foreground: .rgb(red: 1, green: 2, blue: 3)))
                == Style(foreground: .rgb(1, 2, 3)))
        #expect(Style(ThemeStyle(foreground: .terminalDefault)) == Style.plain)
    }

    @Test func `sources are completed from the configuration that the command line names`() throws {
        try TemporaryHome.with { home in
            func names(_ words: String...) -> [String] {
                OptionWords.sources(in: words, environment: home.environment)
            }
            try home.write(CompositionTests.three)
            let source = "[[source]]\nprovider = \"well\"\ntoken = { env = \"A\" }\n"
            try home.write(source + "name = \"x\"\n", to: "x.toml")
            try home.write(source + "name = \"y\"\n", to: "y.toml")
            let folder = home.path + "/synctop/"
            let usual = ["prod", "spare", "warehouse"]
            #expect(names("synctop", "runs", "--source") == usual)
            #expect(names("synctop", "--source", "--config") == usual)
            #expect(names("synctop", "--config", folder + "x.toml", "--source") == ["x"])
            #expect(names("synctop", "--config=\(folder)x.toml", "--source") == ["x"])
            #expect(names("--config=\(folder)x.toml", "--config=\(folder)y.toml") == ["y"])
            #expect(names("--config", folder + "nowhere.toml").isEmpty)
        }
    }

    @Test func `every key of sorting is completed either way round`() {
        let keys = SortKey.allCases.map(\.rawValue)
        #expect(OptionWords.orders.count == 2 * keys.count)
        #expect(Set(OptionWords.orders) == Set(keys + keys.map { "-" + $0 }))
        #expect(OptionWords.plans == ["starter", "pro", "org"])
    }

    @Test(arguments: [
        ("500ms", 500), ("60s", 60_000), ("1h30m", 5_400_000), ("1ms", 1),
    ])
    func `a duration and an age are as long as they say`(text: String, milliseconds: Int64) throws {
        #expect(try OptionValue.duration(text) == .milliseconds(milliseconds))
        #expect(try OptionValue.age(text) == .milliseconds(milliseconds))
    }

    @Test func `an age may be nothing, and a wait may not`() throws {
        #expect(try OptionValue.age("0s") == .zero)
        let failure = #expect(throws: CommandError.self) { try OptionValue.duration("0s") }
        #expect(failure?.lines == ["a duration is written like 500ms, 60s, 5m or 1h30m."])
    }

    @Test func `numbers reach to both of their ends`() throws {
        #expect(try OptionValue.history("0") == 0)
        #expect(try OptionValue.port("0") == 0)
        #expect(try OptionValue.speed("0.001") == 0.001)
        #expect(try OptionValue.limit("1000000000") == 1_000_000_000)
        let failure = #expect(throws: CommandError.self) { try OptionValue.history("1000001") }
        #expect(failure?.lines == ["--history takes a number from 0 to 1000000."])
        let port = #expect(throws: CommandError.self) { try OptionValue.port("65536") }
        #expect(port?.lines == ["--port takes a number from 0 to 65535."])
        #expect(throws: CommandError.self) { try OptionValue.speed("1000.001") }
    }

    @Test(
        arguments: [
            (.notATerminal, "the interface needs a terminal"),
            (.noTerminalType, "TERM is not set; try TERM=xterm-256color"),
            (
                .unknownTerminal("xterm-odd"),
                "no terminal is known as TERM=xterm-odd; install the package ncurses-base or "
                    + "ncurses-term, or look at TERMINFO"
            ),
            (
                .unknownTerminal("odd-xterm"),
                "no terminal is known as TERM=odd-xterm; try TERM=xterm-256color"
            ),
            (.unusableTerminal("dumb"), "TERM=dumb cannot move its cursor"),
        ] as [(TerminalError, String)])
    func `a terminal that cannot be used is told with what to do instead`(
        error: TerminalError, words: String
    ) {
        let failure = CommandError(error)
        #expect(failure.status == .usage)
        #expect(
            failure.lines
                == [words, "`synctop runs` prints the runs without the interface."])
    }
}
