import Engine
import Query
import Runs
import Testing

@testable import Commands

/// Which time `synctop runs` asks for, and when it has to ask again.
struct ReadingWindowTests {
    /// A window that is asked for so many seconds after `now`, and printed a minute later.
    private func window(
        _ filter: String = "", since: Timestamp? = nil, until: Timestamp? = nil,
        after seconds: Int = 0
    ) throws -> ReadingWindow {
        let start = now.advanced(by: .seconds(seconds))
        return ReadingWindow(
            try Query.parse(filter), since: since, until: until, at: start,
            printedBy: start.advanced(by: .seconds(60)))
    }

    @Test func `whoever wants everything asks no question`() throws {
        #expect(try window().question == nil)
        #expect(try window(since: ago(minutes: 5)).question == nil)
        #expect(try window("status:failed").question?.statuses == [.failed])
    }

    @Test func `the end is the earlier one of the option's and the filter's`() throws {
        // An age in a filter counts from when the runs are printed.
        let filters = now.advanced(by: .seconds(60 - 7_200))
        for (option, end) in [
            (nil, filters), (ago(minutes: 200), ago(minutes: 200)), (ago(minutes: 60), filters),
        ] as [(Timestamp?, Timestamp)] {
            #expect(try window("until:2h", until: option).question?.until == end)
        }
        #expect(try window(until: ago(minutes: 60)).question?.until == ago(minutes: 60))
        #expect(try window("since:2h").question?.until == nil)
        #expect(try window("since:2h").question?.since == ago(minutes: 120))
    }

    @Test(arguments: [(0, true), (1, true), (-1, false)])
    func `without a beginning each source's depth counts from the moment`(
        seconds: Int, isCovered: Bool
    ) throws {
        #expect(try window().covers(window(after: seconds)) == isCovered)
    }

    @Test func `a window covers what begins no earlier`() throws {
        let wide = try window(since: ago(minutes: 60))
        #expect(try wide.covers(window(since: ago(minutes: 60))))
        #expect(try wide.covers(window(since: ago(minutes: 59))))
        #expect(try !wide.covers(window(since: ago(minutes: 61))))
        #expect(try wide.covers(window()))
        #expect(try !window().covers(wide))
    }

    @Test func `a question covers what asks for no more time`() throws {
        let beginning = ago(minutes: 6_000)
        func window(_ filter: String, after seconds: Int = 0) throws -> ReadingWindow {
            try self.window(filter, since: beginning, after: seconds)
        }
        let since = try window("since:2h")
        #expect(try since.covers(window("since:2h")))
        #expect(try since.covers(window("since:2h", after: 1)))
        #expect(try !since.covers(window("since:2h", after: -1)))
        #expect(try !since.covers(window("")))
        let until = try window("until:2h")
        #expect(try until.covers(window("until:2h")))
        #expect(try until.covers(window("until:2h", after: -1)))
        #expect(try !until.covers(window("until:2h", after: 1)))
        #expect(try !until.covers(window("")))
        let everything = try window("")
        #expect(try everything.covers(window("since:2h until:1h", after: -1)))
        let both = try window("since:3h until:1h")
        #expect(try !both.covers(window("since:3h until:1h", after: 1)))
        #expect(try !both.covers(window("since:3h until:1h", after: -1)))
    }
}
