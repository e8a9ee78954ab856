import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// Hostile text in every field, in every view and overlay: nothing of it acts, and none of it is
/// drawn where it does not belong.
struct HostileFrameTests {
    private static let texts = [
        "boom \u{1B}[2J\u{1B}]52;c;AAAA\u{07}\r\n\t\u{202E}x\u{200B}y\u{E0041}\u{9B}31m",
        "\u{1B}[31mred\u{1B}[0m 👨‍👩‍👧‍👦👍🏽🇫🇷1️⃣ e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
        String(repeating: "日本語", count: 2_000), String(repeating: "\u{301}", count: 50),
        String(repeating: "\u{202E}", count: 3_000), String(repeating: "\n", count: 3_000),
        "", " ", "﷽﷽﷽ \u{1F3F4}\u{E0067}\u{E007F} ก็็็็็ ʬ\u{FE0F}\u{200D}",
    ]
    private static let sizes = [(20, 5), (80, 24), (140, 40)]

    /// Keys that lead to a view, an overlay or a tab.
    private static let ways: [[KeyEvent]] = [
        [], [.enter], [.enter, .character("]")], [.enter, .character("]"), .character("]")],
        [.enter, .character("[")], [.enter, .character("["), .character("[")],
        [.enter, .character("w"), .character("w")], [.character("2")], [.character("2"), .enter],
        [.character("3")], [.character("3"), .enter], [.character("4")], [.character("s")],
        [.character("p")], [.character("c")], [.character("?")], [.character(":")],
        [.character("/"), .character("p"), .tab], [.backTab], [.character("t")],
        [.enter, .tab, .character("/"), .character("x")],
    ]

    @Test(arguments: texts)
    func `no view lets a text act, or draw past its pane`(text: String) {
        for (index, way) in Self.ways.enumerated() {
            let (columns, rows) = Self.sizes[(index + text.utf8.count) % Self.sizes.count]
            var state = state(text, columns, rows)
            for key in way { state.press(key) }
            let frame = state.frame()
            let place = "\(way) at \(columns)x\(rows)"
            #expect(harm(in: frame) == nil, "\(place)")
            #expect(overflow(of: frame) == nil, "\(place)")
        }
    }

    @Test func `what is copied, told and put into the title is harmless`() {
        for text in Self.texts {
            var state = state(text, 140, 40)
            var copies = 0
            for key in ["y", "Y", "o", "x", "=", "r"] as [Character] {
                for effect in state.press(.character(key)) {
                    guard case .copy(let copied) = effect else { continue }
                    copies += 1
                    let harm = copied.unicodeScalars.first { $0 != "\n" && isHarmful($0) }
                    #expect(harm == nil, "\(key): \(String(reflecting: copied))")
                }
            }
            #expect(copies == 2)
        }
    }

    @Test func `an error of ten megabytes is cut, and the pane says by how much`() {
        let message = String(repeating: "no luck. ", count: 1_111_112)
        var state = state("x", 80, 24)
        state.hold(
            RunFixtures.record("huge", status: .failed, secondsAgo: 0) {
                $0.error = .value(RunError(message: message))
            })
        state.press(.character("g"), .enter)
        while state.details.open?.tab != .error { state.press(.character("]")) }
        state.press(.tab, .character("G"))
        let screen = state.screen().joined(separator: " ")
        #expect(screen.contains("more characters)"), "\(state.screen())")
        #expect(RunCSV.row(of: state.runs.listing[0]).utf8.count < 70_000)
    }

    /// The rows beside a vertical border stay beside it, whatever the texts.
    private func overflow(of frame: Frame) -> String? {
        for row in 0..<frame.size.rows {
            let columns = (0..<frame.size.columns).reduce(0) { sum, column in
                let cell = frame[column: column, row: row]
                return sum + (cell.isTrailingHalf ? 0 : DisplayWidth.columns(of: cell.text))
            }
            if columns != frame.size.columns { return "row \(row) has \(columns) columns" }
        }
        return nil
    }

    private func harm(in frame: Frame) -> String? {
        frame.lines.joined().unicodeScalars.first(where: isHarmful)
            .map { "U+" + String($0.value, radix: 16) }
    }

    private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\u{200D}" || scalar == "\u{FE0F}" || scalar == "\u{FE0E}" { return false }
        return [.control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator]
            .contains(scalar.properties.generalCategory)
            || scalar.properties.isDefaultIgnorableCodePoint
    }

    /// A state with the text in every field that a stranger fills.
    private func state(_ text: String, _ columns: Int, _ rows: Int) -> State {
        let source = RunFixtures.wellSource
        let records = [RunStatus.failed, .running, .skipped, .unknown].map { status in
            RunFixtures.record(
                "\(status)\(text)", status: status, secondsAgo: 1, pipeline: text + "p"
            ) {
                $0.rawStatus = .value(text)
                $0.trigger = .value(text)
                $0.event = .value(text)
                $0.request = .value(text)
                $0.requestID = .value(text)
                $0.error = status == .failed ? .value(RunError(code: text, message: text)) : .null
                $0.related = [RelatedID(key: text, value: text)]
                $0.metadata = .value(
                    .object([
                        .init(text, .array([.string(text), .number("1")])),
                        .init("skip_reason", .string(text)),
                    ]))
            }
        }
        var problem = APIProblem(status: 500)
        problem.code = text
        problem.title = text
        problem.message = text
        problem.supportIDs = [SupportID(.request, text)]
        let health = RunFixtures.health(source) {
            $0.problem = SourceProblem(
                error: .refused(problem), since: RunFixtures.now, failures: 3)
        }
        var table = RunTable()
        _ = table.merge(
            RunBatch(
                source: source, records: records,
                pipelines: [Pipeline(id: PipelineID(text + "p"), name: text)]))
        return RunFixtures.state(columns: columns, rows: rows, table: table, sources: [health])
    }
}
