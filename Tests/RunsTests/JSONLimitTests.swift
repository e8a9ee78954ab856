import Runs
import TestSupport
import Testing

/// How much is read at most, and how much of it is kept.
struct JSONLimitTests {
    private func nested(_ count: Int) -> [UInt8] {
        bytes(String(repeating: "[", count: count) + String(repeating: "]", count: count))
    }

    @Test func `lists lie inside each other 256 deep and no deeper`() throws {
        #expect(try JSONParser.parse(nested(256)).elements?.count == 1)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(257)) }
        #expect(error?.problem == .tooDeep)
        #expect(error?.offset == 256)
    }

    @Test func `rows are looked for in 32 objects inside each other and no more`() throws {
        func text(_ count: Int, _ end: String = "") -> [UInt8] {
            bytes(
                String(repeating: #"{"a":"#, count: count) + "[NaN]" + end
                    + String(repeating: "}", count: count))
        }
        let path = [String](repeating: "a", count: 32)
        let value = try JSONParser.parseRows(text(32))
        #expect(value[path: path] == .array([.string("NaN")]))
        let deeper = try JSONParser.parseRows(text(33))
        #expect(deeper[path: path] == .string(#"{"a":[NaN]}"#))
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parseRows(text(33, "]"))
        }
        #expect(error?.problem == .tooDeep)
    }

    @Test(arguments: [(#"{"a":"#, "}"), ("[", "]"), (#"{"a":[1,"#, "]}"), (#"[{"a":"#, "}]")])
    func `a value nested without end takes nothing around it with it`(
        opening: String, closing: String
    ) throws {
        let count = 100_000
        let deep =
            String(repeating: opening, count: count) + #""x ] } ,""#
            + String(repeating: closing, count: count)
        let (data, next) = (#""data":[{"id":"g"}]"#, #""next":"t""#)
        for deep in [#""deep":\#(deep)"#, #""meta":{"n":1, "deep" : \#(deep) }"#] {
            for members in [[deep, data, next], [data, deep, next], [data, next, deep]] {
                let text = "{\(members.joined(separator: ","))}"
                let value = try JSONParser.parseRows(bytes(text))
                #expect(value["data"] == .array([.object([.init("id", .string("g"))])]))
                #expect(value["next"] == .string("t"))
                #expect(value.members?.count == 3)
            }
        }
    }

    @Test func `of a long row that is not JSON the beginning is kept`() throws {
        let long = #"{"id":NaN,"x":""# + String(repeating: "x", count: 70_000) + #""}"#
        let value = try JSONParser.parseRows(bytes(#"{"data":[\#(long),{"id":"g"}]}"#))
        let rows = try #require(value["data"]?.elements)
        #expect(rows.count == 2)
        #expect(rows[0].string == String(long.prefix(65_536)))
        #expect(rows[1]["id"] == .string("g"))
    }

    @Test func `the ends of ten rows without a partner are looked for, and of no more`() throws {
        func text(_ count: Int) -> [UInt8] {
            let pair = [#"{"id":"s","a":{"b":1}"#, #"{"id":"g","x":"y"}"#]
            let rows = (0..<count).flatMap { _ in pair }
            return bytes(#"{"data":[\#(rows.joined(separator: ","))]}"#)
        }
        let rows = try #require(try JSONParser.parseRows(text(10))["data"]?.elements)
        #expect(rows.count == 20)
        #expect(rows.count { $0["id"] == .string("g") } == 10)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parseRows(text(11)) }
    }

    @Test(arguments: [(874, true), (875, false)])
    func `a row holds at most seven eighths of the values`(count: Int, isWhole: Bool) throws {
        let zeros = [String](repeating: "0", count: count).joined(separator: ",")
        let text = bytes(#"{"data":[NaN,[\#(zeros)]]}"#)
        let rows = try #require(try JSONParser.parseRows(text, limit: 1_000)["data"]?.elements)
        #expect(rows.count == 2)
        #expect((rows.last?.elements?.count == count) == isWhole)
        #expect((rows.last?.string == "[\(zeros)]") == !isWhole)
    }

    @Test func `rows together hold as many values as a text may`() throws {
        // An object, a list, a row that is not JSON, three values and two.
        let text = bytes(#"{"data":[NaN,[2,3],{"a":4}]}"#)
        #expect(try JSONParser.parseRows(text, limit: 8)["data"]?.elements?.count == 3)
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parseRows(text, limit: 7)
        }
        #expect(error?.problem == .tooMany)
    }

    @Test func `what follows the last row is read where a quotation mark is missing in it`() throws
    {
        let value = try JSONParser.parseRows(
            bytes(
                #"{"data":{"logs":[{"id":"g"},{"id":"s","a":"x}],"n":1,"m":2},"next":"t"}"#))
        let rows = try #require(value["data"]?["logs"]?.elements)
        #expect(rows.map(\.string) == [nil, #"{"id":"s","a":"x}"#])
        #expect(value["data"]?["n"] == .number("1"))
        #expect(value["data"]?["m"] == .number("2"))
        #expect(value["next"] == .string("t"))
    }

    @Test func `a control character is refused in a string, the first after them is not`() throws {
        #expect(try JSONParser.parse(bytes("\" \u{7F}\"")) == .string(" \u{7F}"))
        for (text, offset) in [("\"\u{1F}\"", 1), ("\"\\n\u{1F}\"", 3)] {
            let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes(text)) }
            #expect(error?.offset == offset)
            #expect(error?.problem == .unexpectedByte(0x1F))
        }
    }
}

struct JSONValueTests {
    private static let sizes: [(JSONValue, Int)] = [
        (.null, 4), (.bool(true), 4), (.number("1.500"), 5), (.string("é"), 2), (.string(""), 0),
        (.array([]), 2), (.array([.null, .null]), 12), (.object([]), 2),
        (.object([.init("ab", .string("c"))]), 9),
        (.object([.init("a", .array([.null])), .init("b", .string("c"))]), 20),
    ]

    @Test(arguments: sizes)
    func `a value is about as large as its text`(value: JSONValue, size: Int) {
        #expect(value.size == size)
    }

    private static let scalars: [(JSONValue, String?)] = [
        (.string("a"), "a"), (.number("1.50"), "1.50"), (.bool(true), "true"),
        (.bool(false), "false"), (.null, nil), (.array([]), nil), (.object([]), nil),
    ]

    @Test(arguments: scalars)
    func `a text, a number and a boolean have a text`(value: JSONValue, text: String?) {
        #expect(value.scalarText == text)
    }

    private static let integers: [(JSONValue, Int64?)] = [
        (.number("9223372036854775808"), nil), (.number("-9223372036854775808"), .min),
        (.number("1e3"), 1_000), (.number("-0.5"), nil), (.string("7.0"), 7), (.string(""), nil),
        (.array([.number("1")]), nil),
    ]

    @Test(arguments: integers)
    func `a whole number is read where it fits`(value: JSONValue, whole: Int64?) {
        #expect(value.integer == whole)
    }

    @Test func `separators of lines are escaped, the sign before the soft hyphen is not`() {
        #expect(
            JSONWriter.text(of: .string("\u{2028}\u{2029}\u{AC}\u{AD}\u{A0}"))
                == "\"\\u2028\\u2029\u{AC}\\u00AD\u{A0}\"")
    }
}
