import Terminal
import Testing

@testable import TUI

/// The themes to pick from, and what was said.
struct ThemePickerTests {
    private static let shelf: ThemeShelf = {
        var shelf = ThemeShelf()
        shelf.themes = ["dusk", "letters", "noon"].enumerated().map { place, name in
            Theme(name: name) { _ in Style(foreground: .palette(UInt8(100 + place))) }
        }
        return shelf
    }()

    private func state() -> State {
        var state = RunFixtures.state()
        state.themes.shown = FrameTheme.theme
        return state
    }

    @Test func `t asks for the themes and shows the one in use`() throws {
        var state = state()
        #expect(state.press(.character("t")) == [.readThemes])
        #expect(state.screen().contains { $0.contains("Reading the themes.") })
        state.receive(.themes(Self.shelf))
        #expect(state.navigation.overlay?.place == 1)
        try expectFrame(state, is: "themes-80x24")
    }

    @Test func `each theme shows while the cursor is on it, and Esc restores the first`() {
        var state = state()
        state.press(.character("t"))
        state.receive(.themes(Self.shelf))
        state.press(.down)
        #expect(state.themes.shown?.name == "noon")
        state.press(.up, .up, .up)
        #expect(state.themes.shown?.name == "dusk")
        state.press(.escape)
        #expect(state.themes.shown?.name == "letters")
        #expect(state.navigation.overlay == nil)
        #expect(state.session.theme == nil)
    }

    @Test func `Enter keeps a theme for the next time`() {
        var state = state()
        state.press(.character("t"))
        state.receive(.themes(Self.shelf))
        state.press(.down, .enter)
        #expect(state.themes.shown?.name == "noon")
        #expect(state.session.theme == "noon")
        state.press(.character("t"))
        #expect(state.navigation.overlay?.content == .themes(saved: state.themes.shown))
        #expect(state.navigation.overlay?.place == 2)
    }

    @Test func `a mistake in a theme's file is told once, and all of them are kept`() {
        var state = state()
        var shelf = Self.shelf
        shelf.mistakes = ["mine.toml:4: no colour", "mine.toml:7: no scope"]
        state.press(.character("t"))
        state.receive(.themes(shelf))
        #expect(state.message?.text == "mine.toml:4: no colour")
        #expect(state.messages.log.entries.map(\.message.text).sorted() == shelf.mistakes)
        state.press(.escape, .character("t"))
        state.receive(.themes(shelf))
        #expect(state.message == nil)
    }

    @Test func `what the status line said is listed, the latest first`() throws {
        var state = state()
        state.press(.character("["), .character("["), .tab)
        state.receive(.status(StatusMessage("crm: no call is left before 15:00:00", .warning)))
        _ = state.perform(.showMessages)
        try expectFrame(state, is: "messages-80x24")
        state.press(.escape)
        #expect(state.navigation.overlay == nil)
    }

    @Test func `before anything was said the messages say so`() throws {
        var state = state()
        _ = state.perform(.showMessages)
        try expectFrame(state, is: "messages-none-80x24")
    }
}
