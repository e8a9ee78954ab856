import Runs
import Terminal
import Testing

@testable import TUI

/// The columns of the runs: what they show, which are chosen, and where they stand.
struct ColumnTests {
    private static func run(
        _ status: RunStatus = .succeeded, _ change: (inout Run) -> Void = { _ in }
    ) -> Run {
        var run = Run(
            source: RunFixtures.wellSource, provider: .well, id: RunID("r1"), status: status,
            firstSeen: RunFixtures.now.advanced(byMilliseconds: -3_000))
        change(&run)
        return run
    }

    private func cell(
        _ id: String, _ run: Run, _ format: ShownTimes.Format = .local
    ) -> Span? {
        let context = CellContext(
            now: RunFixtures.now, times: ShownTimes(.utc, format), glyphs: .unicode)
        return RunColumns.column(id)?.cell(run, context).first
    }

    // MARK: - Cells

    @Test func `a run without times has begun by when it was seen`() {
        let run = Self.run { $0.timeSource = .firstSeen }
        #expect(cell("started", run)?.text == "≤ 14:32")
        #expect(cell("started", run, .relative)?.text == "≤ 3s ago")
        #expect(cell("started", run)?.role == .textMuted)
        #expect(cell("started", Self.run()) == nil)
        let ended = Self.run { $0.finishedAt = RunFixtures.now }
        #expect(cell("started", ended)?.text == "14:32:07")
        let both = Self.run {
            $0.startedAt = RunFixtures.now.advanced(byMilliseconds: -2_000)
            $0.finishedAt = RunFixtures.now
        }
        #expect(cell("started", both)?.text == "14:32:05")
        #expect(cell("finished", both)?.text == "14:32:07")
    }

    private static let statuses: [(Int?, String?, Role?)] = [
        (nil, nil, nil), (200, "200", .tableRow), (399, "399", .tableRow),
        (400, "400", .statusFailed), (503, "503", .statusFailed),
    ]

    @Test(arguments: statuses)
    func `an HTTP status from 400 on stands out`(http: Int?, text: String?, role: Role?) {
        let cell = cell("http", Self.run { $0.httpStatus = http })
        #expect(cell?.text == text)
        #expect(cell?.role == role)
    }

    @Test func `what ran is the pipeline, else the event`() {
        let event = Self.run { $0.event = "user.login" }
        #expect(cell("pipeline", event)?.text == "user.login")
        let both = Self.run {
            $0.event = "sync.done"
            $0.pipeline = Pipeline(id: PipelineID("p"), name: "Feed")
        }
        #expect(cell("pipeline", both)?.text == "Feed")
        #expect(cell("event", both)?.text == "sync.done")
        #expect(cell("error", Self.run(.failed)) == nil)
        let failed = Self.run(.failed) { $0.error = RunError(code: "E1", message: "no") }
        #expect(cell("error", failed)?.text == "E1: no")
        #expect(cell("error", failed)?.role == .statusFailed)
        let odd = Self.run { $0.error = RunError(message: "no") }
        #expect(cell("error", odd)?.role == .statusWarning)
    }

    private static let bars: [(RunStatus, Int64, String, Role)] = [
        (.succeeded, 10_000, "███", .bar), (.failed, 5_000, "██████", .barFailed),
        (.running, 10_000, "███", .barRunning), (.succeeded, 0, "", .bar),
    ]

    @Test(arguments: bars)
    func `a bar is a duration's share of the longest`(
        status: RunStatus, longest: Int64, bar: String, role: Role
    ) {
        let run = Self.run(status) {
            $0.startedAt = RunFixtures.now.advanced(byMilliseconds: -5_000)
            $0.duration = status == .running ? nil : 5_000
        }
        var context = CellContext(now: RunFixtures.now, clock: .utc, glyphs: .unicode)
        context.longest = longest
        #expect(cell("duration", run)?.text == "5.0 s")
        #expect(RunColumns.column("duration")?.bar?(run, context) == Span(bar, role))
        #expect(cell("duration", Self.run()) == nil)
    }

    // MARK: - The choice

    private static let clamps: [(Int?, Int?)] = [
        (nil, nil), (-5, 4), (3, 4), (4, 4), (5, 5), (120, 120), (121, 120),
    ]

    @Test(arguments: clamps)
    func `a width is within what can be chosen`(wanted: Int?, width: Int?) {
        #expect(ColumnChoice.Entry(id: "error", isShown: true, width: wanted).width == width)
    }

    @Test func `a column is widened from its least width, and no further than it can be`() {
        var choice = ColumnChoice.usual
        choice.widen(0, by: 1)
        choice.widen(1, by: -1)
        #expect(choice.entries.prefix(3).map(\.width) == [12, 9, nil])
        for _ in 0..<9 { choice.widen(1, by: -1) }
        #expect(choice.entries[1].width == 4)
        for _ in 0..<200 { choice.widen(1, by: 1) }
        #expect(choice.entries[1].width == 120)
        let before = choice
        choice.widen(-1, by: 1)
        choice.widen(choice.entries.count, by: 1)
        #expect(choice == before)
        #expect(choice.columns.first?.width == .fixed(12))
    }

