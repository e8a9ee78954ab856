import Runs
import Testing
import TestSupport

struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12345678901234567890123456789.000100",
        "1.50e+10", "-2E-3", "\"\"", "\"aé日👩\"", "[]", "{}", "[1,[2,[3]],{}]",
        #"{"b":1,"a":{"c":[null,true,"x"]},"b":2}"#,
    ])
    func `a text without escapes is written as it was read`(text: String) throws {
        #expect(JSONWriter.text(of: try JSONParser.parse(bytes(text))) == text)
    }

    @Test func `numbers keep their digits`() throws {
        let value = try JSONParser.parse(bytes("[9007199254740993,0.10,1E400]"))
        #expect(
            value == .array([.number("9007199254740993"), .number("0.10"), .number("1E400")]))
    }

    @Test func `of equal keys the last one counts`() throws {
        let value = try JSONParser.parse(bytes(#"{"a":1,"b":{"c":"x"},"a":2}"#))
        #expect(value["a"] == .number("2"))
        #expect(value[path: ["b", "c"]] == .string("x"))
        #expect(value[path: ["b", "d"]] == nil)
        #expect(value["b"]?["c"]?["d"] == nil)
    }

    @Test func `white space and a byte order mark are passed over`() throws {
        let text = " \t\r\n[ 1 , { \"a\" : 2 } ] \n"
        let value = try JSONParser.parse([0xEF, 0xBB, 0xBF] + bytes(text))
        #expect(JSONWriter.text(of: value) == #"[1,{"a":2}]"#)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u00e9\u0000\u202E""#, "é\u{0}\u{202E}"),
        (#""\uD83D\uDC69 \ud83d\udc69""#, "👩 👩"),
        (#""\uD83D""#, "\u{FFFD}"),
        (#""\uD83Dx\n""#, "\u{FFFD}x\n"),
        (#""\uDC69\uD83D""#, "\u{FFFD}\u{FFFD}"),
        (#""\uD83D\uD83D\uDC69""#, "\u{FFFD}👩"),
        (#""\uD83D\u0041""#, "\u{FFFD}A"),
    ])
    func `escapes are undone, and half a surrogate pair is replaced`(text: String, string: String)
        throws
    {
        #expect(try JSONParser.parse(bytes(text)) == .string(string))
    }

    @Test func `malformed UTF-8 is replaced`() throws {
        let value = try JSONParser.parse([0x22, 0x61, 0xFF, 0xC3, 0x22])
        #expect(value == .string("a\u{FFFD}\u{FFFD}"))
    }

    @Test(arguments: [
        ("", 0, JSONSyntaxError.Problem.truncated),
        ("  ", 2, .truncated),
        ("[1,", 3, .truncated),
        ("[1", 2, .truncated),
        ("{\"a\"", 4, .truncated),
        ("\"abc", 4, .truncated),
        ("\"ab\\", 4, .truncated),
        ("\"\\u12", 5, .truncated),
        ("tru", 3, .truncated),
        ("-", 1, .truncated),
        ("1.", 2, .truncated),
        ("1e+", 3, .truncated),
        ("<html>", 0, .unexpectedByte(0x3C)),
        ("trUe", 2, .unexpectedByte(0x55)),
        ("[1,]", 3, .unexpectedByte(0x5D)),
        ("{a:1}", 1, .unexpectedByte(0x61)),
        ("{\"a\":1,}", 7, .unexpectedByte(0x7D)),
        ("{\"a\" 1}", 5, .unexpectedByte(0x31)),
        ("[1 2]", 3, .unexpectedByte(0x32)),
        ("\"a\nb\"", 2, .unexpectedByte(0x0A)),
        ("\"\\n\n\"", 3, .unexpectedByte(0x0A)),
        ("\"\\x\"", 2, .unexpectedByte(0x78)),
        ("\"\\u12G4\"", 5, .unexpectedByte(0x47)),
        (".5", 0, .unexpectedByte(0x2E)),
        ("NaN", 0, .unexpectedByte(0x4E)),
        ("01", 1, .trailing),
        ("1 2", 2, .trailing),
        ("{} x", 3, .trailing),
    ])
    func `a mistake is told with its place`(
        text: String, offset: Int, problem: JSONSyntaxError.Problem
    ) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes(text)) }
        #expect(error?.offset == offset)
        #expect(error?.problem == problem)
    }

    @Test func `nesting is read to a limit and refused beyond it`() throws {
        let deep = String(repeating: "[", count: 255) + String(repeating: "]", count: 255)
        #expect(JSONWriter.text(of: try JSONParser.parse(bytes(deep))) == deep)
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parse([UInt8](repeating: 0x5B, count: 100_000))
        }
        #expect(error?.problem == .tooDeep)
    }

    @Test(arguments: [
        (JSONValue.number("42"), Int64?.some(42)), (.string("42"), 42), (.number("4.2e1"), 42),
        (.number("4.25"), nil), (.string("x"), nil), (.bool(true), nil), (.null, nil),
        (.number("1e400"), nil), (.number("9223372036854775807"), .max),
    ])
    func `whole numbers are read from numbers and from strings`(value: JSONValue, whole: Int64?) {
        #expect(value.integer == whole)
    }
}

struct JSONWriterTests {
    @Test func `every control and format character is escaped`() throws {
        var checked = 0
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let category = scalar.properties.generalCategory
            guard category == .control || category == .format else { continue }
            let string = "a" + String(Character(scalar)) + "b"
            let text = JSONWriter.text(of: .string(string))
            #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            #expect(try JSONParser.parse(bytes(text)) == .string(string))
            checked += 1
        }
        #expect(checked > 200)
    }

    @Test func `escapes have the form of the standard`() {
        #expect(
            JSONWriter.text(of: .string("\u{1B}[2J\r\u{202E}\u{E0041}\u{7F}\"\\/é"))
                == #""\u001B[2J\u000D\u202E\uDB40\uDC41\u007F\"\\/é""#)
    }

    @Test(arguments: UInt64(0)..<50)
    func `any value is read back as it was written`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let value = Self.value(depth: 0, &random)
        #expect(try JSONParser.parse(bytes(JSONWriter.text(of: value))) == value)
    }

    private static func value(depth: Int, _ random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0...(depth < 4 ? 6 : 4), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .number("\(Int64.random(in: .min ... .max, using: &random)).50")
        case 3, 4: .string(string(&random))
        case 5:
            .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    value(depth: depth + 1, &random)
                })
        default:
            .object(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    JSONValue.Member(string(&random), value(depth: depth + 1, &random))
                })
        }
    }

    private static func string(_ random: inout SeededRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let limit: UInt32 = Bool.random(using: &random) ? 0xFF : 0x10FFFF
            text.append(Unicode.Scalar(UInt32.random(in: 0...limit, using: &random)) ?? "x")
        }
        return String(text)
    }
}
