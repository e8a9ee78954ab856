import Query
import Runs
import RunTable
import Terminal
import Testing

@testable import TUI

/// What changes where a configuration or the themes are read again.
struct SetupNewsTests {
    private static let now = RunFixtures.now

    private func setup(
        clock: ZonedClock = .utc, presets: [SavedView] = [], bell: Bool = false
    ) -> Setup {
        Setup(keymap: Keymap(), clock: clock, presets: presets, bell: bell, webPage: { _ in nil })
    }

    private static let said = StatusMessage("read again")

    private static func view(_ name: String) -> SavedView {
        SavedView(name: name, view: .runs, request: RunListing.Request())
    }

    private static func theme(_ name: String, _ number: UInt8) -> Theme {
        Theme(name: name) { _ in Style(foreground: .palette(number)) }
    }

    @Test func `keys, views, bell and pages are those of the new configuration`() {
        var state = RunFixtures.state()
        var new = setup(presets: [Self.view("slow")], bell: true)
        new.keymap = Keymap.applying([KeyOverride(command: "failures", keys: ["F5"])]).keymap
        new.webPage = { _ in "https://example.com" }
        state.receive(.setup(new, saying: Self.said))
        #expect(state.message == Self.said)
        #expect(state.messages.alarm.rings)
        #expect(state.navigation.saved.all.map(\.name) == ["slow"])
        #expect(state.press(.character("o")) == [.browse("https://example.com")])
        state.press(.function(5))
        #expect(state.runs.request.query.text == "status:failed")
        state.receive(.setup(setup(), saying: Self.said))
        #expect(!state.messages.alarm.rings)
        #expect(state.navigation.saved.all.isEmpty)
    }

    private static let mice: [(Bool, Bool?, [Effect])] = [
        (false, nil, []), (false, false, []), (false, true, [.mouse(true)]), (true, true, []),
        (true, false, [.mouse(false)]), (true, nil, []),
    ]

    @Test(arguments: mice)
    func `the mouse is asked for anew only where that is said otherwise`(
        before: Bool, request: Bool?, effects: [Effect]
    ) {
        var state = RunFixtures.state()
        state.terminal.isMouseWanted = before
        var new = setup()
        new.mouse = request
        #expect(state.receive(.setup(new, saying: Self.said)) == effects)
        #expect(state.terminal.isMouseWanted == (request ?? before))
    }

    @Test func `a theme that is configured takes the place of one that was picked`() {
        var state = RunFixtures.state()
        state.themes.shown = Self.theme("mine", 1)
        state.themes.picked = "mine"
        state.receive(.setup(setup(), saying: Self.said))
        #expect(state.themes.shown?.name == "mine" && state.session.theme == "mine")
        var new = setup()
        new.theme = Self.theme("dusk", 2)
        state.receive(.setup(new, saying: Self.said))
        #expect(state.themes.shown?.name == "dusk" && state.session.theme == nil)
        // While themes are looked through it shows once they are left.
        state.press(.character("t"))
        new.theme = Self.theme("noon", 3)
        state.receive(.setup(new, saying: Self.said))
        #expect(state.themes.shown?.name == "dusk")
        state.press(.escape)
        #expect(state.themes.shown?.name == "noon")
    }

    @Test func `the list of saved views keeps its cursor within those that are left`() {
        var state = RunFixtures.state()
        let views = ["a", "b", "c"].map(Self.view)
        state.receive(.setup(setup(presets: views), saying: Self.said))
        state.press(.character("v"), .down, .down)
        #expect(state.navigation.overlay?.place == 2)
        state.receive(.setup(setup(presets: Array(views.prefix(2))), saying: Self.said))
        #expect(state.navigation.overlay?.place == 1)
        state.receive(.setup(setup(presets: views), saying: Self.said))
        #expect(state.navigation.overlay?.place == 1)
        state.receive(.setup(setup(presets: Array(views.prefix(1))), saying: Self.said))
        #expect(state.navigation.overlay?.place == 0)
        state.receive(.setup(setup(), saying: Self.said))
        #expect(state.navigation.overlay == nil)
    }

    @Test func `another zone reads filters anew, those on the way back too`() throws {
        let tokyo = try #require(ZonedClock(identifier: "Asia/Tokyo"))
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("since:2026-06-07T14:00")
        state.press(.enter)
        #expect(state.runs.listing.count == 4)
        _ = state.execute("save late")
        state.press(.character("4"))
        state.receive(.setup(setup(clock: tokyo), saying: Self.said))
        // 14:00 in Tokyo is 05:00 in UTC.
        #expect(state.clock == tokyo && state.times.home == tokyo)
        #expect(state.runs.request.query.text == "since:2026-06-07T14:00")
        #expect(state.runs.listing.count == 6)
        let wanted = try state.parse("since:2026-06-07T14:00")
        #expect(state.navigation.trail.first?.request.query == wanted)
        #expect(state.navigation.saved.own.first?.request.query == wanted)
        let effects = update(&state, .setup(setup(clock: tokyo), saying: Self.said))
        #expect(effects.isEmpty)
    }

    @Test func `what is wrong with a configuration is noted to be read from the top`() {
        var state = RunFixtures.state()
        let refusal = StatusMessage("not taken", .error)
        state.receive(.setupRefused(["first", "second"], saying: refusal))
        #expect(state.message == refusal)
        #expect(
            state.messages.log.entries.map(\.message.text) == ["second", "first", "not taken"])
        #expect(state.messages.log.entries.first?.message.severity == .warning)
    }

    // MARK: - Themes

    @Test func `a theme in use that was read again looks as it does by now`() {
        var shelf = ThemeShelf()
        shelf.themes = [Self.theme("dusk", 1), Self.theme("mine", 9)]
        var state = RunFixtures.state()
        state.themes.shown = Self.theme("mine", 1)
        state.receive(.themes(shelf))
        #expect(state.themes.shown == shelf.themes[1])
        state.press(.character("t"))
        #expect(state.navigation.overlay?.content == .themes(saved: shelf.themes[1]))
        #expect(state.navigation.overlay?.place == 1)
        state.press(.up, .up)
        #expect(state.themes.shown?.name == "dusk")
        shelf.themes[0] = Self.theme("dusk", 5)
        state.receive(.themes(shelf))
        #expect(state.themes.shown == Self.theme("dusk", 1))
        state.press(.enter)
        #expect(state.themes.shown == shelf.themes[0])
        #expect(state.session.theme == "dusk")
    }

    @Test func `a theme is chosen by its name alone`() {
        var shelf = ThemeShelf()
        shelf.themes = [Self.theme("dusk", 1)]
        var state = RunFixtures.state()
        state.receive(.themes(shelf))
        let isKnown = state.themes.choose("dusk")
        #expect(isKnown)
        let isOther = state.themes.choose("moon")
        #expect(!isOther)
        #expect(state.themes.shown?.name == "dusk" && state.session.theme == "dusk")
        #expect(shelf.fitting(.monochrome).themes.first?.hasFewColors == true)
    }
}