    @Test func `a column is moved one place on, and not past either end`() {
        var choice = ColumnChoice.usual
        let last = choice.entries.count - 1
        for (place, steps, target) in [(0, -1, 0), (last, 1, last), (-1, 1, -1)] {
            let moved = choice.move(place, by: steps)
            #expect(moved == target)
            #expect(choice == .usual)
        }
        let moved = choice.move(0, by: 1)
        #expect(moved == 1)
        #expect(choice.entries.prefix(2).map(\.id) == ["source", "started"])
        for place in [-1, last + 1] {
            let isToggled = choice.toggle(place)
            #expect(!isToggled)
        }
        let isShown = choice.toggle(last)
        #expect(isShown)
        #expect(choice.columns.last?.id == "id")
    }

    @Test func `what a choice does not name is there, and not shown`() {
        let choice = ColumnChoice([
            ColumnChoice.Entry(id: "status", isShown: true),
            ColumnChoice.Entry(id: "started", isShown: false),
            ColumnChoice.Entry(id: "status", isShown: false),
        ])
        #expect(choice.columns.map(\.id) == ["status"])
        #expect(choice.entries.prefix(3).map(\.id) == ["status", "started", "source"])
        #expect(choice.entries.count == RunColumns.all.count)
    }

    // MARK: - The layout

    private static func columns(_ ids: String...) -> [Column<Run>] {
        ids.compactMap { RunColumns.column($0) }
    }

    @Test func `what is left over is shared out, and columns stand two apart`() {
        let columns = Self.columns("source", "status", "pipeline")
        let layout = ColumnLayout(width: 48, columns: columns)
        #expect(layout.placed.map(\.width) == [12, 9, 20])
        #expect(layout.placed.map(\.offset) == [3, 17, 28])
        let exact = ColumnLayout(width: 40, columns: columns)
        #expect(exact.placed.map(\.width) == [10, 9, 14])
        let odd = ColumnLayout(width: 42, columns: columns)
        #expect(odd.placed.map(\.width) == [10, 9, 16])
    }

    @Test func `the least needed column gives way first, and some never do`() {
        let columns = Self.columns("source", "status", "trigger", "pipeline")
        func shown(_ width: Int) -> [String] {
            ColumnLayout(width: width, columns: columns).placed.map(\.column.id)
        }
        #expect(shown(52) == ["source", "status", "trigger", "pipeline"])
        #expect(shown(51) == ["source", "status", "pipeline"])
        #expect(shown(40) == ["source", "status", "pipeline"])
        #expect(shown(39) == ["status", "pipeline"])
        #expect(shown(27) == ["pipeline"])
        #expect(shown(1) == ["pipeline"])
    }

    @Test func `from 110 columns on durations have bars beside them`() throws {
        let columns = Self.columns("duration")
        let narrow = try #require(ColumnLayout(width: 109, columns: columns).placed.first)
        #expect(!narrow.hasBar)
        #expect(narrow.width == 9 && narrow.textWidth == 9)
        let wide = try #require(ColumnLayout(width: 110, columns: columns).placed.first)
        #expect(wide.hasBar)
        #expect(wide.offset == 3 && wide.width == 16 && wide.textWidth == 9)
        #expect(wide.barOffset == 13)
    }

    // MARK: - The plain table

    private let context = CellContext(now: RunFixtures.now, clock: .utc, glyphs: .unicode)

    @Test func `a plain table is as wide as its texts, or has room for others`() {
        let whole = PlainTable(fitting: [Run](), .whole, context: context)
        #expect(
            whole.heading
                == "   STARTED  SOURCE  PIPELINE  STATUS  TRIGGER  DURATION  ERROR")
        let open = PlainTable(fitting: [Run](), .open, context: context)
        let cells = [
            " ", "STARTED".padded(to: 11), "SOURCE".padded(to: 20), "PIPELINE".padded(to: 28),
            "STATUS".padded(to: 9), "TRIGGER".padded(to: 20), " DURATION", "ERROR",
        ]
        #expect(open.heading == cells.joined(separator: "  "))
    }

    @Test(arguments: [(40, false), (41, true)])
    func `a plain column has forty columns at most, but the last`(count: Int, isCut: Bool) {
        let text = String(repeating: "t", count: count)
        let run = Self.run(.failed) {
            $0.trigger = text
            $0.error = RunError(message: String(repeating: "e", count: 60))
        }
        let table = PlainTable(fitting: [run], .whole, context: context)
        let line = table.line(of: run, at: RunFixtures.now)
        let shown = isCut ? String(repeating: "t", count: 39) + "…" : text
        #expect(line.contains("  \(shown)  "))
        #expect(line.hasSuffix("  " + String(repeating: "e", count: 60)))
    }

    @Test func `a plain line tells a run as it stands at its moment, without spaces at its end`() {
        let run = Self.run(.running) { $0.startedAt = RunFixtures.now }
        let table = PlainTable(fitting: [run], .open, context: context)
        let later = RunFixtures.now.advanced(byMilliseconds: 69_000)
        #expect(table.line(of: run, at: later).hasSuffix(" 1 m 09 s"))
        #expect(table.line(of: run, at: later).hasPrefix("▶  14:32:07  "))
    }
}
