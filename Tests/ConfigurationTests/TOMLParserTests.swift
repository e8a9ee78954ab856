@testable import UserConfiguration
import Testing

/// Guards the reading of TOML 1.0: what a text says, where its keys stand, and what is wrong with it.
struct TOMLParserTests {
    @Test(arguments: Self.values)
    func `a value is read as TOML says`(text: String, entry: TOMLEntry) {
        let parser = TOMLParser(Array("a = \(text)\nb = 1".utf8), deepest: 24)
        #expect(parser.faults.isEmpty, "\(parser.faults)")
        #expect(parser.entries == ["a": entry, "b": .integer(1)])
    }

    private static let values: [(String, TOMLEntry)] = [
        (#""""#, .text("")), (#"'C:\new'"#, .text(#"C:\new"#)),
        (#""a\tb\"\\\u00e9""#, .text("a\tb\"\\é")),
        (#""\U0001F600 #""#, .text("😀 #")), ("\"\"\"\r\na\r\n b\"\"\"", .text("a\n b")),
        ("\"\"\"a\\  \n\n  b\"\"\"", .text("ab")), (#""""""a"" b""""""#, .text("\"\"a\"\" b\"\"")),
        ("'''it''s'''''", .text("it''s''")), ("'''\n'''", .text("")),
        ("1_000", .integer(1000)), ("+7", .integer(7)), ("-0", .integer(0)),
        ("0xDEAD_beef", .integer(0xDEAD_BEEF)),
        ("0o17", .integer(15)), ("0b101", .integer(5)),
        ("-9223372036854775808", .integer(.min)),
        ("1.5e-3", .float(0.0015)), ("-2_0.2_5", .float(-20.25)), ("6E2", .float(600)),
        ("-inf", .float(-.infinity)),
        ("true", .boolean(true)), ("false# no", .boolean(false)),
        ("1979-05-27T07:32:00Z", .moment), ("1979-05-27 07:32:00.5-07:00", .moment),
        ("2024-02-29", .moment), ("07:32:00", .moment), ("1979-05-27 # 9", .moment),
        ("1979-05-27t23:59:60z", .moment),
        ("[]", .list([])),
        ("[ 1, 'b', # c\n [2.0], ]", .list([.integer(1), .text("b"), .list([.float(2)])])),
        ("{}", .table([:])),
        (
            "{ x = [{}], y.z = 1 }",
            .table(["x": .list([.table([:])]), "y": .table(["z": .integer(1)])])
        ),
    ]

    @Test(arguments: Self.tables)
    func `tables are joined as TOML says`(text: String, entries: [String: TOMLEntry]) {
        let parser = TOMLParser(Array(text.utf8), deepest: 24)
        #expect(parser.faults.isEmpty, "\(parser.faults)")
        #expect(parser.entries == entries)
    }

    private static let tables: [(String, [String: TOMLEntry])] = [
        ("", [:]), (" \t# only this", [:]), ("1.2 = 3", ["1": .table(["2": .integer(3)])]),
        ("\"\" = 1\n'a.b' = 2", ["": .integer(1), "a.b": .integer(2)]),
        (
            "[a.b]\nx = 1\n[a]\ny = 2",
            ["a": .table(["b": .table(["x": .integer(1)]), "y": .integer(2)])]
        ),
        (
            "a.x = 1\na.y = 2\n[a.b]",
            ["a": .table(["x": .integer(1), "y": .integer(2), "b": .table([:])])]
        ),
        (
            "[[a]]\nx = 1\n[[a]]\n[a.b]\ny = 2\n[[a.c]]\n[[a.c]]",
            [
                "a": .list([
                    .table(["x": .integer(1)]),
                    .table([
                        "b": .table(["y": .integer(2)]), "c": .list([.table([:]), .table([:])]),
                    ]),
                ])
            ]
        ),
    ]

    @Test(arguments: Self.mistakes)
    func `a mistake is reported at its place`(text: String, words: [String]) {
        let failure = #expect(throws: ConfigurationError.self) {
            try TOMLDocument(Array(text.utf8), file: "f")
        }
        #expect(failure.map(describe) == words.map { "f:" + $0 })
    }

    private static let noText = "write a text in quotation marks"
    private static let mistakes: [(String, [String])] = [
        ("= 1", ["1:1: expected a key"]), ("a. = 1", ["1:4: expected a key"]),
        ("é = 1", ["1:1: expected a key"]),
        ("a", ["1:2: expected = after the key"]), ("a: 1", ["1:2: expected = after the key"]),
        ("a b = 1", ["1:3: expected = after the key"]), ("a =", ["1:4: expected a value"]),
        ("a = # 1", ["1:5: expected a value"]), ("a = [1,, 2]", ["1:8: expected a value"]),
        ("a = b", ["1:5: expected a value; \(noText)"]),
        ("a = [}", ["1:6: expected a value; \(noText)"]),
        ("é = 1\na = [1, é", ["1:1: expected a key", "2:9: expected a value; \(noText)"]),
        ("a = True", ["1:5: expected a value; \(noText)"]),
        ("a = 1_", ["1:5: expected a number; \(noText)"]),
        ("a = 012", ["1:5: expected a number; \(noText)"]),
        ("a = 1.", ["1:5: expected a number; \(noText)"]),
        ("a = 0xg", ["1:5: expected a number; \(noText)"]),
        ("a = 15s", ["1:5: expected a number; \(noText)"]),
        ("a = +0x1", ["1:5: expected a number; \(noText)"]),
        ("a = 9223372036854775808", ["1:5: the number is too large"]),
        ("a = 2023-02-29", ["1:5: expected a date or a time; \(noText)"]),
        ("a = 1979-05-27T", ["1:5: expected a date or a time; \(noText)"]),
        ("a = 1979-05-27 9", ["1:5: expected a date or a time; \(noText)"]),
        ("a = 24:00:00", ["1:5: expected a date or a time; \(noText)"]),
        ("a = 1979-05-27T07:32:00+24:00", ["1:5: expected a date or a time; \(noText)"]),
        (
            #"a = "x\y""#,
            [#"1:7: unknown escape; write \\ for a backslash, or use single quotes"#]
        ),
        (
            #"a = "x\ud800""#,
            [#"1:7: unknown escape; write \\ for a backslash, or use single quotes"#]
        ),
        ("a = \"\u{7F}\"", ["1:6: a control character cannot stand here"]),
        ("# \u{0}", ["1:3: a control character cannot stand here"]),
        ("a = 'x\nb = 1", ["1:5: this text has no closing quotation mark"]),
        ("a = 1\nb = \"\"\"x\nc = 1", ["2:5: this text has no closing quotation marks"]),
        ("a = [1 2]", ["1:8: expected , or ] in the list that begins in line 1"]),
        (
            "a = [\n 1,\nb = 2\n[c",
            ["3:1: expected a value; \(noText)", "4:3: expected ] after the table's name"]
        ),
        (
            "a = [\n 1\nb = 2\nb = 3",
            [
                "3:1: expected , or ] in the list that begins in line 1",
                "4:1: \"b\" is set twice; see line 3",
            ]
        ),
        (
            "a = {b = 1",
            ["1:11: expected , or } in the inline table, which must end in its line"]
        ),
        ("a = {b = 1,}", ["1:12: an inline table cannot end in a comma"]),
        ("[]", ["1:2: expected a table's name"]), ("[[ é]]", ["1:4: expected a table's name"]),
        ("[a", ["1:3: expected ] after the table's name"]),
        ("[[a]", ["1:5: expected ] after the table's name"]),
        ("[a] b = 1", ["1:5: expected nothing more in this line"]),
        ("a = 1 b = 2", ["1:7: expected nothing more in this line"]),
        ("a = 1\rb = 2", ["1:6: expected nothing more in this line"]),
        ("a = 1\n\na = 2", ["3:1: \"a\" is set twice; see line 1"]),
        ("a = {b.c = 1, b.c = 2}", ["1:17: \"b.c\" is set twice; see line 1"]),
        ("[a]\n[b]\n[a]", ["3:1: the table \"a\" is defined twice; see line 1"]),
        ("[a]\n[[a]]", ["2:1: the table \"a\" is defined twice; see line 1"]),
        ("a = [{}]\n[[a]]", ["2:1: the table \"a\" is defined twice; see line 1"]),
        ("a = {}\n[a.b]", ["2:1: nothing can be added to \"a\"; see line 1"]),
        ("a = 1\na.b = 2", ["2:1: nothing can be added to \"a\"; see line 1"]),
        ("[a.b]\nx = 1\n[a]\nb.y = 2", ["4:1: nothing can be added to \"b\"; see line 1"]),
    ]

    @Test func `every mistake of a text is reported, up to twenty`() {
        let text = (1...30).map { "key-\($0) = word" }.joined(separator: "\n")
        let parser = TOMLParser(Array(text.utf8), deepest: 24)
        #expect(parser.faults.map(\.position.line) == Array(1...20))
    }

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
        ("\"é\" = \"é\"\n", EntryPath().key("é"), 1, 1),
        ("\"é\".b = 1", EntryPath().key("é").key("b"), 1, 5),
        ("[[s]]\na=1\n[[s]]\nb=1\na=2", EntryPath().key("s").index(1).key("a"), 5, 1),
        ("[[s]]\n[s.t]\na=1\n[[s]]\n[s.t]\na=2", path("s", 1, "t", "a"), 6, 1),
        ("[[s]]\n[[s.t]]\n[[s.t]]\n[[s]]\n[[s.t]]\na=2", path("s", 1, "t", 0, "a"), 6, 1),
        ("[ a . \"b\" ] # c\r\nx = 1\r\n", EntryPath().key("a").key("b").key("x"), 2, 1),
        ("d = 1979-05-27 07:32:00\na = 1", EntryPath().key("a"), 2, 1),
    ])
    func `a key's place is found`(text: String, path: EntryPath, line: Int, column: Int) {
        let positions = TOMLParser(Array(text.utf8), deepest: 24).positions
        #expect(positions[path] == FilePosition(line: line, column: column))
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
