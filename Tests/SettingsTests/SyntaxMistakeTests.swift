import Foundation
@testable import Settings
import Testing

struct SyntaxMistakeTests {
    @Test func `a broken line says its line and column`() {
        #expect(
            mistakes(in: "theme = \"midnight\"\ninterval = \n") == [
                "config.toml:2:12: expected value, saw '\\n' (reading key-value pair)"
            ])
    }

    @Test(arguments: [
        ("theme = midnight", 9, "expected a value; write a text in quotation marks"),
        ("token = { env = WELL }", 17, "expected a value; write a text in quotation marks"),
        ("theme = \"midnight", 18, "expected a closing quotation mark"),
        ("theme = 'midnight", 18, "expected a closing quotation mark"),
        (
            "interval = 15s", 14,
            "expected a number; write a text in quotation marks, also one that begins with digits"
        ),
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
        let found = mistakes(in: "theme = \"a\"\ntheme = \"b\"\n")
        #expect(found.first?.hasPrefix("config.toml:2:") == true)
        #expect(found.first?.contains("cannot redefine") == true)
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
        let failure = #expect(throws: SettingsFailure.self) {
            try ThemeDocument(reading: bytes, file: "t.toml")
        }
        #expect(
            failure.map(describe) == ["t.toml:1: the file is UTF-16 text; save it as UTF-8"])
    }

    @Test(arguments: [
        ("a = [}", 1, 6), ("a = [\n  1, # {\n  }\n]", 3, 3),
        ("a = { x = [1, {y = [}, 2] }", 1, 21), ("é = ['}', \"}\", }", 1, 16),
    ])
    func `a brace where a list wants a value is a mistake`(text: String, line: Int, column: Int) {
        #expect(
            mistakes(in: text) == [
                "config.toml:\(line):\(column): expected a value or closing ']', saw '}' "
                    + "(reading array)"
            ])
    }

    @Test(arguments: [
        ("[=]", 1, 2), ("a = 1\n  [[ é]]", 2, 6), ("a = [\n1]\n[\nb]", 3, 2), ("[[[a]]]", 1, 3),
        ("[.a]", 1, 2), ("[[ \u{A0}a]]", 1, 4), ("[#]\n", 1, 2),
    ])
    func `a header without a name is a mistake`(text: String, line: Int, column: Int) {
        #expect(
            mistakes(in: text) == [
                "config.toml:\(line):\(column): expected a table's name (reading table header)"
            ])
    }

    @Test(arguments: ["a = [\u{85}1]", "a = [\u{2028}", "a = [\u{2029}", "a = [é", "a = [\u{A0}"])
    func `what is beyond ASCII where a list wants a value is a mistake`(text: String) {
        #expect(
            mistakes(in: text) == [
                "config.toml:1:6: expected a value or closing ']' (reading array)"
            ])
    }

    @Test(arguments: [
        "a = 1979-05-27T:32:00Z", "a = 1979-05-27tinf:1", "a = 1979-05-27T", "a = 1979-05-27 9\n",
        "a = 1979-05-27 9", "a = 1979-05-27 9 ", "a = 1979-05-27 9\u{A0}", "a = 1979--5--- 9,",
        "a = 1979-05-27 9# 9", "a = 1é79-05-=7 9\n", "a = 1\u{1B}79-05-27 9\n",
    ])
    func `a date without its hour is a mistake`(text: String) {
        #expect(
            mistakes(in: text) == [
                "config.toml:1:16: expected 2-digit hour (reading date-time)"
            ])
    }

    @Test func `what only looks like a date before an hour is a mistake`() {
        #expect(
            mistakes(in: "a = [ 1_979-05-27 09:00:00 ]") == [
                "config.toml:1:19: expected 2-digit hour (reading date-time)"
            ])
    }

    @Test(arguments: [
        "d = 1979-05-27T07:32:00Z", "d = 1979-05-27", "d = 1979-05-27 07:32:00",
        "d = [1979-05-27 ]", "a-b-c-d-e= 1", "d = [\(String(repeating: "1.5, ", count: 100))]",
        "1979-05-27_2 = 1", "1979-05-27Total = 5\n[2026-01-01today]", "1979-05-27t = [1]",
        "1979-05-27 =1", "d = 1 # 1979-05-27 9", "d = '1979-05-27 9'",
        "d = \"1979-05-27T\"", "a = [{}]",
        "a = [[], {b = []}, ]", "a = ['[}', \"[}\"] # [}", "a = '''[}'''",
        "a = \"\"\"[}\\\"\"\"\"\"\nb = [1]", "[a]\n[[b]]\n", "[ \"é\".b]", "a = [\n[1],\n[[2]]\n]",
    ])
    func `a bracket where it may stand is none`(text: String) {
        #expect(ParserGap.first(in: text) == nil)
        #expect((try? TOMLDocument(Array(text.utf8))) != nil)
    }

    @Test func `bytes that are no text are a mistake of their line`() {
        let bytes = Array("theme = \"a\"\n# ".utf8) + [0xFF, 0x0A]
        #expect(mistakes(in: bytes) == ["config.toml:2: the file is not UTF-8 text"])
    }

    @Test(arguments: [
        "theme = \"a\"\nx = \"\0\"", "theme = \"a\"\n\"x\\u0000y\" = 1",
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
        #expect(ParserGap.first(in: text) == nil)
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

struct KeyScannerTests {
    @Test(arguments: [
        ("a = 1", EntryPath().key("a"), 1, 1),
        ("# a = 1\n\n  a = 1", EntryPath().key("a"), 3, 3),
        ("[t]\nx = 1\n[u]\na = 1", EntryPath().key("u").key("a"), 4, 1),
        ("t.u.a = 1", EntryPath().key("t").key("u").key("a"), 1, 5),
        ("\"t u\".'a.b' = 1", EntryPath().key("t u").key("a.b"), 1, 7),
        ("\"\\u00e9\" = 1", EntryPath().key("é"), 1, 1),
        ("t = { x = [1, 2], a = 1 }", EntryPath().key("t").key("a"), 1, 19),
        ("t = [\n 1, # ]\n { a = 2 },\n]", EntryPath().key("t").index(1).key("a"), 3, 4),
        ("s = '''\na = 1\n'''\na = 2", EntryPath().key("a"), 4, 1),
        ("s = \"\"\"x\\\"\"\"\"\"\"\na = 2", EntryPath().key("a"), 2, 1),
        ("s = \"# \\\" [[\"\na = 2", EntryPath().key("a"), 2, 1),
        ("s = ''\na = 2", EntryPath().key("a"), 2, 1),
        ("é = \"é\"; \n", EntryPath().key("é"), 1, 1),
        ("[[s]]\na=1\n[[s]]\nb=1\na=2", EntryPath().key("s").index(1).key("a"), 5, 1),
        ("[[s]]\n[s.t]\na=1\n[[s]]\n[s.t]\na=2", path("s", 1, "t", "a"), 6, 1),
        ("[[s]]\n[[s.t]]\n[[s.t]]\n[[s]]\n[[s.t]]\na=2", path("s", 1, "t", 0, "a"), 6, 1),
        ("[ a . \"b\" ] # c\r\nx = 1\r\n", EntryPath().key("a").key("b").key("x"), 2, 1),
        ("d = 1979-05-27 07:32:00\na = 1", EntryPath().key("a"), 2, 1),
    ])
    func `a key's place is found`(text: String, path: EntryPath, line: Int, column: Int) {
        let positions = KeyScanner.positions(in: text, deepest: 24)
        #expect(positions[path] == FilePosition(line: line, column: column))
    }

    @Test(arguments: ["[", "[[", "a", "a.", "=", "\"", "'''", "{", "a = [", "a = {b", "]]", "\\"])
    func `a broken text ends the scan`(text: String) {
        _ = KeyScanner.positions(in: text, deepest: 24)
    }

    @Test func `a path reads as TOML writes it`() {
        #expect(Self.path("s", 1, "a b", "c").description == "s[2].\"a b\".c")
    }

    private static func path(_ steps: any Sendable...) -> EntryPath {
        steps.reduce(EntryPath()) { path, step in
            if let name = step as? String { return path.key(name) }
            return path.index(step as? Int ?? 0)
        }
    }
}
