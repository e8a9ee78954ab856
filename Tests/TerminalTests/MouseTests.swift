import Testing

@testable import Terminal

struct MouseTests {
    private func events(_ text: String) -> [InputEvent] {
        var decoder = KeyDecoder()
        return text.unicodeScalars.flatMap { decoder.decode(.scalar($0.value)) }
            + decoder.decode(.pause)
    }

    private func press(_ column: Int, _ row: Int, _ count: Int = 1) -> InputEvent {
        .mouse(MouseEvent(.press(count: count), at: Point(column: column, row: row)))
    }

    @Test func `reports of the mouse are read, and nothing of them is typed`() {
        #expect(events("\u{1B}[<0;1;1M\u{1B}[<0;1;1m") == [press(0, 0)])
        #expect(
            events("\u{1B}[<64;120;200M") == [
                .mouse(MouseEvent(.wheelUp, at: Point(column: 119, row: 199)))
            ])
        #expect(
            events("\u{1B}[<65;3;2M") == [
                .mouse(MouseEvent(.wheelDown, at: Point(column: 2, row: 1)))
            ])
    }

    @Test(arguments: [
        "\u{1B}[<2;1;1M", "\u{1B}[<0;0;1M", "\u{1B}[<0;1M", "\u{1B}[<;;M", "\u{1B}[<35;1;1M",
        "\u{1B}[<0;1;1;1M",
    ])
    func `other reports mean nothing`(text: String) {
        #expect(events(text).isEmpty)
    }

    @Test func `a report that the terminal database knows is read too`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.code(KeyCode.mouse)).isEmpty)
        let rest = "0;5;6M".unicodeScalars.flatMap { decoder.decode(.scalar($0.value)) }
        #expect(rest == [press(4, 5)])
    }

    @Test func `presses in one cell are counted while they follow quickly`() {
        var clicks = ClickCounter()
        let start = ContinuousClock.now
        #expect(clicks.counted(press(1, 1), at: start) == press(1, 1))
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(200)) == press(1, 1, 2))
        #expect(clicks.counted(press(1, 1), at: start + .milliseconds(900)) == press(1, 1))
        #expect(clicks.counted(press(2, 1), at: start + .milliseconds(950)) == press(2, 1))
        #expect(clicks.counted(.key(.up), at: start) == .key(.up))
    }
}
