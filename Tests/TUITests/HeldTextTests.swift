import Runs
import RunTable
import Testing

@testable import TUI

/// What is said of waits, of the history, of the clock and of attempts.
struct HeldTextTests {
    private static let now = RunFixtures.now
    private static let moment = "2026-06-07T14:32:07.000Z"

    private static let holds: [(Throttle, String)] = [
        (.retryAfter(until: now), "the provider asked to wait until \(moment)"),
        (.budgetSpent(until: now), "no call is left until \(moment)"),
        (
            .reserve(remaining: 1_000, limit: 5_000, until: now),
            "only the reserve is left: 1,000 of 5,000 until \(moment); "
                + "wait, or press r in the interface"
        ),
        (
            .reserve(remaining: 10, limit: nil, until: now),
            "only the reserve is left: 10 until \(moment); wait, or press r in the interface"
        ),
        (
            .elsewhere(LeaseOwner(process: 42, mark: "a"), next: now),
            "another synctop (process 42) polls this source, next at \(moment); "
                + "wait for that, or allow more with --timeout or --max-age"
        ),
        (
            .elsewhere(nil, next: nil),
            "another synctop polls this source; wait for that, or allow more with --timeout or --max-age"
        ),
        (
            .shallower(nil, since: now),
            "another synctop polls this source, but only back to \(moment); "
                + "ask for less with --since, or stop that process first"
        ),
        (
            .shallower(LeaseOwner(process: 7, mark: "b"), since: nil),
            "another synctop (process 7) polls this source; "
                + "ask for less with --since, or stop that process first"
        ),
    ]

    @Test(arguments: holds)
    func `a source that is not asked says why, and until when`(hold: Throttle, text: String) {
        #expect(ThrottleText.sentence(hold) == text)
        #expect(ProblemText.sentence(.held(hold)) == text)
    }

    @Test func `somebody with a clock is told the time on it`() {
        let until = Self.now.advanced(byMilliseconds: 3_600_000)
        #expect(
            ThrottleText.sentence(.budgetSpent(until: until), .utc, at: Self.now)
                == "no call is left until 15:32:07")
        let tomorrow = Self.now.advanced(byMilliseconds: 86_400_000)
        #expect(
            ThrottleText.sentence(.retryAfter(until: tomorrow), .utc, at: Self.now)
                == "the provider asked to wait until 06-08 14:32")
    }

    @Test func `the clock is said to be ahead, behind, or to have jumped either way`() {
        let lead = "this machine's clock is 5 m 00 s"
        let rest = ": set it, because times and filters depend on it"
        #expect(
            ClockText.sentence(.ahead(by: 300_000)) == "\(lead) ahead of the servers'\(rest)")
        #expect(ClockText.sentence(.ahead(by: -300_000)) == "\(lead) behind the servers'\(rest)")
        #expect(
            ClockText.corrected(.ahead(by: -300_000))
                == "\(lead) behind the servers'; times and filters use the servers' time: set the clock"
        )
        // How long an answer took makes no day an hour shorter.
        #expect(
            ClockText.sentence(.ahead(by: -86_398_700))
                == "this machine's clock is 1 d 00 h behind the servers'\(rest)")
        #expect(
            ClockText.sentence(.jumped(by: 86_398_700))
                == "this machine's clock jumped 1 d 00 h ahead; "
                + "synctop keeps its own time until a server confirms it")
        for (amount, side) in [(Int64(300_000), "ahead"), (-300_000, "back")] {
            let text =
                "this machine's clock jumped 5 m 00 s \(side); "
                + "synctop keeps its own time until a server confirms it"
            #expect(ClockText.sentence(.jumped(by: amount)) == text)
            #expect(ClockText.corrected(.jumped(by: amount)) == text)
        }
    }

    @Test func `one is told as one`() {
        #expect(HistoryText.leftOut(1) == "1 kept run could not be read and is left out")
        #expect(HistoryText.leftOut(2_000) == "2,000 kept runs could not be read and are left out")
        let rest = "older than retention and will be removed 1,000 a minute"
        #expect(HistoryText.expiring(1) == "1 kept run is \(rest)")
        #expect(HistoryText.expiring(2) == "2 kept runs are \(rest)")
        #expect(FilterText.tooHard(0) == nil)
        #expect(
            FilterText.tooHard(2)
                == "2 texts were too hard for the regular expression: their runs are not listed")
    }

    // MARK: - Runs in words

    private static func run(_ status: RunStatus, attempt: Int? = nil) -> Run {
        var run = Run(
            source: RunFixtures.wellSource, provider: .well, id: RunID("r1"), status: status,
            firstSeen: now)
        run.attempt = attempt
        return run
    }

    private static let deliveries: [([Run], String?)] = [
        ([], nil), ([run(.failed)], nil), ([run(.failed, attempt: 1)], nil),
        ([run(.failed, attempt: 2)], "failed on attempt 2 (2 ✖)"),
        ([run(.failed), run(.failed)], "failed on attempt 2 (1 ✖  2 ✖)"),
        (
            [run(.failed, attempt: 1), run(.running, attempt: 2)],
            "running on attempt 2 (1 ✖  2 ▶)"
        ),
        (
            [run(.failed, attempt: 4), run(.succeeded, attempt: 5), run(.failed, attempt: 6)],
            "succeeded on attempt 5 (4 ✖  5 ✔  6 ✖)"
        ),
        (
            [run(.succeeded, attempt: 1), run(.succeeded, attempt: 2)],
            "succeeded on attempt 1 (1 ✔  2 ✔)"
        ),
    ]

    @Test(arguments: deliveries)
    func `a delivery stands as its first success, else as its last attempt`(
        attempts: [Run], text: String?
    ) {
        #expect(DeliveryAttempt(attempts)?.text(.unicode) == text)
    }

    private static let contradictions: [(Int?, String?, String)] = [
        (nil, "odd", "▲ succeeded, yet an error: odd"),
        (399, "odd", "▲ succeeded, yet an error: odd"),
        (400, "odd", "▲ succeeded, yet HTTP 400: odd"), (404, nil, "▲ succeeded, yet HTTP 404"),
    ]

    @Test(arguments: contradictions)
    func `a success beside an error names the status of one`(
        http: Int?, message: String?, text: String
    ) {
        var run = Self.run(.succeeded)
        run.httpStatus = http
        run.error = message.map { RunError(message: $0) }
        #expect(Contradiction.text(of: run, .unicode) == text)
    }

    @Test func `a summary names what is known of a run and nothing else`() {
        var run = Self.run(.skipped, attempt: 2)
        run.event = "user.login"
        run.startedAt = Self.now
        run.metadata = .object([JSONValue.Member("skip_reason", .string("daily cap"))])
        func summary(_ run: Run) -> [Substring] {
            IncidentSummary(run: run, clock: .utc, page: nil, now: Self.now).text
                .split(separator: "\n")
        }
        let head: [Substring] = ["source: well-prod (well)", "run: r1"]
        #expect(
            summary(run) == ["SKIPPED: user.login"] + head
                + ["started: 2026-06-07 14:32:07 UTC", "attempt: 2", "error: daily cap"])
        run.timeSource = .date
        run.status = .failed
        run.event = nil
        run.error = RunError(code: "E42", message: "no\nluck")
        #expect(
            summary(run) == ["FAILED: r1"] + head
                + ["day: 2026-06-07", "attempt: 2", "error: E42: no", "  luck"])
        run.error = RunError(message: "\n")
        #expect(summary(run) == ["FAILED: r1"] + head + ["day: 2026-06-07", "attempt: 2"])
    }
}
