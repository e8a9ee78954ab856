@testable import Providers
import Runs
import Testing

@Suite struct RowTests {
    @Test func `missing, null, mistyped and present are told apart`() throws {
        let row = Row(
            try json(#"{"a":{"n":null,"s":"x","i":"12","r":3.0,"big":9007199254740993,"o":{}}}"#))
        #expect(row.text("a.missing") == .unsaid)
        #expect(row.text("b.c") == .unsaid)
        #expect(row.text("a.n") == .null)
        #expect(row.text("a.o") == .unsaid)
        #expect(row.text("a.s") == .value("x"))
        #expect(row.text("a.big") == .value("9007199254740993"))
        #expect(row.integer("a.i") == .value(12))
        #expect(row.integer("a.r") == .value(3))
        #expect(Row(try json(#"{"n":" 12\n"}"#)).integer("n") == .value(12))
        #expect(Row(try json(#"{"n":" 1 2 "}"#)).integer("n") == .unsaid)
        #expect(row.integer("a.s") == .unsaid)
        #expect(row.integer("a.big") == .value(9_007_199_254_740_993))
    }

    @Test func `a moment is read with its precision`() throws {
        let row = Row(try json(#"{"t":"2026-06-07T08:00:42.1239Z","d":"2026-06-07","x":"now"}"#))
        #expect(row.moment("t").value?.timestamp == .at("2026-06-07T08:00:42.123Z"))
        #expect(row.moment("d").value?.precision == .day)
        #expect(row.moment("x") == .unsaid)
    }

    @Test(arguments: [#"{"id":"r","s":null}"#, #"{"id":"r"}"#, #"{"id":"r","s":""}"#])
    func `a row without a required field is rejected by its name`(text: String) throws {
        let row = Row(try json(text))
        #expect(throws: RejectedRow(id: "r", field: "s")) { try row.required("s") }
    }

    @Test(arguments: [#"{"id":""}"#, #"{"id":null}"#, "{}"])
    func `a row with an empty identifier has none, and is told from others`(text: String) throws {
        let row = Row(try json(text))
        let rejected = #expect(throws: RejectedRow.self) { try row.required("id") }
        #expect(rejected?.withoutDigest == RejectedRow(id: nil, field: "id"))
        #expect(rejected?.digest != nil)
    }

    @Test func `an error may be text, an object, or neither`() throws {
        let read = { (text: String) in RunError.observed(.value(try json(text))) }
        #expect(try read(#""boom""#) == .value(RunError(message: "boom")))
        #expect(
            try read(#"{"code":"E1","message":"boom","x":1}"#)
                == .value(RunError(code: "E1", message: "boom")))
        #expect(try read(#"{"why":[1]}"#) == .value(RunError(message: #"{"why":[1]}"#)))
        #expect(try read(#"{"code":"","message":"m"}"#) == .value(RunError(message: "m")))
        #expect(
            try read(#"{"code":"","why":[1]}"#)
                == .value(RunError(message: #"{"code":"","why":[1]}"#)))
        #expect(try read(#"{"code":"","message":null}"#) == .null)
        #expect(try read(#""""#) == .null)
        #expect(RunError.observed(.null) == .null)
        #expect(RunError.observed(.unsaid) == .unsaid)
    }

    @Test func `a name of some megabytes is cut, and an identifier refused`() throws {
        let long = String(repeating: "aä€", count: 100_000)
        let row = Row(.object([.init("id", .string(long)), .init("name", .string(long))]))
        let name = try #require(row.text("name").value)
        #expect(name.utf8.count <= 16_384)
        #expect(long.hasPrefix(name.dropLast()) && name.hasSuffix("…"))
        #expect(throws: RejectedRow.self) { try row.required("id") }
        let fine = Row(.object([.init("id", .string(String(repeating: "x", count: 16_384)))]))
        #expect(try fine.required("id").utf8.count == 16_384)
    }

    @Test(
        arguments: [
            (#"{"id":"a","x":NaN}"#, "a"), (#"{"x":NaN, "id" : "a" }"#, "a"),
            (#"{"id":17,"x":NaN}"#, "17"), (#"{"id"#, nil), (#"{"x":NaN}"#, nil), ("", nil),
            (#"{"id":}"#, nil), (#"{"id":"a","s":{"id":"b"},"x":NaN}"#, "a"),
            (#"{"id":17 ,"x":NaN}"#, "17"), (#"{"id":17}x"#, "17"), (#"[{"id":17]"#, "17"),
        ] as [(String, String?)])
    func `a row that is not JSON is told with its identifier`(remains: String, id: String?) {
        let row = Row(.string(remains))
        for error in [
            #expect(throws: RejectedRow.self) { try row.required("id") },
            #expect(throws: RejectedRow.self) { try row.requireObject() },
        ] {
            #expect(error?.withoutDigest == RejectedRow(id: id, field: nil))
        }
    }

    @Test func `rows without an id are told apart by what they say`() {
        func error(_ text: String) -> RejectedRow? {
            #expect(throws: RejectedRow.self) {
                try Row(.object([.init("x", .string(text))])).required("id")
            }
        }
        #expect(error("a") == error("a"))
        #expect(error("a") != error("b"))
    }

    @Test(arguments: [(16_384, 16_384), (16_385, 16_380), (20_000, 16_380)])
    func `a text is cut where it is longer than any name`(length: Int, kept: Int) {
        let text = String(repeating: "x", count: length)
        let start = String(repeating: "x", count: kept)
        let row = Row(.object([.init("name", .string(text))]))
        #expect(row.text("name") == .value(kept == length ? start : start + "…"))
    }

    @Test func `a length of time is not below nothing, and a time is read, none or unreadable`()
        throws
    {
        let row = Row(
            try json(
                #"{"a":0,"b":-1,"c":null,"d":"1500","t":"2026-06-07T08:00:00Z","x":"now","y":true}"#
            ))
        #expect(row.duration("a") == .value(0))
        #expect(row.duration("b") == .unsaid)
        #expect(row.duration("c") == .null)
        #expect(row.duration("d") == .value(1_500))
        #expect(row.moment("c") == .null)
        #expect(row.moment("y") == .unsaid && row.moment("z") == .unsaid)
        #expect(row.unreadableTimes("t", "x", "c", "y", "z") == ["x", "y"])
    }

    @Test func `an error may have a code alone, or a message`() throws {
        let read = { (text: String) in RunError.observed(.value(try json(text))) }
        #expect(try read(#"{"code":"E1"}"#) == .value(RunError(code: "E1", message: nil)))
        #expect(try read(#"{"message":"m"}"#) == .value(RunError(message: "m")))
        #expect(try read("17") == .value(RunError(message: "17")))
    }
}
