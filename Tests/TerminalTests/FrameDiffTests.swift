import Testing

@testable import Terminal

struct FrameDiffTests {
    private func frame(_ lines: String...) -> Frame {
        var frame = Frame(size: Size(columns: 8, rows: lines.count))
        for (row, line) in lines.enumerated() {
            frame.put(line, column: 0, row: row, style: .plain)
        }
        return frame
    }

    @Test func `equal frames have no runs`() {
        #expect(FrameDiff.runs(from: frame("abc", "def"), to: frame("abc", "def")).isEmpty)
    }

    @Test func `a first frame and one of another size are drawn whole`() {
        let whole = [FrameDiff.Run(row: 0, columns: 0..<8), .init(row: 1, columns: 0..<8)]
        #expect(FrameDiff.runs(from: nil, to: frame("a", "b")) == whole)
        #expect(FrameDiff.runs(from: frame("a"), to: frame("a", "b")) == whole)
        #expect(FrameDiff.runs(from: nil, to: Frame(size: Size(columns: 0, rows: 5))).isEmpty)
    }

    @Test func `runs cover what differs`() {
        let runs = FrameDiff.runs(from: frame("abcdefg", "same"), to: frame("aXcdYZg", "same"))
        #expect(runs == [.init(row: 0, columns: 1..<2), .init(row: 0, columns: 4..<6)])
    }

    @Test func `runs hold wide characters whole`() {
        let over = FrameDiff.runs(from: frame("abcdef"), to: frame("a日def"))
        #expect(over == [.init(row: 0, columns: 1..<3)])
        let away = FrameDiff.runs(from: frame("a日def"), to: frame("abcdef"))
        #expect(away == [.init(row: 0, columns: 1..<3)])
        let other = FrameDiff.runs(from: frame("a日def"), to: frame("a本def"))
        #expect(other == [.init(row: 0, columns: 1..<3)])
    }

    @Test func `a change of style is a difference`() {
        var bold = frame("abc")
        bold.restyle(Rect(column: 2, row: 0, columns: 1, rows: 1)) {
            $0.over(Style(attributes: .bold))
        }
        #expect(FrameDiff.runs(from: frame("abc"), to: bold) == [.init(row: 0, columns: 2..<3)])
    }

    @Test func `runs name their rows, and stand together where they touch`() {
        let below = FrameDiff.runs(from: frame("abc", "def", "ghi"), to: frame("abc", "dEf", "ghI"))
        #expect(below == [.init(row: 1, columns: 1..<2), .init(row: 2, columns: 2..<3)])
        let wide = FrameDiff.runs(from: frame("日本x"), to: frame("本日x"))
        #expect(wide == [.init(row: 0, columns: 0..<4)])
        let edges = FrameDiff.runs(from: frame("a......b"), to: frame("A......B"))
        #expect(edges == [.init(row: 0, columns: 0..<1), .init(row: 0, columns: 7..<8)])
        let last = FrameDiff.runs(from: frame("......日"), to: frame("......本"))
        #expect(last == [.init(row: 0, columns: 6..<8)])
    }

    @Test func `where only the right half differs, the whole character is drawn`() {
        var half = frame("a日b")
        half.restyle(Rect(column: 2, row: 0, columns: 1, rows: 1)) { _ in
            Style(attributes: .bold)
        }
        #expect(FrameDiff.runs(from: frame("a日b"), to: half) == [.init(row: 0, columns: 1..<3)])
    }

    @Test func `a frame of as many cells in another shape is drawn whole`() {
        let flat = Frame(size: Size(columns: 4, rows: 1))
        let tall = Frame(size: Size(columns: 1, rows: 4))
        #expect(FrameDiff.runs(from: flat, to: tall).count == 4)
        #expect(FrameDiff.runs(from: tall, to: flat) == [.init(row: 0, columns: 0..<4)])
    }
}
