import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// Runs over time.
struct TimelineTests {
    private func counts(_ pairs: [RunStatus: Int]) -> StatusCounts {
        let runs = pairs.flatMap { status, count in (0..<count).map { (status, $0) } }
        return RunFixtures.table(
            runs.map { RunFixtures.record("\($0)-\($1)", status: $0, secondsAgo: 1) }
        ).counts
    }

    private func bar(_ pairs: [RunStatus: Int], most: Int, height: Int) -> TimelineBar {
        TimelineBar(counts(pairs), most: most, height: height)
    }

    @Test func `a bar is as high as the root of its share of the most, an eighth at least`() {
        #expect(bar([:], most: 10, height: 8).parts.isEmpty)
        #expect(bar([.succeeded: 4], most: 16, height: 8).parts.last?.top == 4)
        #expect(
            bar([.succeeded: 10], most: 10, height: 8).parts
                == [TimelineBar.Part(role: .statusSucceeded, top: 8)])
        #expect(
            bar([.succeeded: 1], most: 1_000, height: 8).parts
                == [TimelineBar.Part(role: .statusSucceeded, top: 1)])
    }

    @Test func `failures stand below, and are seen among however many others`() {
        let parts = bar(
            [.failed: 1, .warning: 1, .succeeded: 60, .running: 2], most: 64, height: 24
        )
        .parts
        #expect(
            parts.map(\.role) == [
                .statusFailed, .statusWarning, .statusSucceeded, .statusRunning,
            ])
        #expect(parts.first?.top == 1)
        #expect(parts.last?.top == 24)
    }

    @Test func `a cell shows two parts where the upper one fills it, else the worse one`() {
        let full = bar([.failed: 2, .succeeded: 6], most: 8, height: 8)
        #expect(
            full.cell(0)
                == TimelineBar.Cell(role: .statusFailed, height: 2, above: .statusSucceeded, top: 8)
        )
        let low = bar([.failed: 1, .succeeded: 2], most: 21, height: 8)
        #expect(low.cell(0) == TimelineBar.Cell(role: .statusFailed, height: 3, above: nil, top: 3))
        let high = bar([.failed: 4, .succeeded: 20], most: 24, height: 24)
        #expect(
            high.cell(1) == TimelineBar.Cell(role: .statusSucceeded, height: 8, above: nil, top: 8))
        #expect(high.cell(3) == nil)
    }

    @Test func `Tab goes to the timeline, and the keys move in it`() throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab)
        #expect(state.activePane == .timeline)
        #expect(state.keyContext == .timeline)
        try expectFrame(state, is: "timeline-120x40")
        let last = state.spans.count - 1
        #expect(state.selection(of: state.spans) == last...last)
        state.press(.character("h"))
        #expect(state.selection(of: state.spans) == (last - 1)...(last - 1))
        state.press(.character("g"), .character("e"))
        let chosen = try #require(state.selectedSpan)
        #expect(chosen.counts[.failed] > 0)
        state.press(.escape)
        #expect(state.activePane == .table)
    }

    @Test func `Enter filters to what is selected, and Esc goes back to what was`() throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.character("f"), .backTab, .home)
        let first = try #require(state.selectedSpan)
        state.press(.enter)
        let text = state.runs.request.query.text
        #expect(text.hasPrefix("status:failed since:2026-06-06T12:4"))
        #expect(text.contains(" until:2026-06-06T12:"))
        #expect(state.runs.listing.count == first.counts.total)
        #expect(state.activePane == .table)
        state.press(.escape)
        #expect(state.runs.request.query.text == "status:failed")
        #expect(state.activePane == .timeline)
        #expect(state.selectedSpan == first)
    }

    @Test func `without colours and eighths a bar of two parts keeps its height`() throws {
        let low = bar([.failed: 1, .succeeded: 5], most: 64, height: 8)
        let cell = try #require(low.cell(0))
        #expect(cell.top < 4)
        let high = bar([.failed: 1, .succeeded: 63], most: 64, height: 8)
        #expect(high.cell(0)?.top == 8)
        #expect(Glyphs.ascii.column(eighths: cell.top, isBad: true) == "x")
        #expect(Glyphs.ascii.column(eighths: 8, isBad: true) == "X")
        #expect(Glyphs.ascii.column(eighths: cell.top, isBad: false) == ".")
    }

    @Test func `a selection of several stretches reaches to the end with the time`() throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab, .character("h"), .character("h"), .character(" "), .end)
        try expectFrame(state, is: "timeline-selected-120x40")
        state.press(.enter)
        #expect(state.runs.request.query.text.hasPrefix("since:2026-06-07T"))
        #expect(!state.runs.request.query.text.contains("until:"))
    }

    @Test(
        arguments: [
            ([], true), ([.character("h"), .character("l")], true), ([.home, .end], true),
            ([.character("h")], false), ([.home], false), ([.end, .pageUp], false),
        ] as [([KeyEvent], Bool)])
    func `the last stretch goes on with the time, and any other keeps its own`(
        keys: [KeyEvent], goesOn: Bool
    ) throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        state.press(.backTab)
        for key in keys { state.press(key) }
        let before = try #require(state.selectedSpan)
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 3 * 3_600_000)))
        let after = try #require(state.selectedSpan)
        #expect((after.until == state.spans.last?.until) == goesOn)
        #expect((after.from..<after.until).contains(before.from) == !goesOn)
    }

    @Test func `the timeline goes on to now where nothing runs any more`() throws {
        var state = RunFixtures.state(columns: 120, rows: 40)
        let later = RunFixtures.now.advanced(byMilliseconds: 86_400_000)
        let before = try #require(state.spans.last)
        state.receive(.tick(later))
        let last = try #require(state.spans.last)
        #expect(before.from < later && last.until >= later)
        #expect(last.counts.total == 0)
        state.press(.character("/"))
        state.type("since:90d")
        state.press(.enter)
        let first = try #require(state.spans.first)
        #expect(first.from <= later.advanced(byMilliseconds: -89 * 86_400_000))
    }

    @Test(arguments: ["America/New_York", "Asia/Tokyo"])
    func `all of a screen is of one zone, whichever is shown`(identifier: String) throws {
        let clock = try #require(ZonedClock(identifier: identifier))
        var state = State(
            size: Size(columns: 120, rows: 40), now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(clock: clock))
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: RunFixtures.healthySources)))
        let local = clock.time(RunFixtures.now)
        #expect(state.screen()[0].contains(local))
        // The latest run began within the minute of now.
        let (own, utc) = (local.prefix(3), "14:")
        for view in ["1", "3"] {
            state.press(.character(Character(view)))
            #expect(state.screen().dropFirst().contains { $0.contains(" \(own)") }, "\(view)")
            #expect(!state.screen().contains { $0.contains(" \(utc)") }, "\(view)")
        }
        state.press(.character("z"), .character("z"))
        for view in ["1", "3"] {
            state.press(.character(Character(view)))
            #expect(state.screen()[0].contains("14:32:07 UTC"))
            #expect(state.screen().dropFirst().contains { $0.contains(" \(utc)") }, "\(view)")
            #expect(!state.screen().contains { $0.contains(" \(own)") }, "\(view)")
        }
    }

    @Test(arguments: [
        ("Europe/Paris", "CEST", "CET"), ("America/New_York", "EDT", "EST"),
        ("Asia/Kolkata", "IST", "IST"), ("Asia/Tokyo", "GMT+9", "GMT+9"),
    ])
    func `a zone has its short name`(identifier: String, summer: String, winter: String) throws {
        let clock = try #require(ZonedClock(identifier: identifier))
        #expect(clock.abbreviation(at: RunFixtures.now) == summer)
        let january = RunFixtures.now.advanced(byMilliseconds: 200 * 86_400_000)
        #expect(clock.abbreviation(at: january) == winter)
        #expect(ZonedClock.utc.abbreviation(at: january) == "UTC")
    }

    @Test func `a filter's time is of the clock's zone, and exact`() throws {
        let berlin = try #require(ZonedClock(identifier: "Europe/Berlin"))
        #expect(berlin.filterText(RunFixtures.now) == "2026-06-07T16:32:07")
        let minute = Timestamp(milliseconds: 1_780_842_720_000)
        #expect(berlin.filterText(minute) == "2026-06-07T16:32")
        #expect(berlin.filterText(minute.advanced(byMilliseconds: -1)) == "2026-06-07T16:31:59.999")
        // 02:30 comes twice; the first of them is told in UTC.
        let twice = Timestamp(milliseconds: 1_792_888_200_000)
        let later = twice.advanced(byMilliseconds: 3_600_000)
        #expect(Set([berlin.filterText(twice), berlin.filterText(later)]).count == 2)
    }
}
