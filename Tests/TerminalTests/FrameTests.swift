import Testing

@testable import Terminal

struct FrameTests {
    private let bold = Style(attributes: .bold)

    private func frame(_ columns: Int, _ rows: Int = 1) -> Frame {
        Frame(size: Size(columns: columns, rows: rows))
    }

    @Test func `text is written and its columns are counted`() {
        var frame = frame(10, 2)
        #expect(frame.put("abc", column: 2, row: 1, style: bold) == 3)
        #expect(frame.lines == ["", "  abc"])
        #expect(frame.styles { $0 == bold ? "b" : "." } == ["..........", "..bbb....."])
        #expect(frame[column: 2, row: 1] == Cell(text: "a", style: bold))
    }

    @Test func `text is clipped to its width and to the frame`() {
        var frame = frame(5)
        #expect(frame.put("abcdef", column: 0, row: 0, style: .plain, width: 3) == 3)
        #expect(frame.lines == ["abc"])
        #expect(frame.put("xyz", column: 4, row: 0, style: .plain) == 1)
        #expect(frame.lines == ["abc x"])
        #expect(frame.put("12345", column: -3, row: 0, style: .plain) == 5)
        #expect(frame.lines == ["45c x"])
        #expect(frame.put("n", column: 0, row: 0, style: .plain, width: 0) == 0)
        #expect(frame.put("n", column: 0, row: 0, style: .plain, width: -2) == 0)
    }

    @Test(arguments: [Int.min, -1, 0, 4, 5, Int.max])
    func `no coordinate traps`(place: Int) {
        var drawn = frame(5, 2)
        for row in [Int.min, -1, 2, Int.max] {
            drawn.put("日a", column: place, row: row, style: .plain)
            drawn.put("日a", column: place, row: row, style: .plain, width: .max)
            #expect(drawn[column: place, row: row] == Cell())
        }
        drawn.fill(
            Rect(column: place, row: place, columns: .max, rows: .max), style: .plain, text: "日")
        drawn.restyle(Rect(column: place, row: place, columns: .max, rows: .max)) { $0 }
        #expect(drawn.lines.count == 2)
        var empty = frame(0, 0)
        empty.put("a", column: place, row: place, style: .plain)
        #expect(empty.lines.isEmpty)
    }

    @Test func `a wide character has a right half`() {
        var frame = frame(6)
        #expect(frame.put("日本", column: 1, row: 0, style: bold) == 4)
        #expect(frame[column: 1, row: 0].text == "日")
        #expect(frame[column: 2, row: 0] == Cell(text: "", style: bold))
        #expect(frame.lines == [" 日本"])
    }

    @Test func `a wide character that does not fit becomes a space`() {
        var frame = frame(5)
        frame.put("xxxxx", column: 0, row: 0, style: .plain)
        #expect(frame.put("日本", column: 0, row: 0, style: .plain, width: 3) == 3)
        #expect(frame.lines == ["日 xx"])
        #expect(frame.put("日", column: 4, row: 0, style: .plain) == 1)
        #expect(frame.lines == ["日 x"])
        #expect(frame.put("日x", column: -1, row: 0, style: .plain) == 3)
        #expect(frame.lines == [" x x"])
    }

    @Test func `overwriting half of a wide character blanks the other`() {
        var frame = frame(4)
        frame.put("日本", column: 0, row: 0, style: .plain)
        frame.put("x", column: 1, row: 0, style: .plain)
        #expect(frame.lines == [" x本"])
        frame.put("y", column: 2, row: 0, style: .plain)
        #expect(frame.lines == [" xy"])
        frame.put("日本", column: 0, row: 0, style: .plain)
        frame.put("語", column: 1, row: 0, style: .plain)
        #expect(frame.lines == [" 語"])
        #expect((0..<4).map { frame[column: $0, row: 0].text } == [" ", "語", "", " "])
    }

    @Test func `marks stay with their letter and controls are left out`() {
        var frame = frame(8)
        #expect(
            frame.put("e\u{301}x\r\n\u{7}\u{1B}\u{200B}y", column: 0, row: 0, style: .plain) == 3)
        #expect(frame[column: 0, row: 0].text == "e\u{301}")
        #expect(frame.lines == ["e\u{301}xy"])
        #expect(frame.put("\u{301}", column: 0, row: 0, style: .plain) == 0)
    }

    @Test func `filling covers a rectangle, with wide characters as often as they fit`() {
        var frame = frame(6, 3)
        frame.fill(Rect(column: 1, row: 1, columns: 5, rows: 9), style: bold, text: "日")
        #expect(frame.lines == ["", " 日日", " 日日"])
        #expect(frame.styles { $0 == bold ? "b" : "." } == ["......", ".bbbbb", ".bbbbb"])
        frame.fill(frame.bounds, style: .plain)
        #expect(frame == Frame(size: frame.size))
    }

    @Test func `restyling leaves the text`() {
        var frame = frame(4)
        frame.put("abcd", column: 0, row: 0, style: .plain)
        frame.restyle(Rect(column: 1, row: 0, columns: 2, rows: 1)) { $0.over(bold) }
        #expect(frame.lines == ["abcd"])
        #expect(frame.styles { $0 == bold ? "b" : "." } == [".bb."])
    }

    @Test func `a random sequence of writes never leaves half a wide character`() {
        var frame = frame(9, 2)
        var seed: UInt64 = 7
        for _ in 0..<2000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let texts = ["日", "a", "本語", "x👍🏽y", " "]
            frame.put(
                texts[Int(seed >> 60) % texts.count], column: Int(seed >> 33) % 12 - 2,
                row: Int(seed >> 50) % 2, style: .plain, width: Int(seed >> 40) % 5)
            for row in 0..<2 {
                var isLead = false
                for column in 0..<9 {
                    let cell = frame[column: column, row: row]
                    #expect(cell.isTrailingHalf == isLead)
                    isLead = DisplayWidth.columns(of: cell.text) == 2
                }
                #expect(!isLead)
            }
        }
    }
}
