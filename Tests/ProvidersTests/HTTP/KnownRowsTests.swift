@testable import Providers
import Runs
import Testing

/// What is kept of the rows that may come again, and the ways to fields and identifiers.
@Suite struct KnownRowsTests {
    /// Nine rows, each a second older than the one before.
    private static let rows = Dictionary(
        uniqueKeysWithValues: (0..<9).map { ("r\($0)", Timestamp.test - Int64($0)) })

    /// The age from which on rows are forgotten, how many are kept at least, and how many are.
    private static let bounds: [(Int64, Int, Int)] = [
        (3, 0, 4), (0, 0, 1), (8, 0, 9), (3, 3, 4), (3, 4, 4), (3, 5, 5), (3, 8, 8), (3, 9, 9),
        (3, 20, 9), (-1, 0, 0), (-1, 1, 1),
    ]

    @Test(arguments: bounds)
    func `rows are kept by their age, and so many of the newest anyway`(
        age: Int64, least: Int, kept: Int
    ) {
        let found = KnownRows.kept(of: Self.rows, since: .test - age, atLeast: least)
        #expect(Set(found.keys) == Set((0..<kept).map { "r\($0)" }))
        #expect(found.allSatisfy { Self.rows[$0.key] == $0.value })
    }

    @Test func `what shares the moment of the last row that is kept is kept with it`() {
        var rows = Self.rows
        rows["twin"] = .test - 4
        let found = KnownRows.kept(of: rows, since: .test - 1, atLeast: 5)
        #expect(found.count == 6)
        #expect(found["twin"] != nil && found["r4"] != nil && found["r5"] == nil)
    }

    private static let digests: [([String], String)] = [
        ([], "cbf29ce484222325"), (["a"], "af63dc4c8601ec8c"), (["a", "b"], "e5eaa319043b0991"),
        (["ab"], "089c4407b545986a"), (["row-10700"], "0026fa5801b1bfe4"),
    ]

    /// Such identifiers are in histories: they must never become others.
    @Test(arguments: digests)
    func `an identifier that is derived has sixteen digits, the same ones for ever`(
        parts: [String], digest: String
    ) {
        #expect(KnownRows.digest(parts) == digest)
    }

    private static let ways: [(String, String, Int64?)] = [
        (#"{"a":{"b":1}}"#, "a.b", 1), (#"{"a":{"b":1}}"#, "a.c", nil),
        (#"{"a":[{"t":1},{"t":2}]}"#, "a.0.t", 1), (#"{"a":[{"t":1},{"t":2}]}"#, "a.1.t", 2),
        (#"{"a":[{"t":1},{"t":2}]}"#, "a.2.t", nil), (#"{"a":[1]}"#, "a.-1", nil),
        (#"{"a":1}"#, "a.b", nil), (#"{"a":1,"a":2}"#, "a", 2), (#"[[7]]"#, "0.0", 7),
    ]

    @Test(arguments: ways)
    func `a path leads to the last of members of one name, and out of no list`(
        text: String, path: String, value: Int64?
    ) throws {
        #expect(try json(text)[FieldPath(stringLiteral: path)]?.integer == value)
    }
}
