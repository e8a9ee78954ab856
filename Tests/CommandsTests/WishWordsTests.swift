import Engine
import Runs
import Testing
import TUI

@testable import Commands

/// What the interface is told of wishes that the engine was asked to carry out.
struct WishWordsTests {
    private static let later = now.advanced(by: .seconds(600))
    private static let tomorrow = now.advanced(by: .seconds(86_400))

    private func notice(_ answers: [String: PollAnswer]) -> App.Notice {
        let named = answers.map { name, answer in (SourceName(name), answer) }
        return PollAnswer.notice(
            of: Dictionary(named, uniquingKeysWith: { first, _ in first }), .utc, at: now)
    }

    private static let polls: [([String: PollAnswer], String)] = [
        (["a": .begun], "polling a"),
        (["a": .underWay], "polling a"),
        (["b": .begun, "c": .underWay, "a": .begun], "polling a, b, c"),
        (["b": .begun, "a": .stopped], "polling b; a: not polled any more"),
        (
            ["b": .elsewhere, "a": .refused(.retryAfter(until: later))],
            "a: the provider accepts no calls before 14:42:07; "
                + "b: polled by another synctop on the same history"
        ),
        (
            ["a": .refused(.budgetSpent(until: tomorrow))],
            "a: no call is left before 06-08 14:32"
        ),
        ([:], ""),
    ]

    @Test(arguments: polls)
    func `what became of a wish to poll is told by source, those that are polled first`(
        answers: [String: PollAnswer], words: String
    ) {
        guard case .status(let message) = notice(answers) else {
            Issue.record("no status")
            return
        }
        #expect(message == StatusMessage(words))
    }

    @Test func `where only the reserve is left of some, they are asked about, in order`() {
        let reported = notice([
            "c": .refused(.reserve(remaining: 9, until: Self.tomorrow)), "a": .begun,
            "b": .refused(.reserve(remaining: 3, until: Self.later)),
            "d": .refused(.budgetSpent(until: Self.later)),
        ])
        guard case .reserve(let question) = reported else {
            Issue.record("no question")
            return
        }
        let left: [ReserveQuestion.Remainder] = [
            .init(source: SourceName("b"), calls: 3, until: Self.later),
            .init(source: SourceName("c"), calls: 9, until: Self.tomorrow),
        ]
        #expect(question == ReserveQuestion(left))
    }

    // MARK: - Older runs

    private func news(_ outcomes: [String: OlderOutcome]) -> OlderNews? {
        let named = outcomes.map { name, outcome in (SourceName(name), outcome) }
        return OlderAnswer.asked(Dictionary(named, uniquingKeysWith: { first, _ in first }))
            .news(.utc, at: now)
    }

    @Test func `older runs are counted over all sources, back to where all are read`() {
        #expect(
            news([
                "a": .read(found: 3, since: ago(minutes: 90)),
                "b": .read(found: 4, since: ago(minutes: 60)),
                "c": .read(found: 0, since: ago(minutes: 75)),
            ]) == OlderNews(found: 7, reached: ago(minutes: 60), isCut: false, troubles: []))
        #expect(
            news(["a": .read(found: 3, since: ago(minutes: 90)), "b": .cut(found: 20)])
                == OlderNews(found: 23, reached: ago(minutes: 90), isCut: true, troubles: []))
        #expect(
            news(["a": .exhausted, "b": .exhausted])
                == OlderNews(found: 0, reached: nil, isCut: false, troubles: []))
    }

    @Test func `what keeps sources from telling of older runs is told in their order`() {
        let found = news([
            "d": .refused(.reserve(remaining: 10, until: Self.later)),
            "c": .failed(.unreachable(.connectionRefused)), "a": .elsewhere,
            "b": .refused(.retryAfter(until: Self.later)),
            "e": .read(found: 1, since: ago(minutes: 90)),
        ])
        let troubles = [
            "a: another synctop polls it; scroll down there",
            "b: the provider accepts no calls before 14:42:07",
            "c: the connection was refused; check base-url",
            "d: the 10 calls left until 14:42:07 are kept in reserve",
        ]
        #expect(
            found
                == OlderNews(found: 1, reached: ago(minutes: 90), isCut: false, troubles: troubles))
    }

    @Test func `offline nobody is asked for older runs, and a second wish is let go`() {
        let words = "offline: no provider is asked for older runs"
        #expect(
            OlderAnswer.offline.news(.utc, at: now)
                == OlderNews(found: 0, reached: nil, isCut: false, troubles: [words]))
        #expect(OlderAnswer.underWay.news(.utc, at: now) == nil)
    }
}
