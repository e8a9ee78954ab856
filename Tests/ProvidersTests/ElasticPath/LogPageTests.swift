import Runs
import Testing

@testable import Providers

/// What one page tells of the list that it is of.
struct LogPageTests {
    private func page(_ body: String, rows: Int, offset: Int = 0, asked: Int = 100) throws
        -> LogPage
    {
        let row = try json(#"{"id":"a","succeeded":true}"#)
        return LogPage(
            try json(body), rows: Array(repeating: row, count: rows), offset: offset, asked: asked)
    }

    @Test(arguments: [
        (#"{"results":{"total":250}}"#, 0, 100, false),
        (#"{"results":{"total":250}}"#, 150, 100, true),
        (#"{"results":{"total":251}}"#, 150, 100, false),
        (#"{"meta":{"results":{"total":7}}}"#, 0, 6, false),
        (#"{"meta":{"results":{"total":7}}}"#, 0, 7, true),
        (#"{"results":{"total":250}}"#, 200, 0, true),
    ])
    func `a list whose length is told ends there`(
        body: String, offset: Int, rows: Int, isLast: Bool
    ) throws {
        #expect(try page(body, rows: rows, offset: offset).isLast == isLast)
    }

    @Test(arguments: [
        (#"{"links":{"next":"/integrations/logs?page[offset]=100"}}"#, 3, false),
        (#"{"links":{"next":null}}"#, 100, true), (#"{"links":{"next":""}}"#, 100, true),
        (#"{"links":{"first":"/x"}}"#, 100, false), (#"{"links":{"first":"/x"}}"#, 99, true),
    ])
    func `a list with links ends where none leads on`(
        body: String, rows: Int, isLast: Bool
    ) throws {
        #expect(try page(body, rows: rows).isLast == isLast)
    }

    @Test(arguments: [
        ("{}", 100, 100, false), ("{}", 99, 100, true), ("{}", 20, 20, false),
        (#"{"meta":{"limit":50}}"#, 50, 100, false), (#"{"meta":{"limit":50}}"#, 49, 100, true),
        (#"{"meta":{"limit":500}}"#, 100, 100, false), (#"{"meta":{"limit":500}}"#, 99, 100, true),
        (#"{"meta":{"limit":0}}"#, 1, 100, false), (#"{"meta":{"limit":-9}}"#, 1, 100, false),
    ])
    func `a list that tells neither ends with a page that is not full`(
        body: String, rows: Int, asked: Int, isLast: Bool
    ) throws {
        #expect(try page(body, rows: rows, asked: asked).isLast == isLast)
    }

    @Test(arguments: [(100, 95), (10, 5), (9, 5), (1, 1), (0, 100)])
    func `the next page shares rows, half of a short one at most, and none of an empty one`(
        rows: Int, stride: Int
    ) throws {
        #expect(try page("{}", rows: rows).stride(sharing: 5) == stride)
    }
}
