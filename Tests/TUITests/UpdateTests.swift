import Query
import Runs
import RunTable
@testable import TUI
import Terminal
import Testing

/// What keys and messages do to the state.
struct UpdateTests {
    private func id(_ state: State) -> String? {
        guard case .run(let key, _) = state.runs.selection else { return nil }
        return key.id.text
    }

    private let newer = RunFixtures.record("r00", status: .running, secondsAgo: 0)

    @Test func `Enter opens the run of the filter in force, once that is listed`() {
        var state = RunFixtures.state(columns: 100, rows: 40)
        state.press(.character("G"))
        // The listing of the filter is still on its way when Enter is pressed.
        _ = update(&state, .input(.key(.character("f"))))
        _ = update(&state, .input(.key(.enter)))
        #expect(state.details.open == nil)
        let listing = state.shownTable?.listing(state.runs.request, now: state.now)
        state.receive(.listed(listing ?? .empty))
        #expect(state.details.open?.tab == .error)
        #expect(state.runs.selectedRun?.status == .failed)
    }

    @Test func `another key takes back an Enter that waits`() {
        var state = RunFixtures.state(columns: 100, rows: 40)
        _ = update(&state, .input(.key(.character("f"))))
        _ = update(&state, .input(.key(.enter)))
        _ = update(&state, .input(.key(.character("z"))))
        let listing = state.shownTable?.listing(state.runs.request, now: state.now)
        state.receive(.listed(listing ?? .empty))
        #expect(state.details.open == nil)
    }

    @Test func `an untouched screen follows the newest run`() {
        var state = RunFixtures.state()
        state.hold(newer)
        #expect(state.runs.selection == .newest)
        #expect(state.runs.listing[0].id.text == "r00")
    }

    @Test func `a selected run keeps its line when newer ones come`() {
        var state = RunFixtures.state(rows: 12)
        state.press(.down, .down)
        #expect(id(state) == "r03")
        let line = state.screen().firstIndex { $0.contains("AUTH_EXPIRED") }
        state.hold(newer)
        #expect(id(state) == "r03")
        #expect(state.screen().firstIndex { $0.contains("AUTH_EXPIRED") } == line)
    }

    @Test func `g follows the newest again`() {
        var state = RunFixtures.state()
        state.press(.down, .character("g"))
        #expect(state.runs.selection == .newest)
    }

    @Test func `moving stops at both ends`() {
        var state = RunFixtures.state()
        state.press(.character("G"))
        #expect(id(state) == "r10")
        state.press(.down, .pageDown)
        #expect(id(state) == "r10")
        state.press(.pageUp, .control("u"), .up)
        #expect(id(state) == "r01")
    }

    @Test func `e and E go from failure to failure`() {
        var state = RunFixtures.state()
        state.press(.character("e"))
        #expect(id(state) == "r03")
        state.press(.character("e"))
        #expect(id(state) == "r10")
        state.press(.character("e"))
        #expect(id(state) == "r10")
        #expect(state.message?.text == "no failure further down")
        state.press(.character("E"))
        #expect(id(state) == "r03")
    }

    @Test func `f shows failures only and then all again`() {
        var state = RunFixtures.state()
        state.press(.character("f"))
        #expect(state.runs.request.query.text == "status:failed")
        #expect(state.runs.listing.count == 2)
        state.press(.character("f"))
        #expect(state.runs.request.query.text == "")
        #expect(state.runs.listing.count == 10)
    }

