import Query
import Runs
import RunTable
@testable import TUI
import Terminal
import Testing

/// The command palette and saved views.
struct PaletteTests {
    private func state(_ presets: [SavedView] = [], session: Session = Session()) -> State {
        var state = State(
            size: Size(columns: 100, rows: 24), now: RunFixtures.now, glyphs: .unicode,
            setup: Setup(clock: .utc, presets: presets), session: session)
        state.receive(
            .snapshot(
                MonitorSnapshot(
                    table: RunFixtures.table(), sources: RunFixtures.healthySources)))
        return state
    }

    @discardableResult
    private func obey(_ text: String, _ state: inout State) -> [Effect] {
        state.press(.character(":"))
        state.type(text)
        return state.press(.enter)
    }

    @Test func `a command is called by its name`() {
        var state = state()
        obey("failures", &state)
        #expect(state.runs.request.query.text == "status:failed")
        #expect(obey("poll-all", &state) == [.poll(nil)])
        #expect(obey("quit", &state) == [.quit])
    }

    @Test func `every command of the runs can be called`() {
        for row in CommandTable.rows where row.contexts.contains(.table) {
            var named = state()
            let effects = obey(row.command.rawValue, &named)
            guard named.prompt.open?.mistake == nil else {
                #expect(row.section == .move || row.section == .details, "\(row.command)")
                continue
            }
            var pressed = state()
            guard row.command != .palette, let key = row.keys.first else {
                let hasEffect = !effects.isEmpty || named.screen() != pressed.screen()
                #expect(hasEffect || row.command == .palette, "\(row.command)")
                continue
            }
            #expect(pressed.press(key) == effects, "\(row.command)")
            #expect(pressed.screen() == named.screen(), "\(row.command)")
        }
    }

    @Test func `what would complete a word shows behind it and is taken with right`() {
        var state = state()
        state.press(.character(":"))
        state.type("col")
        #expect(state.screen()[22].hasPrefix(":column"))
        state.press(.right)
        #expect(state.prompt.open?.editor.text == "column")
        state.type(" dur")
        #expect(state.screen()[22].hasPrefix(":column duration"))
        state.press(.right, .enter)
        #expect(state.runs.columns.entries.first { $0.id == "duration" }?.isShown == false)
    }

    @Test func `Tab goes through what could stand there`() {
        var state = state()
        state.press(.character(":"))
        state.type("times ")
        state.press(.tab)
        #expect(state.prompt.open?.editor.text == "times local")
        state.press(.tab, .tab)
        #expect(state.prompt.open?.editor.text == "times utc")
        state.press(.backTab, .enter)
        #expect(state.times.format == .relative)
    }

    @Test func `Tab completes filters with their fields and values`() {
        var state = state()
        state.press(.character(":"))
        state.type("filter stat")
        state.press(.tab)
        #expect(state.prompt.open?.editor.text == "filter status:")
        state.type("runn")
        state.press(.tab, .enter)
        #expect(state.runs.request.query.text == "status:running")
    }

    @Test func `an inverted order is completed too`() {
        var state = state()
        state.press(.character(":"))
        state.type("sort -du")
        state.press(.right, .enter)
        #expect(state.runs.request.order == RunOrder(.duration).inverted)
    }

    @Test func `a filter alone is taken for one`() {
        var state = state()
        obey("status:failed provider:well", &state)
        #expect(state.runs.listing.count == 1)
    }

