import Runs
import RunTable
@testable import TUI
import Terminal
import Testing

/// What the details tell of a run, tab by tab.
struct RunDetailsTests {
    /// Opens the failed run, on its error.
    private func opened(columns: Int = 80, rows: Int = 24) -> State {
        var state = RunFixtures.state(columns: columns, rows: rows, table: Self.table)
        state.press(.character("e"), .enter)
        return state
    }

    /// The shared runs, and more of the pipeline of the failed one, one of which failed alike.
    private static let table = RunFixtures.table(
        RunFixtures.records
            + (1...30).map { number in
                RunFixtures.record(
                    "h\(number)", status: number == 7 ? .failed : .succeeded,
                    secondsAgo: Int64(number) * 3_600
                ) {
                    $0.duration = .value(Int64(number) * 1_000)
                    guard number == 7 else { return }
                    $0.error = .value(
                        RunError(message: "AUTH_EXPIRED: token was revoked by its owner"))
                }
            })

    private func turn(_ state: inout State, to tab: DetailsTab) {
        for _ in DetailsTab.allCases where state.details.open?.tab != tab {
            state.press(.character("]"))
        }
    }

    @Test func `the error tells how many other runs have it`() {
        let text = opened().screen().joined(separator: "\n")
        #expect(
            text.contains("1 more run has this error: 1 pipeline of well-prod, first 07:32:07,"))
    }

    @Test func `an error that stands alone says so`() {
        var state = RunFixtures.state()
        state.press(.character("G"), .enter)
        #expect(state.screen().contains { $0.contains("no other run kept here has this error") })
    }

    @Test func `the history marks the run and what is usual`() {
        var state = opened(columns: 100)
        turn(&state, to: .history)
        let screen = state.screen()
        #expect(screen.contains { $0.contains("this run took 42.0 s, 2.6 times the usual") })
        #expect(screen.contains { $0.contains("▸ 14:31:07    ✖    42.0 s  ████") })
        #expect(screen.contains { $0.contains("13:32:07    ✔     1.0 s  ") && $0.contains("┊") })
    }

    @Test func `the history opens where the run stands in it`() throws {
        var state = RunFixtures.state(table: Self.table)
        let key = RunKey(source: RunFixtures.wellSource, id: RunID("h29"))
        let place = try #require(state.runs.listing.place(of: key))
        for _ in 0..<place { state.press(.down) }
        state.press(.enter)
        turn(&state, to: .history)
        #expect(state.screen().contains { $0.contains("▸ 06-06 09:32") })
    }

    @Test(arguments: [
        (Int64(1), "0.0 times the"), (Int64(-9_000_000_000_000_000_000), "about the"),
    ])
    func `the history of a duration far below 0 is drawn`(usual: Int64, times: String) {
        let records = [
            RunFixtures.record("a", status: .succeeded, secondsAgo: 60) {
                $0.duration = .value(usual)
            },
            RunFixtures.record("b", status: .failed, secondsAgo: 30) {
                $0.duration = .value(-9_000_000_000_000_000_000)
            },
        ]
        var state = RunFixtures.state(columns: 100, rows: 24, table: RunFixtures.table(records))
        state.press(.enter)
        turn(&state, to: .history)
        let words = "this run took < 0 ms, \(times) usual"
        #expect(state.screen().contains { $0.contains(words) })
    }

    @Test func `a run without a pipeline says why it has no history`() {
        var state = RunFixtures.state()
        state.press(.character("G"), .up, .up, .enter)
        turn(&state, to: .history)
        #expect(state.screen().contains { $0.contains("it belongs to no pipeline") })
    }

    @Test func `raw is the run as JSON, line by line`() {
        var state = opened(columns: 100, rows: 100)
        turn(&state, to: .raw)
        let screen = state.screen().map { $0.trimmingPrefix { $0 == " " } }
        for line in [
            "{", "\"id\": \"r03\",", "\"status\": \"failed\",", "\"records_synced\": 0,",
            "\"allowed\": true,", "\"after\": null", "\"accounts\",", "\"metadata\": {", "}",
        ] {
            #expect(screen.contains { $0.hasPrefix(line) }, "\(line)")
        }
    }

    @Test func `long JSON is broken without losing a character`() {
        let text = String(repeating: "ab  cd ", count: 40)
        var state = RunFixtures.state(columns: 60, rows: 60)
        state.hold(
            RunFixtures.record("r00", status: .failed, secondsAgo: 0) {
                $0.metadata = .value(.object([JSONValue.Member("sql", .string(text))]))
            })
        state.press(.enter, .character("w"))
        #expect(state.details.placement == .full)
        turn(&state, to: .raw)
        let lines = state.screen().drop { !$0.contains("\"sql\"") }
        let joined = lines.map { line in
            let padded = line + String(repeating: " ", count: 60)
            return String(padded.dropFirst(1).prefix(58))
        }.joined()
        #expect(joined.contains(text))
    }

    @Test func `the overview tells moments in the configured zone and in UTC`() throws {
        let zone = try #require(ZonedClock(identifier: "Asia/Tokyo"))
        var state = State(
            size: Size(columns: 100, rows: 40), now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(clock: zone, webPage: { _ in "https://example.com/r03" }))
        state.receive(
            .snapshot(
                MonitorSnapshot(table: Self.table, sources: RunFixtures.healthySources)))
        state.press(.character("e"), .enter, .character("["))
        let screen = state.screen().joined(separator: "\n")
        #expect(screen.contains("2026-06-07 23:31:07"))
        #expect(screen.contains("2026-06-07T14:31:07.000Z · 1m ago"))
        #expect(screen.contains("42.0 s · usually 16.0 s"))
        #expect(screen.contains("https://example.com/r03"))
        state.press(.character("z"), .character("z"))
        #expect(state.times.format == .utc)
        let inUTC = state.screen().joined(separator: "\n")
        #expect(inUTC.contains("2026-06-07 23:31:07"), "both are told, whichever the table shows")
        #expect(inUTC.contains("2026-06-07T14:31:07.000Z · 1m ago"))
    }

    @Test func `times are shown as ages, in UTC, and by the clock again`() {
        var state = RunFixtures.state()
        state.press(.character("z"))
        #expect(state.screen().contains { $0.contains("▶ 9s ago") })
        state.press(.character("z"), .character("z"))
        #expect(state.screen().contains { $0.contains("▶ 14:31:58") })
    }

    @Test func `w puts the details on the right, below, and in the place of the table`() {
        var state = opened(columns: 100, rows: 40)
        #expect(state.screen().contains { $0.hasPrefix("─────") })
        state.press(.character("w"))
        #expect(state.details.placement == .full)
        #expect(!state.screen().contains { $0.contains("PIPELINE") })
        state.press(.character("w"))
        #expect(state.screen().contains { $0.contains("│") && $0.contains("Overview") })
        state.press(.character("w"))
        #expect(state.details.placement == .below)
    }

    @Test func `details without room say where they stand instead`() {
        var state = opened(columns: 50, rows: 30)
        state.press(.character("w"), .character("w"))
        #expect(state.message?.text.contains("no room for the details on the right") == true)
    }

    @Test func `full details are closed by q before the program is`() {
        var state = opened(columns: 100, rows: 40)
        state.press(.character("w"))
        #expect(state.press(.character("q")).isEmpty)
        #expect(state.details.open == nil)
    }

    @Test func `a search highlights what it finds and goes there`() {
        var state = opened(columns: 100, rows: 40)
        turn(&state, to: .raw)
        state.press(.tab, .character("/"))
        state.type("REVOKED")
        #expect(state.prompt.open?.mistake == nil)
        state.press(.enter)
        #expect(state.prompt.open == nil)
        #expect(state.frame().styles { FrameTheme.letter($0) }.contains { $0.contains("#######") })
        #expect(state.screen().contains { $0.contains("was revoked by its") })
        state.press(.character("n"))
        #expect(state.message?.text == "1 of 1 lines with \"REVOKED\"")
    }

    @Test(arguments: [("one two", [0]), ("two three", [1]), ("fourfive", [2]), ("x", [])])
    func `a search finds what was wrapped onto the next line`(text: String, lines: [Int]) {
        let wrapped = ["zero One", "two", "three four", "five"].map { [Span($0, .text)] }
        let matches = DetailsMatches(text, in: wrapped)
        #expect(matches.lines == lines)
        for line in lines {
            #expect(matches.columns[line]?.count == 1)
            #expect(matches.columns[line + 1]?.first?.lowerBound == 0)
        }
    }

    @Test func `what is wrapped is highlighted on both lines, also at the edge of the pane`() {
        let lines = ["an error that", "was not there", "before"].map { [Span($0, .text)] }
        let matches = DetailsMatches("That was", in: lines)
        #expect(matches.columns == [0: [9..<13], 1: [0..<3]])
    }

    @Test func `Esc drops a search before it leaves the details`() {
        var state = opened(columns: 100)
        turn(&state, to: .raw)
        state.press(.tab, .character("/"))
        state.type("null")
        state.press(.enter, .escape)
        #expect(state.details.open?.search == "")
        #expect(state.activePane == .details)
        state.press(.escape)
        #expect(state.activePane == .table)
    }

    @Test func `n goes on to later matches and N back`() {
        var state = opened(columns: 100)
        turn(&state, to: .raw)
        state.press(.tab, .character("/"))
        state.type("null")
        state.press(.enter, .character("n"))
        #expect(state.message?.text.hasPrefix("2 of ") == true)
        state.press(.character("N"))
        #expect(state.message?.text.hasPrefix("1 of ") == true)
    }

    @Test func `what is not found is said, and Esc restores`() {
        var state = opened()
        state.press(.tab, .character("/"))
        state.type("nowhere")
        #expect(state.prompt.open?.mistake?.sentence == "not found in this tab")
        #expect(state.screen().contains { $0.contains("not found in this tab") })
        state.press(.escape)
        #expect(state.details.open?.search == "")
        state.press(.character("n"))
        #expect(state.message?.text.contains("no search text") == true)
    }

    @Test func `attempts at one job are told one by one`() {
        let job = RelatedID(key: "job_id", value: "job-1")
        func attempt(_ number: Int, _ status: RunStatus) -> RunRecord {
            RunFixtures.record("a\(number)", status: status, secondsAgo: Int64(60 - number)) {
                $0.attempt = .value(number)
                $0.related = [job]
            }
        }
        let attempts = [attempt(1, .failed), attempt(2, .failed), attempt(3, .succeeded)]
        var state = RunFixtures.state(columns: 100, rows: 40, table: RunFixtures.table(attempts))
        state.press(.enter)
        let screen = state.screen().joined(separator: "\n")
        #expect(screen.contains("succeeded on attempt 3 (1 ✖  2 ✖  3 ✔)"))
        #expect(screen.contains("attempt 2"))
        #expect(screen.contains("✔ 14:31:10  succeeded (this one)"))
    }

    /// Metadata of many keys, before a last one.
    private func metadata(keys count: Int) -> JSONValue {
        let many = (0..<count).map { JSONValue.Member("key_\($0)", .number("\($0)")) }
        return .object([.init("many", .object(many)), .init("last", .string("seen"))])
    }

    @Test func `of very many metadata keys as many are laid out as can be looked at`() throws {
        let value = metadata(keys: 20_000)
        let tree = MetadataTree(value, folded: [])
        #expect(tree.nodes.count == MetadataTree.limit)
        let rows = tree.rows(width: 60, glyphs: .unicode)
        #expect(rows.count == MetadataTree.limit + 1)
        #expect(rows.last?.line.map(\.text).joined().contains("and more") == true)
        #expect(rows.last?.node == MetadataTree.limit - 1)
        // Folding the many shows what comes after them.
        let folded = MetadataTree(value, folded: [["many"]])
        #expect(folded.nodes.map(\.label) == ["many", "last"])
        #expect(!folded.isCut)
        let json = JSONLines(value, width: 60)
        #expect(json.lines.count == JSONLines.limit)
        #expect(json.isCut)
        #expect(!JSONLines(metadata(keys: 3), width: 60).isCut)
    }

    @Test(arguments: [MetadataTree.limit - 2, MetadataTree.limit - 1])
    func `metadata that just fits is laid out whole`(count: Int) {
        let tree = MetadataTree(metadata(keys: count), folded: [])
        #expect(tree.isCut == (count > MetadataTree.limit - 2))
        #expect(tree.nodes.count == MetadataTree.limit)
    }

    @Test func `one value of very many lines does not hide that there is more`() {
        let lines = String(repeating: "line\n", count: 2 * MetadataTree.limit)
        let value = JSONValue.object([.init("text", .string(lines)), .init("next", .null)])
        let rows = MetadataTree(value, folded: []).rows(width: 60, glyphs: .unicode)
        #expect(rows.last?.line.map(\.text).joined().contains("and more") == true)
    }
}
