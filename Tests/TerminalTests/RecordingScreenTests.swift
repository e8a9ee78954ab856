import Terminal
import Testing

@MainActor
struct RecordingScreenTests {
    private func frame(_ text: String) -> Frame {
        var frame = Frame(size: Size(columns: 4, rows: 1))
        frame.put(text, column: 0, row: 0, style: .plain)
        return frame
    }

    @Test func `frames are recorded, equal ones once`() {
        let screen = RecordingScreen(size: Size(columns: 4, rows: 1))
        screen.present(frame("a"))
        screen.present(frame("a"))
        screen.present(frame("b"))
        #expect(screen.frames.map(\.lines) == [["a"], ["b"]])
        #expect(screen.frame?.lines == ["b"])
    }

    @Test func `input arrives in order and ends with the screen`() async {
        let screen = RecordingScreen(size: Size(columns: 4, rows: 1))
        screen.type("/x")
        screen.press(.enter, .control("c"))
        screen.send(.resized(Size(columns: 2, rows: 1)))
        #expect(screen.size == Size(columns: 2, rows: 1))
        screen.close()
        var received: [InputEvent] = []
        for await event in screen.events { received.append(event) }
        let expected: [InputEvent] = [
            .key(.character("/")), .key(.character("x")), .key(.enter), .key(.control("c")),
            .resized(Size(columns: 2, rows: 1)),
        ]
        #expect(received == expected)
    }

    @Test func `a closed screen shows nothing more`() {
        let screen = RecordingScreen(size: Size(columns: 4, rows: 1))
        screen.close()
        screen.present(frame("a"))
        #expect(screen.frames.isEmpty)
        #expect(screen.isClosed)
    }

    @Test func `what else is asked of a screen is counted`() {
        let screen = RecordingScreen(size: Size(columns: 4, rows: 1))
        screen.redraw()
        screen.suspend()
        screen.bell()
        screen.setTitle("title")
        #expect(screen.redraws == 1 && screen.suspensions == 1 && screen.bells == 1)
        #expect(screen.titles == ["title"])
    }

    @Test func `texts that are copied and the mouse that is wanted are kept`() {
        let screen = RecordingScreen(size: Size(columns: 4, rows: 1))
        #expect(screen.copy("a") == .sent)
        screen.delivery = .refused
        #expect(screen.copy("b") == .refused)
        #expect(screen.copies == ["a", "b"])
        #expect(!screen.isMouseWanted)
        screen.setMouse(true)
        #expect(screen.isMouseWanted)
        screen.setMouse(false)
        #expect(!screen.isMouseWanted)
    }
}
