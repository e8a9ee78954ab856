import Runs
import Testing

@testable import Providers

/// How far a question's events are asked for, and how windows are cut.
struct EventScopeTests {
    private func watch(began: Timestamp) -> ExecutionWatch {
        var watch = ExecutionWatch()
        watch.awaited["x"] = ExecutionWatch.Awaited(
            sync: SyncReference(id: PipelineID("s"), kind: .model), began: began)
        return watch
    }

    /// A walk whose windows are all read.
    private func walk(_ types: [String], until: Timestamp?) -> EventWalk {
        var walk = EventWalk(after: .test - 10_000, began: .test)
        walk.narrow(to: EventScope(types: types, until: until))
        walk.windows = []
        return walk
    }

    private func window(_ after: Int64, _ before: Int64?, known: Int64? = nil) -> EventWindow {
        EventWindow(
            after: .at(ms: after), before: before.map { .at(ms: $0) },
            known: known.map { .at(ms: $0) })
    }

    @Test(arguments: [(-1_000, false), (-999, true)] as [(Int64, Bool)])
    func `a question that ends before what is asked for asks nothing`(
        until: Int64, isAsked: Bool
    ) {
        var walk = EventWalk(after: .test, began: .test)
        walk.narrow(to: EventScope(types: [], until: .at(ms: until)))
        #expect(walk.windows == (isAsked ? [window(0, until + 1_000)] : []))
    }

    @Test func `types are read one after the other, each from the beginning`() {
        var walk = walk(["a", "b"], until: .test - 7_200)
        (walk.token, walk.pages.previous) = ("t", ["e"])
        walk.goFurther(awaiting: ExecutionWatch(), now: .test)
        #expect(walk.scope?.types == ["a"])
        #expect(walk.windows == [window(-10_000_000, -7_199_000)])
        #expect(walk.token == nil)
        #expect(walk.pages.previous.isEmpty)
        walk.windows = []
        walk.goFurther(awaiting: watch(began: .test - 7_200), now: .test)
        #expect(walk.windows.isEmpty)
    }

    @Test func `the end of a wanted execution is looked for in ever longer windows`() {
        let until = Timestamp.test - 7_200
        var walk = walk([], until: until)
        walk.goFurther(awaiting: watch(began: until), now: .test)
        #expect(walk.windows == [window(-7_200_000, -3_599_000)])
        #expect(walk.scope?.step == 7_200_000)
        walk.windows = []
        walk.goFurther(awaiting: watch(began: until), now: .test)
        #expect(walk.windows == [window(-3_600_000, nil)])
        walk.windows = []
        walk.goFurther(awaiting: watch(began: until), now: .test)
        #expect(walk.windows.isEmpty)
    }

    @Test(
        arguments: [
            (-3_601_000, -3_601_000, [nil]), (-3_601_001, -3_601_001, [-1]),
            (-3_601_000, -3_600_999, []), (nil, -9_000_000, []), (-1_000, -1_000, []),
            (-1_001, -1_001, [nil]),
        ] as [(Int64?, Int64, [Int64?])])
    func `later events are asked for up to now, where a wanted execution has not ended`(
        until: Int64?, began: Int64, ends: [Int64?]
    ) {
        var walk = walk([], until: until.map { .at(ms: $0) })
        walk.goFurther(awaiting: watch(began: .at(ms: began)), now: .test)
        let expected = ends.map { end in end.map { Timestamp.at(ms: $0) } }
        #expect(walk.windows.map(\.before) == expected)
    }

    @Test(
        arguments: [
            ("5", 3_600_000), ("7200000", 7_200_000), ("null", 3_600_000),
            ("1152921504606846977", 1_152_921_504_606_846_976),
        ] as [(String, Int64)])
    func `a window's length is believed within bounds`(written: String, step: Int64) throws {
        func scope(_ scope: String) throws -> EventScope? {
            let walk = #""after":1,"began":1,"windows":[{"after":1}]"#
            let notes = try json("{\"walk\":{\(walk),\"scope\":\(scope)}}")
            return try #require(PolytomicPosition(notes: notes).walk).scope
        }
        #expect(try scope(#"{"types":[],"step":\#(written)}"#)?.step == step)
        #expect(try scope("null") == nil)
    }

    @Test(arguments: [(4, 4), (5, 0)])
    func `four types at most are asked for one by one`(count: Int, asked: Int) {
        var question = RunQuestion()
        question.events = [TextCondition([.contains("user")])]
        let known = ["sync.failed"] + (0..<count).map { "user.\($0)" }
        #expect(question.polytomicTypes(among: known).count == asked)
        question.events = [TextCondition([.contains("sync")])]
        #expect(question.polytomicTypes(among: known).isEmpty)
    }

    @Test(
        arguments: [
            ([-1, -1_001], -1_000_000, -1, nil), ([-1, -1_000], -1_000_000, -999, -1_000),
            ([-999_999, -998_999], -999_999, 0, nil),
            ([-999_999, -999_000], -999_001, 0, -999_000),
        ] as [([Int64], Int64, Int64, Int64?)])
    func `the next window shares a second, or a millisecond where it would not be narrower`(
        times: [Int64], after: Int64, before: Int64, known: Int64?
    ) {
        let rest = window(-1_000_000, 0).rest(
            afterFullPage: times.map { .at(ms: $0) }, now: .test)
        #expect(rest.gap == nil)
        #expect(rest.windows == [window(after, before, known: known)])
    }

    @Test(arguments: [(19, 2), (20, 1), (100, 1)])
    func `the order of a page of fewer than twenty events is not believed`(
        size: Int, windows: Int
    ) {
        for times in [[Timestamp.test - 10, .test - 30], [.test - 30, .test - 10]] {
            let rest = window(-1_000_000, 0).rest(afterFullPage: times, of: size, now: .test)
            #expect(rest.windows.count == windows)
        }
    }

    @Test func `a window without order is halved while it is longer than four seconds`() {
        let times = [Timestamp.test - 1, .test - 3, .test - 2]
        let short = window(-4_000, 0).rest(afterFullPage: times, now: .test)
        #expect(short.windows.isEmpty)
        #expect(short.gap == ReadGap(from: .test - 4, until: .test))
        let long = window(-4_001, 0).rest(afterFullPage: times, now: .test)
        #expect(long == .init(windows: [window(-4_001, -1_001), window(-3_001, 0)]))
    }

    @Test func `a window without an end is halved up to now, or to what is dated ahead`() {
        let open = window(-1_000_000, nil)
        let past = open.rest(afterFullPage: [.test - 1, .test - 3, .test - 2], now: .test)
        #expect(past.windows == [window(-1_000_000, -498_500), window(-500_500, nil)])
        let ahead = open.rest(afterFullPage: [.test - 1, .test + 9, .test - 2], now: .test)
        #expect(ahead.windows == [window(-1_000_000, -494_000), window(-496_000, nil)])
    }
}
