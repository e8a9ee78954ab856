import Terminal
import Testing

@testable import Runs
@testable import RunTable
@testable import TUI

/// What the columns of the pipelines show, and how they sort.
struct DigestColumnTests {
    private static let now = RunFixtures.now

    /// What is told of a pipeline, one thing after the other.
    private struct Told {
        var well = 0
        var failed = 0
        var recent: [RunStatus] = []
        var durations: [Int64?] = []
        var usual: Int64?
        var streak: PipelineDigest.FailureStreak?
        var lastSuccess: Timestamp?
        var lastStarted: Timestamp?
        var cadence: Int64?
    }

    private static func digest(_ change: (inout Told) -> Void = { _ in }) -> PipelineDigest {
        var reported = Told()
        change(&reported)
        var counts = StatusCounts()
        counts[.succeeded] = reported.well
        counts[.failed] = reported.failed
        return PipelineDigest(
            source: RunFixtures.wellSource, provider: .well,
            pipeline: Pipeline(id: PipelineID("p"), name: "P"), counts: counts, matching: 1,
            recent: reported.recent, durations: reported.durations, usualDuration: reported.usual,
            streak: reported.streak, lastSuccess: reported.lastSuccess,
            lastStarted: reported.lastStarted, cadence: reported.cadence)
    }

    private func cell(_ id: String, _ digest: PipelineDigest, width: Int = 20) -> StyledLine {
        var context = CellContext(now: Self.now, times: ShownTimes(.utc), glyphs: .unicode)
        context.width = width
        return PipelineDigest.columns.first { $0.id == id }?.cell(digest, context) ?? []
    }

    private func precedes(_ id: String, _ one: PipelineDigest, _ other: PipelineDigest) -> Bool {
        PipelineDigest.columns.first { $0.id == id }?.order?.precedes(one, other) ?? false
    }

    private static let rates: [(Int, Int, String, Role)] = [
        (100, 0, "100 %", .tableRow), (999, 1, "99 %", .tableRow), (95, 5, "95 %", .tableRow),
        (94, 6, "94 %", .statusWarning), (75, 25, "75 %", .statusWarning),
        (74, 26, "74 %", .statusFailed), (1, 99, "1 %", .statusFailed),
        (0, 5, "0 %", .statusFailed),
    ]

    @Test(arguments: rates)
    func `the share that went well is told, and no failure is lost in it`(
        well: Int, failed: Int, text: String, role: Role
    ) {
        let digest = Self.digest {
            $0.well = well
            $0.failed = failed
        }
        #expect(cell("success", digest) == [Span(text, role)])
    }

    @Test func `what is not known is left empty`() {
        let digest = Self.digest()
        for id in ["success", "usual", "durations", "streak", "last-success", "every", "next"] {
            #expect(cell(id, digest).isEmpty, "\(id)")
        }
    }

    private static let streaks: [(Int, Bool, Int, String)] = [
        (7, true, 16, "✖ x7 since 13:32"), (7, true, 15, "✖ x7"), (7, false, 16, "✖ x7"),
        (1_234, false, 17, "✖ x1,234"), (1, true, 17, "✖ x1 since 13:32"),
    ]

    @Test(arguments: streaks)
    func `since when it fails is told where there is room`(
        count: Int, hasTime: Bool, width: Int, text: String
    ) {
        let since = hasTime ? Self.now.advanced(byMilliseconds: -3_600_000) : nil
        let digest = Self.digest { $0.streak = .init(count: count, since: since) }
        #expect(cell("streak", digest, width: width) == [Span(text, .statusFailed)])
    }

    private static let nexts: [(Int64, String, Role)] = [
        (300_000, "in 5m", .textMuted), (0, "in 0s", .textMuted), (-1, "now", .textMuted),
        (-300_000, "now", .textMuted), (-300_001, "late 5m", .statusWarning),
        (-7_200_000, "late 2h", .statusWarning),
    ]

    @Test(arguments: nexts)
    func `half a turn past its time a run is late`(wait: Int64, text: String, role: Role) {
        let digest = Self.digest {
            $0.cadence = 600_000
            $0.lastStarted = Self.now.advanced(byMilliseconds: wait - 600_000)
        }
        #expect(cell("next", digest) == [Span(text, role)])
        #expect(cell("every", digest) == [Span("10m", .textMuted)])
    }

    @Test func `the newest runs stand last, as many as there is room for`() {
        let digest = Self.digest {
            $0.recent = [.failed, .succeeded, .succeeded, .running]
            $0.durations = [7, nil, 1, 70]
        }
        let ends = [Span("✔✔", .statusSucceeded), Span("✖", .statusFailed)]
        #expect(cell("runs", digest, width: 3) == ends)
        #expect(cell("runs", digest, width: 9) == [Span("▶", .statusRunning)] + ends)
        #expect(cell("durations", digest, width: 3) == [Span("▁ ▇", .sparkline)])
        #expect(cell("durations", digest, width: 2) == [Span(" ▇", .sparkline)])
        #expect(cell("durations", digest, width: 4) == [Span("▇▁ ▁", .sparkline)])
        #expect(cell("durations", Self.digest { $0.durations = [0, nil] }).isEmpty)
    }

    @Test func `what is not known sorts where nobody looks first`() {
        let moments = [Self.now, Self.now.advanced(byMilliseconds: 1)]
        let none = Self.digest()
        let pairs: [(String, [PipelineDigest])] = [
            ("success", [Self.digest { $0.failed = 1 }, Self.digest { $0.well = 1 }, none]),
            ("usual", [none, Self.digest { $0.usual = 0 }, Self.digest { $0.usual = 1 }]),
            (
                "durations",
                [none, Self.digest { $0.durations = [0] }, Self.digest { $0.durations = [0, 1] }]
            ),
            ("every", [Self.digest { $0.cadence = 1 }, Self.digest { $0.cadence = 2 }, none]),
            (
                "last-success",
                moments.map { moment in Self.digest { $0.lastSuccess = moment } } + [none]
            ),
            (
                "next",
                moments.map { moment in
                    Self.digest {
                        $0.lastStarted = moment
                        $0.cadence = 1
                    }
                } + [none]
            ),
            (
                "streak",
                [none]
                    + [1, 2].map { count in
                        Self.digest { $0.streak = .init(count: count, since: nil) }
                    }
            ),
            (
                "runs",
                [[], [.succeeded, .failed], [.failed], [.succeeded, .failed, .failed]].map {
                    (recent: [RunStatus]) in Self.digest { $0.recent = recent }
                }
            ),
        ]
        for (id, digests) in pairs {
            for (place, digest) in digests.enumerated() {
                for (other, second) in digests.enumerated() {
                    #expect(precedes(id, digest, second) == (place < other), "\(id)")
                }
            }
        }
    }

    // MARK: - Which columns there is room for

    /// The columns in the order in which they give way, and the width from which each is there.
    private static let widths: [(String, Int)] = [
        ("durations", 123), ("every", 112), ("source", 103), ("usual", 91), ("next", 80),
        ("success", 70), ("last-success", 63),
    ]

    @Test func `columns give way from the least needed on`() {
        let all = PipelineDigest.columns.map(\.id)
        for (place, (_, width)) in Self.widths.enumerated() {
            for (room, count) in [(width, place), (width - 1, place + 1)] {
                let gone = Set(Self.widths.prefix(count).map(\.0))
                let layout = ColumnLayout(width: room - 1, columns: PipelineDigest.columns)
                let shown = layout.placed.map(\.column.id)
                #expect(shown == all.filter { !gone.contains($0) }, "\(room)")
            }
        }
    }
}