    @Test(arguments: [
        ("failurs", "there is no \"failurs\"; did you mean \"failures\"?"),
        ("column moon", "column does not accept \"moon\"; there are: started,"),
        ("times", "times takes one of: local, relative, utc"),
        ("filter stauts:x", "unknown field"),
        ("theme moon", "theme does not accept \"moon\""),
        ("quit now", "\"quit\" takes nothing after it"),
        ("failures 3", "\"failures\" takes nothing after it"),
        ("errors 3", "\"errors\" takes nothing after it"),
    ])
    func `a mistake is said and the line stays`(text: String, words: String) {
        var state = state()
        #expect(obey(text, &state).isEmpty || state.prompt.open != nil)
        #expect(
            state.prompt.open?.mistake?.sentence.contains(words) == true,
            "\(state.prompt.open?.mistake?.sentence ?? "none")")
        #expect(state.prompt.open?.editor.text == text)
    }

    @Test func `earlier lines come back with up`() {
        var state = state()
        obey("failures", &state)
        obey("times utc", &state)
        state.press(.character(":"), .up, .up)
        #expect(state.prompt.open?.editor.text == "failures")
        state.press(.down)
        #expect(state.prompt.open?.editor.text == "times utc")
        state.press(.escape)
        #expect(state.prompt.open == nil)
    }

    @Test func `the mouse, the details and the order are set by name`() {
        var state = state()
        #expect(obey("mouse on", &state) == [.mouse(true)])
        #expect(obey("mouse off", &state) == [.mouse(false)])
        obey("details full", &state)
        #expect(state.details.placement == .full)
        obey("sort -duration", &state)
        #expect(state.runs.request.order == RunOrder(key: .duration, descending: false))
        #expect(obey("export /tmp/x.json", &state).count == 1)
    }

    @Test func `what has one meaning is done though it is not written out`() {
        var state = state()
        obey("times rel", &state)
        #expect(state.times.format == .relative)
        state.press(.character(":"))
        state.type("poll")
        state.press(.enter)
        #expect(
            state.prompt.open?.mistake?.sentence.hasPrefix("\"poll\" is ambiguous: poll-") == true
        )
        #expect(state.screen().suffix(2).first?.trimmingPrefix(":").first == "p")
        #expect(!state.screen().contains { $0.contains(":poll-") }, "nothing is offered as well")
    }

    @Test(arguments: [
        ("2", "sort -pipeline", "pipeline", true), ("2", "sort streak", "streak", true),
        ("3", "sort error", "error", false), ("3", "sort -last", "last", false),
    ])
    func `a view is sorted by its own columns`(
        view: Character, line: String, column: String, descending: Bool
    ) {
        var state = state()
        state.press(.character(view))
        obey(line, &state)
        #expect(state.prompt.open == nil)
        let order = view == "2" ? state.pipelines.order : state.errors.order
        #expect(order == TableOrder(column: column, descending: descending))
    }

    @Test(arguments: [
        ("2", "sort moon", "sort does not accept \"moon\"; there are: pipeline, source, runs"),
        ("2", "column http", "column works in the runs (1)"),
        ("3", "export x.csv", "export works in the runs (1)"),
        ("3", "copy-summary", "copy-summary works in the runs (1)"),
        ("4", "failures", "failures works in the runs (1), the pipelines (2), the errors (3)"),
        ("1", "save", "give a name: save NAME"),
    ])
    func `what a view has no use for is refused, and says where it works`(
        view: Character, line: String, words: String
    ) {
        var state = state()
        state.press(.character(view))
        let before = state.runs.request
        obey(line, &state)
        #expect(
            state.prompt.open?.mistake?.sentence.hasPrefix(words) == true,
            "\(state.prompt.open?.mistake?.sentence ?? "")")
        #expect(state.runs.request == before)
    }

    @Test func `a column that finds no room says so`() {
        var state = state()
        obey("column http", &state)
        let isSeen = state.screen().contains { $0.contains("HTTP") }
        let words = isSeen ? "is shown" : "a wider screen is needed"
        #expect(state.message?.text.contains(words) == true)
        obey("column http", &state)
        #expect(state.message?.text == "the column http is hidden")
    }

    @Test func `the words of the palette have names of their own`() {
        let names = Command.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for view in View.allCases { #expect(!["save", "filter", "theme"].contains(view.name)) }
    }

    // MARK: - Saved views

    @Test func `what is saved is listed, opened, and left again by Esc`() {
        var state = state()
        obey("status:failed", &state)
        #expect(obey("save nightly failures", &state) == [.keepSession])
        state.press(.escape)
        #expect(state.runs.request.query == .everything)
        state.press(.character("v"))
        #expect(state.screen().contains { $0.contains("nightly failures  Runs") })
        state.press(.enter)
        #expect(state.runs.request.query.text == "status:failed")
        state.press(.escape)
        #expect(state.runs.request.query == .everything)
        obey("nightly failures", &state)
        #expect(state.runs.listing.count == 2)
        #expect(state.session.saved.map(\.name) == ["nightly failures"])
        let again = self.state(session: state.session)
        #expect(again.navigation.saved.all.map(\.name) == ["nightly failures"])
    }

    @Test func `a preset is there from the first, gives way to one that is saved, and stays`()
        throws
    {
        let preset = SavedView(
            name: "slow", view: .runs,
            request: RunListing.Request(query: try Query.parse("duration:>40s")))
        var state = state([preset])
        obey("view slow", &state)
        #expect(state.runs.listing.count == 2)
        obey("forget slow", &state)
        #expect(state.message?.text == "\"slow\" is defined in the configuration; delete it there")
        obey("filter status:running", &state)
        obey("save slow", &state)
        #expect(state.message?.text == "\"slow\" is replaced; its filter was duration:>40s")
        obey("save slow", &state)
        #expect(state.message?.text.hasPrefix("saved as \"slow\"") == true)
        #expect(state.navigation.saved.all.map(\.request.query.text) == ["status:running"])
        #expect(obey("forget slow", &state) == [.keepSession])
        #expect(state.navigation.saved.all == [preset])
        #expect(state.session.saved.isEmpty)
    }

    @Test func `with nothing saved v says how to save`() {
        var state = state()
        state.press(.character("v"))
        #expect(state.message?.text.contains(":save NAME") == true)
    }

    @Test func `d forgets in the list`() {
        var state = state()
        obey("save a", &state)
        obey("save b", &state)
        state.press(.character("v"), .down)
        #expect(state.press(.character("d")) == [.keepSession])
        #expect(state.navigation.saved.all.map(\.name) == ["a"])
        state.press(.character("d"))
        #expect(state.navigation.overlay == nil)
    }
}
