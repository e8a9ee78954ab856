import Foundation
@testable import UserConfiguration
import Testing

struct SyntaxMistakeTests {
    @Test func `a broken line says its line and column`() {
        #expect(
            mistakes(in: "theme = \"midnight\"\ninterval = \n") == [
                "config.toml:2:12: expected a value"
            ])
    }

    @Test(arguments: [
        ("theme = midnight", 9, "expected a value; write a text in quotation marks"),
        ("token = { env = WELL }", 17, "expected a value; write a text in quotation marks"),
        ("theme = \"midnight", 9, "this text has no closing quotation mark"),
        ("theme = 'midnight", 9, "this text has no closing quotation mark"),
        ("interval = 15s", 12, "expected a number; write a text in quotation marks"),
    ])
    func `a text without its quotation marks is told with its line and what is expected`(
        line: String, column: Int, words: String
    ) {
        for end in ["\n", "\r\n", "\ntheme = \"dusk\"\n", ""] {
            let found = mistakes(in: "bell = true\n\(line)\(end)")
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("config.toml:2:\(column)") == true)
            #expect(found.first?.hasSuffix(": \(words)") == true, "\(found)")
        }
    }

    @Test func `a key that comes twice is a mistake`() {
        #expect(
            mistakes(in: "theme = \"a\"\ntheme = \"b\"\n") == [
                "config.toml:2:1: \"theme\" is set twice; see line 1"
            ])
    }

    @Test(arguments: [
        "token = true_canary_1", "token = 123canary", "token = canary", "token = \"canary",
        "token = 9canary9999999999999999999", "token = 0xcanary", "token = 'canary",
        "token = tcanary", "token = 99999999999999999999999999999999",
    ])
    func `a broken value is never repeated`(line: String) {
        let found = mistakes(in: "[[source]]\n\(line)\n").joined()
        #expect(!found.isEmpty)
        #expect(!found.contains("canary"))
        #expect(!found.contains("99999"))
    }

    @Test(arguments: [
        "token = { env = \"wk_canary_1 }", "token = { env = 'wk_canary_1' ", "token wk_canary_1",
        "wk_canary_1", "token = wk_canary_1", "token = { wk_canary_1 }", "token: \"wk_canary_1\"",
        "token = \"\\wk_canary_1\"", "token = \"wk_canary_1\" \"wk_canary_1\"",
        "token = \"wk_canary_1\" wk_canary_1", "token = [\"wk_canary_1\"",
        "[wk canary wk_canary_1]",
        "token = \"wk_canary_1\"\ntoken = \"wk_canary_1\"", "token = \"\"\"wk_canary_1",
        "\"wk_canary_1\" = \"x\" y", "token == \"wk_canary_1\"", "= \"wk_canary_1\"",
        "https://me:wk_canary_1@a.b", "token = https://me:wk_canary_1@a.b",
        "token = \"a\nwk_canary_1\"", "export TOKEN=wk_canary_1",
    ])
    func `a line that is no TOML is told without what is written in it`(line: String) {
        let found = mistakes(in: "[[source]]\nname = \"crm\"\n\(line)\n").joined(separator: "\n")
        #expect(found.hasPrefix("config.toml:"))
        #expect(!found.contains("canary"), "\(found)")
    }

    @Test(arguments: [
        "thme = 1", "theme = 3", "theme = ", "[keys]\nquit = 2", "[[source]]\nname = \"a b\"",
    ])
    func `a byte order mark changes nothing, in no line`(text: String) {
        let plain = mistakes(in: text)
        #expect(plain.allSatisfy { $0.hasPrefix("config.toml:") } && !plain.isEmpty)
        #expect(mistakes(in: "\u{FEFF}" + text) == plain)
        #expect(mistakes(in: "\u{FEFF}# comment\n" + text) == mistakes(in: "# comment\n" + text))
    }

    @Test func `a configuration with a byte order mark is read`() throws {
        let text = "\u{FEFF}theme = \"dusk\"\r\n"
        let config = try Config.parse(
            Array(text.utf8), file: "config.toml", mode: 0o600, home: nil)
        #expect(config.theme == "dusk")
    }

    @Test(arguments: [false, true], [String.Encoding.utf16LittleEndian, .utf16BigEndian])
    func `a file in UTF-16 is told as what it is`(
        hasMark: Bool, encoding: String.Encoding
    ) throws {
        let text = (hasMark ? "\u{FEFF}" : "") + "theme = \"dusk\"\n"
        let bytes = Array(try #require(text.data(using: encoding)))
        #expect(mistakes(in: bytes) == ["config.toml:1: the file is UTF-16 text; save it as UTF-8"])
        let failure = #expect(throws: ConfigurationError.self) {
            try ThemeDocument(reading: bytes, file: "t.toml")
        }
        #expect(
            failure.map(describe) == ["t.toml:1: the file is UTF-16 text; save it as UTF-8"])
    }

    @Test func `bytes that are no text are a mistake of their line`() {
        let bytes = Array("theme = \"a\"\n# ".utf8) + [0xFF, 0x0A]
        #expect(mistakes(in: bytes) == ["config.toml:2: the file is not UTF-8 text"])
    }

    @Test(arguments: [
        "theme = \"a\"\n\"x\\u0000y\" = 1",
        "theme = \"a\"\nx = \"\"\"b\\\\\\U00000000\"\"\"",
    ])
    func `a null character is a mistake`(text: String) {
        #expect(
            mistakes(in: text)
                == ["config.toml:2: a null character cannot be part of a setting"])
    }

    @Test(arguments: [
        "# such as \\u0000\ntheme = \"ember\"", "theme = 'a\\u0000'", "theme = \"a\\\\u0000\"",
    ])
    func `what only looks like a null character is none`(text: String) {
        #expect(mistakes(in: Array(text.utf8)).allSatisfy { !$0.contains("null character") })
    }

    @Test func `endless nesting is a mistake and no crash`() {
        let keys = [String](repeating: "a", count: 20_000).joined(separator: ".")
        for text in ["\(keys) = 1", "[\(keys)]", "[[ \(keys) ]]", "a = [{ \(keys) = 1 }]"] {
            #expect(mistakes(in: text) == ["config.toml:1: nested deeper than any setting"])
        }
        for value in ["[", "{a=", "[{a="] {
            #expect(
                mistakes(in: "a = 1\nb = " + String(repeating: value, count: 100_000))
                    == ["config.toml:2: nested deeper than any setting"])
        }
        let headers = String(repeating: "[source\n", count: 100)
        #expect(mistakes(in: headers).first?.hasPrefix("config.toml:1:8: ") == true)
    }
}
