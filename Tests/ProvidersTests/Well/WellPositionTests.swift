import Runs
import Testing

@testable import Providers

/// Where a walk through Well's list begins and ends, and what is remembered of it.
struct WellPositionTests {
    private func position(
        watermark: Timestamp? = .test - 10, _ open: [String: NewestFirstPosition.OpenRun] = [:]
    ) -> NewestFirstPosition {
        var position = NewestFirstPosition()
        position.watermark = watermark
        position.open = open
        return position
    }

    private func run(_ created: Timestamp, seen: Timestamp = .test) -> NewestFirstPosition.OpenRun {
        NewestFirstPosition.OpenRun(created: created, seen: seen)
    }

    private func begin(_ position: NewestFirstPosition, since: Timestamp = .test) -> NewestFirstWalk
    {
        var position = position
        return position.beginWalk(since: since, now: .test)
    }

    @Test(
        arguments: [
            (1_800_000, 0, true), (1_800_001, 0, false), (1_800_001, 90_000, true),
            (2_400_000, 119_999, false), (2_400_000, 120_000, true), (-5_000, 0, true),
        ] as [(Int64, Int64, Bool)])
    func `an open run is read at every poll for half an hour, then after a twentieth of its age`(
        age: Int64, unseen: Int64, isDue: Bool
    ) {
        #expect(run(.at(ms: -age), seen: .at(ms: -unseen)).isDue(at: .test) == isDue)
    }

    @Test func `a first walk goes down to what is wanted, a later one to the overlap`() {
        #expect(
            begin(position(watermark: nil), since: .test - 99)
                == NewestFirstWalk(news: .test - 99, floor: .test - 99, isFirst: true))
        #expect(
            begin(position(), since: .test - 99)
                == NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false))
    }

    @Test func `a walk goes further down to the oldest open run that is due, and no less far`() {
        let due = begin(
            position(["a": run(.test - 600), "b": run(.test - 900), "c": run(.test - 300)]))
        #expect(due.floor == .test - 900)
        #expect(due.news == .test - 130)
        #expect(begin(position(["a": run(.test - 5)])).floor == .test - 130)
        let old = begin(position(["a": run(.test - 7_200, seen: .test - 10)]))
        #expect(old.floor == .test - 130)
    }

    @Test func `a walk under way goes on`() {
        var position = position()
        let walk = NewestFirstWalk(news: .test - 7, floor: .test - 8, isFirst: true)
        position.walk = walk
        #expect(begin(position) == walk)
    }

    @Test(
        arguments: [
            (.floor, -131, nil, true), (.floor, -130, nil, false), (.floor, -131, -200, true),
            (.bottom, -9_000, nil, false), (.stuck, -51, -50, true), (.stuck, -50, -50, false),
            (.stuck, 5, nil, true),
        ] as [(NewestFirstWalk.Ending, Int64, Int64?, Bool)])
    func `an open run is kept where the walk did not come to its place`(
        ending: NewestFirstWalk.Ending, created: Int64, lowest: Int64?, isKept: Bool
    ) {
        var position = position(["a": run(.test + created)])
        var walk = NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false)
        walk.ending = ending
        walk.lowest = lowest.map { .test + $0 }
        position.end(walk, now: .test)
        #expect((position.open["a"] != nil) == isKept)
    }

    @Test(arguments: [(604_800_000, true), (604_800_001, false)] as [(Int64, Bool)])
    func `an open run is given up after a week`(age: Int64, isKept: Bool) {
        var position = position()
        var walk = NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false)
        walk.open = ["a": run(.at(ms: -age))]
        position.end(walk, now: .test)
        #expect((position.open["a"] != nil) == isKept)
    }

    @Test func `of an open run that is met again the new reading counts`() {
        var position = position(["a": run(.test - 600, seen: .test - 300)])
        var walk = NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false)
        walk.open = ["a": run(.test - 600)]
        position.end(walk, now: .test)
        #expect(position.open == ["a": run(.test - 600)])
    }

    @Test(
        arguments: [
            (nil, -5, -5), (nil, nil, -130), (nil, 500, 0), (-10, -5, -5), (-10, -50, -10),
            (-10, nil, -10), (-10, 0, 0), (-10, 1, 0),
        ] as [(Int64?, Int64?, Int64)])
    func `the watermark is the newest row met, never goes back, nor ahead of the clock`(
        before: Int64?, highest: Int64?, after: Int64
    ) {
        var position = position(watermark: before.map { .test + $0 })
        var walk = NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false)
        walk.highest = highest.map { .test + $0 }
        position.walk = walk
        position.end(walk, now: .test)
        #expect(position.watermark == .test + after)
        #expect(position.walk == nil)
    }

    @Test func `a walk that goes back to the top begins anew, but for what it has met`() {
        var walk = NewestFirstWalk(news: .test, floor: .test - 1, isFirst: false)
        walk.cursor = "c"
        walk.lowest = .test - 1
        walk.blankPages = 9
        _ = walk.loop.hasSeen("c")
        walk.restart()
        #expect(walk.cursor == nil)
        #expect(walk.blankPages == 0)
        #expect(walk.loop == LoopGuard())
        #expect(walk.hasRestarted)
        #expect(walk.lowest == .test - 1)
    }

    @Test func `a walk that ends at a row too large tells what lies behind it`() {
        for (lowest, gap) in [
            (-50, ReadGap(from: .test - 130, until: .test - 50)), (-130, nil),
        ] as [(Int64, ReadGap?)] {
            var position = position(["below": run(.test - 200), "above": run(.test - 40)])
            var walk = NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false)
            walk.lowest = .test + lowest
            let page = position.passOver(walk, now: .test)
            #expect(page.gap == gap)
            #expect(page.rejected == [RejectedRow(id: nil, field: nil)])
            #expect(!page.hasMore)
            #expect(position.open.keys.sorted() == ["below"])
            #expect(NewestFirstPosition(notes: page.position.notes) == position)
        }
    }
}

extension Timestamp {
    /// So many milliseconds after the time that tests take for now.
    static func at(ms offset: Int64) -> Timestamp { .test.advanced(byMilliseconds: offset) }
}
