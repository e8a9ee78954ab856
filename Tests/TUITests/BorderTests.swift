import Runs
import RunTable
import Terminal
import Testing
import TestSupport

@testable import TUI

/// Whether any text of Unicode moves what stands behind it.
struct BorderTests {
    private let widths: UnicodeWidths
    private let emoji: [String: Int]

    init() throws {
        widths = try UnicodeWidths()
        emoji = Dictionary(widths.emoji.map { ($0.text, $0.columns) }) { first, _ in first }
    }

    @Test func `no border moves, whatever runs are called`() {
        let ends = widths.stretches.filter { !$0.joins }.flatMap { stretch -> [String] in
            [stretch.scalars.lowerBound, stretch.scalars.upperBound].compactMap {
                Unicode.Scalar($0).map { String(Character($0)) }
            }
        }
        // Each sign behind one that can bear marks, so that none joins what is not meant.
        let signs = (ends + widths.emoji.map(\.text)).map { "a\($0)" }
        let perName = 6
        let names = stride(from: 0, to: signs.count, by: perName).map {
            signs[$0..<min(signs.count, $0 + perName)].joined()
        }
        #expect(names.count > 1_000)
        for start in stride(from: 0, to: names.count, by: 34) {
            let chosen = Array(names[start..<min(names.count, start + 34)])
            var state = state(of: chosen)
            let frame = state.frame()
            check(frame)
            let border = (0..<frame.size.columns).first { frame[column: $0, row: 10].text == "│" }
            for row in 8..<38 {
                #expect(border.map { frame[column: $0, row: row].text } == "│")
            }
            for view in ["2", "3"] as [Character] {
                state.press(.character(view))
                check(state.frame())
            }
        }
    }

    /// A screen whose runs bear the names, with the details of the first one beside them.
    private func state(of names: [String]) -> State {
        let pipelines = names.enumerated().map { place, name in
            Pipeline(id: PipelineID("p\(place)"), name: name)
        }
        let records = names.enumerated().map { place, name in
            RunFixtures.record(
                "r\(place)", status: .failed, secondsAgo: Int64(place), pipeline: "p\(place)"
            ) { $0.error = .value(RunError(message: name)) }
        }
        var table = RunTable()
        table.merge(
            RunBatch(source: RunFixtures.wellSource, records: records, pipelines: pipelines))
        var state = RunFixtures.state(columns: 140, rows: 40, table: table)
        state.press(.enter)
        return state
    }

    private func check(_ frame: Frame) {
        for row in 0..<frame.size.rows {
            var column = 0
            while column < frame.size.columns {
                let text = frame[column: column, row: row].text
                let isWide =
                    column + 1 < frame.size.columns
                    && frame[column: column + 1, row: row].isTrailingHalf
                guard columns(of: text) == (isWide ? 2 : 1) else {
                    let scalars = text.unicodeScalars.map { String($0.value, radix: 16) }
                    Issue.record("\(scalars) in column \(column) of row \(row)")
                    return
                }
                column += isWide ? 2 : 1
            }
        }
    }

    /// The columns of what stands in a cell, as Unicode's data have it.
    private func columns(of text: String) -> Int {
        if let known = emoji[text] { return known }
        // A sign that bears an emoji's mark without being one of those that are listed.
        return text.unicodeScalars.reduce(0) { $0 + widths.columns(of: $1) }
    }
}
