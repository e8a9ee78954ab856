import Runs
import RunTable
import Terminal
import Testing
import TUI

/// Going on past the last run that is held.
struct OlderTests {
    private func questions(_ effects: [Effect]) -> [RunQuestion] {
        effects.compactMap { effect in
            guard case .readOlder(let question) = effect else { return nil }
            return question
        }
    }

    @Test(arguments: [KeyEvent.down, .pageDown, .control("d"), .character("G")])
    func `from the last row further down, older runs are asked for`(key: KeyEvent) {
        var state = RunFixtures.state()
        #expect(questions(state.press(.character("G"))).isEmpty)
        #expect(questions(state.press(key)) == [RunQuestion()])
        #expect(state.message?.text.hasPrefix("reading runs before ") == true)
        // A key that is held down asks once.
        #expect(questions(state.press(key, key)).isEmpty)
        #expect(state.message?.text.hasPrefix("reading runs before ") == true)
    }

    @Test func `moving on to the last row, or up from it, asks for nothing`() {
        var state = RunFixtures.state()
        #expect(questions(state.press(.pageDown, .up, .down, .up)).isEmpty)
        #expect(!state.runs.isReadingOlder)
    }

    @Test func `they are asked for under the filter, where it finds nothing too`() {
        var state = RunFixtures.state()
        state.press(.character("/"))
        state.type("status:failed nothing-like-this")
        state.press(.enter)
        #expect(state.runs.listing.count == 0)
        #expect(questions(state.press(.down)).map(\.statuses) == [[.failed]])
        #expect(state.message?.text == "reading runs that are older …")
    }

    @Test func `a paused screen stays as it is`() {
        var state = RunFixtures.state()
        state.press(.character("="), .character("G"))
        #expect(questions(state.press(.down)).isEmpty)
        #expect(state.message?.text.hasPrefix("paused") == true)
    }

    @Test func `what came of it is told, and the next wish is free`() {
        var state = RunFixtures.state()
        state.press(.character("G"), .down)
        let reached = RunFixtures.now.advanced(byMilliseconds: -7_200_000)
        let reported = [
            (OlderNews(found: 3, reached: reached, isCut: false, troubles: []), "3 older runs"),
            (OlderNews(found: 1, reached: reached, isCut: false, troubles: []), "1 older run"),
            (
                OlderNews(found: 0, reached: reached, isCut: false, troubles: []),
                "nothing older back to 12:32:07; scroll down again to look further back"
            ),
            (OlderNews(found: 0, reached: nil, isCut: false, troubles: []), "nothing older"),
            (
                OlderNews(found: 1_200, reached: nil, isCut: true, troubles: []),
                "1,200 older runs; more to read; keep scrolling down"
            ),
            (
                OlderNews(found: 0, reached: nil, isCut: false, troubles: ["crm: kept"]),
                "crm: kept"
            ),
        ]
        for (news, text) in reported {
            state.receive(.older(news))
            #expect(state.message?.text == text)
            #expect(!state.runs.isReadingOlder)
        }
        #expect(questions(state.press(.down)).count == 1)
    }

    @Test func `older runs come below, and the selection stays`() {
        var state = RunFixtures.state()
        state.press(.character("G"), .down)
        let before = state.runs.selection
        state.hold(RunFixtures.record("r99", status: .failed, secondsAgo: 900_000))
        guard case .run(let key, _) = before, case .run(let after, _) = state.runs.selection else {
            Issue.record("No run is selected")
            return
        }
        #expect(key == after)
        #expect(state.runs.listing[state.runs.listing.count - 1].id.text == "r99")
    }
}
