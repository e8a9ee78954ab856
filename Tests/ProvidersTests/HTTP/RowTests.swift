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

    @Test func `an error may be text, an object, or neither`() throws {
        let read = { (text: String) in RunError.observed(.value(try json(text))) }
        #expect(try read(#""boom""#) == .value(RunError(message: "boom")))
        #expect(
            try read(#"{"code":"E1","message":"boom","x":1}"#)
                == .value(RunError(code: "E1", message: "boom")))
        #expect(try read(#"{"why":[1]}"#) == .value(RunError(message: #"{"why":[1]}"#)))
        #expect(try read(#""""#) == .null)
        #expect(RunError.observed(.null) == .null)
        #expect(RunError.observed(.unsaid) == .unsaid)
    }
}