    @Test func `a filter applies while it is typed and stays when kept`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("provider:well sta")
        #expect(state.runs.request.query.text == "provider:well sta")
        state.type("tus:run")
        #expect(state.prompt.open?.mistake?.range?.lowerBound == 21)
        #expect(state.runs.request.query.text == "provider:well status")
        state.type("ning")
        #expect(state.prompt.open?.mistake == nil)
        #expect(state.runs.listing.count == 1)
        state.press(.enter)
        #expect(state.prompt.open == nil)
        #expect(state.runs.listing.count == 1)
    }

    @Test func `a mistaken filter cannot be kept`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("stauts:failed")
        state.press(.enter)
        #expect(state.prompt.open?.mistake?.range?.lowerBound == 0)
    }

    @Test func `Esc in the prompt restores filter and selection`() {
        var state = RunFixtures.state()
        state.press(.character("f"), .down)
        #expect(id(state) == "r10")
        state.press(.character("/"), .control("u"))
        state.type("status:running")
        state.press(.escape)
        #expect(state.runs.request.query.text == "status:failed")
        #expect(id(state) == "r10")
    }

    @Test func `Esc at the bottom clears the filter and the prompt remembers it`() {
        var state = RunFixtures.state()
        state.press(.character("f"), .escape)
        #expect(state.runs.request.query == .everything)
        state.press(.character("/"), .up)
        #expect(state.prompt.open?.editor.text == "status:failed")
        #expect(state.runs.listing.count == 2)
    }

    @Test func `Tab completes types of events that no run has had yet`() {
        let health = RunFixtures.health(RunFixtures.polytomicSource) {
            $0.eventTypes = ["bulk_sync.failed", "audit.login"]
        }
        var state = RunFixtures.state(sources: [health])
        state.press(.character("/"))
        state.type("event:aud")
        state.press(.tab)
        #expect(state.prompt.open?.editor.text == "event:audit.login")
    }

    @Test func `Tab completes fields and values`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("stat")
        state.press(.tab)
        #expect(state.prompt.open?.editor.text == "status:")
        state.type("fa")
        state.press(.tab)
        #expect(state.prompt.open?.editor.text.hasPrefix("status:failed") == true)
    }

    @Test func `picking statuses edits the filter at once`() {
        var state = RunFixtures.state()
        state.press(.character("s"), .character(" "))
        #expect(state.runs.request.query.statuses == [.queued])
        state.press(.down, .character(" "), .enter)
        #expect(state.runs.request.query.statuses == [.queued, .running])
        #expect(state.navigation.overlay == nil)
    }

    @Test func `Esc in a list of choices restores the filter`() {
        var state = RunFixtures.state()
        state.press(.character("s"), .character(" "), .escape)
        #expect(state.runs.request.query == .everything)
    }

    @Test func `a whole provider is picked as a provider, a part of it as sources`() {
        let second = RunFixtures.health(SourceName("well-test")) { _ in }
        var state = RunFixtures.state(
            sources: RunFixtures.healthySources
                + [SourceHealth(name: second.name, provider: .well)])
        state.press(.character("p"), .character(" "), .enter)
        #expect(state.runs.request.query.text == "provider:well")
        state.press(.character("p"), .down, .down, .character(" "), .enter)
        #expect(state.runs.request.query.sources == [SourceName("well-prod")])
        #expect(state.runs.request.query.providers == nil)
    }

    @Test func `sorting goes from column to column and can be inverted`() {
        var state = RunFixtures.state(columns: 140)
        state.press(.character(">"))
        #expect(state.runs.request.order == RunOrder(key: .source, descending: false))
        state.press(.character("<"), .character("<"))
        #expect(state.runs.request.order.key == .error)
        state.press(.character("I"))
        #expect(state.runs.request.order.descending)
    }

    @Test func `the heading tells the order of the rows that are shown`() {
        var state = RunFixtures.state(columns: 140)
        let effects = update(&state, .input(.key(.character("I"))))
        #expect(effects == [.list])
        #expect(!state.runs.request.order.descending)
        #expect(state.screen().contains { $0.contains("STARTED ▼") })
        let listing = state.shownTable?.listing(state.runs.request, now: state.shownMoment)
        state.receive(.listed(listing ?? .empty))
        #expect(state.screen().contains { $0.contains("STARTED ▲") })
    }

    @Test func `no count is shown for a filter that the rows do not answer yet`() {
        var state = RunFixtures.state(columns: 140)
        _ = update(&state, .input(.key(.character("f"))))
        #expect(state.screen().contains { $0.hasSuffix(" …") })
        let listing = state.shownTable?.listing(state.runs.request, now: state.shownMoment)
        state.receive(.listed(listing ?? .empty))
        #expect(state.screen().contains { $0.hasSuffix("2 of 10") })
    }

    @Test func `a paused list stays as it is until following resumes`() {
        var state = RunFixtures.state()
        state.press(.character("="))
        state.hold(newer)
        #expect(state.runs.listing.count == 10)
        #expect(state.screen()[0].contains("PAUSED +1"))
        state.press(.character("f"))
        #expect(state.runs.listing.count == 2)
        state.press(.character("f"), .character("="))
        #expect(state.runs.listing.count == 11)
    }

    @Test func `a run that leaves the list leaves its place to the next one`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("status:queued,running")
        state.press(.enter, .down)
        #expect(id(state) == "r02")
        let finished = RunFixtures.record("r02", status: .failed, secondsAgo: 1, pipeline: "stripe")
        state.hold(finished)
        #expect(state.runs.listing.count == 1)
        #expect(id(state) == "r01")
    }

    @Test func `the details follow the selection and are left by Esc`() {
        var state = RunFixtures.state()
        state.press(.character("e"), .enter)
        #expect(state.details.open?.tab == .error)
        #expect(state.screen().contains { $0.contains("token was revoked by its owner") })
        state.press(.character("["), .down)
        #expect(state.screen().contains { $0.contains("Accounts → Salesforce · r04") })
        state.press(.escape)
        #expect(state.details.open == nil)
    }

    @Test func `an open run stays open when newer ones come`() {
        var state = RunFixtures.state()
        state.press(.enter)
        state.hold(newer)
        #expect(id(state) == "r01")
    }

    @Test func `folding a branch of the metadata hides what is below it`() {
        var state = RunFixtures.state()
        state.press(.character("e"), .enter, .character("]"), .tab, .down, .left)
        #expect(!state.screen().contains { $0.contains("allowed") })
        state.press(.right)
        #expect(state.screen().contains { $0.contains("allowed: true") })
    }

    @Test(arguments: [
        (JSONValue.string("queued by the\nstore"), ["queued by the", "store"]),
        (.number("42"), ["42"]), (.bool(true), ["true"]), (.null, ["no metadata"]),
        (.array([]), ["no metadata"]),
    ])
    func `metadata that are one value are shown as one`(
        value: JSONValue, lines: [String]
    ) {
        var state = RunFixtures.state()
        state.hold(
            RunFixtures.record("r00", status: .failed, secondsAgo: 0) {
                $0.metadata = .value(value)
            })
        state.press(.enter, .character("]"), .character("]"), .tab, .down, .left, .right)
        let screen = state.screen().map { $0.trimmingPrefix { $0 == " " } }
        for line in lines { #expect(screen.contains { $0 == line }) }
    }

    @Test func `r polls the selected run's source and R all of them`() {
        var state = RunFixtures.state()
        #expect(state.press(.character("r")) == [.poll(RunFixtures.wellSource)])
        #expect(state.press(.character("R")) == [.poll(nil)])
    }

    @Test func `q closes what is open before it quits`() {
        var state = RunFixtures.state()
        state.press(.character("?"))
        #expect(state.press(.character("q")).isEmpty)
        #expect(state.navigation.overlay == nil)
        #expect(state.press(.character("q")) == [.quit])
        state.press(.character("/"))
        #expect(state.press(.control("c")).isEmpty)
        #expect(state.press(.control("c")) == [.quit])
    }

    @Test func `q closes details that cover the table before it quits`() {
        var state = RunFixtures.state(columns: 40, rows: 10)
        state.press(.enter)
        #expect(state.press(.character("q")).isEmpty)
        #expect(state.details.open == nil)
        #expect(state.press(.character("q")) == [.quit])
    }

    @Test func `choosing all and then none asks for everything`() {
        var state = RunFixtures.state()
        state.press(.character("s"), .character("a"), .character("a"), .enter)
        #expect(state.runs.request.query == .everything)
    }

    @Test func `a paused run stops counting`() {
        var state = RunFixtures.state()
        state.press(.character("="))
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 60_000)))
        #expect(state.screen().contains { $0.contains("Stripe payouts") && $0.contains("9.0 s") })
    }

    @Test func `sorting by duration counts what runs up to now`() {
        var state = RunFixtures.state()
        state.hold(RunFixtures.record("r90", status: .running, secondsAgo: 90_000))
        for _ in 0..<2 { state.press(.character("<")) }
        #expect(state.runs.request.order == RunOrder(key: .duration, descending: true))
        #expect(state.runs.listing[0].id.text == "r90")
    }

    @Test func `a long value of the metadata can be read to its end`() {
        var state = RunFixtures.state(columns: 60, rows: 24)
        state.hold(
            RunFixtures.record("r00", status: .failed, secondsAgo: 0) {
                let sql = (1...20).map { "column_\($0)" }.joined(separator: ", ")
                $0.metadata = .value(.object([JSONValue.Member("sql", .string(sql))]))
            })
        state.press(.enter, .character("]"), .character("]"))
        let words = state.screen().joined(separator: " ").split {
            !$0.isLetter && !$0.isNumber && $0 != "_"
        }
        #expect(Set(words).isSuperset(of: (1...20).map { "column_\($0)" }))
    }

    @Test func `sideways the table goes no further than its longest cell`() {
        var state = RunFixtures.state()
        for _ in 0..<50 { state.press(.right) }
        #expect(state.screen().contains { $0.contains("token was revoked by its owner") })
        for _ in 0..<50 { state.press(.left) }
        #expect(state.runs.scrolledColumns == 0)
    }

    @Test func `redraw, suspend and the end of the terminal are handed on`() {
        var state = RunFixtures.state()
        #expect(state.press(.control("l"), .control("z")) == [.redraw, .suspend])
        #expect(state.receive(.input(.closed)) == [.quit])
        #expect(state.receive(.input(.interrupted)) == [.quit])
    }

    @Test func `pasted text is a filter in the prompt and nothing elsewhere`() {
        var state = RunFixtures.state()
        #expect(state.receive(.input(.paste("q"))).isEmpty)
        #expect(state.message != nil)
        state.press(.character("/"))
        state.receive(.input(.paste("status:failed\nq")))
        #expect(state.prompt.open?.editor.text == "status:failed q")
    }

    @Test func `a filter by age is asked again as time goes on`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("since:5m")
        state.press(.enter)
        #expect(state.runs.listing.count == 4)
        state.receive(.tick(RunFixtures.now.advanced(byMilliseconds: 63_000)))
        #expect(state.runs.listing.count == 3)
    }
}
