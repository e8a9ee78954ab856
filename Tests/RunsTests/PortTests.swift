import Runs
import Testing
import TestSupport

struct AddressTests {
    private static let ports: [(String, Bool)] = [
        ("https://h", true), ("https://h/", true), ("https://h:1", true), ("https://h:0", false),
        ("https://h:65535", true), ("https://h:65536", false), ("https://h:00080", true),
        ("https://h:000080", false), ("https://h:", false), ("https://h:8a", false),
        ("https://h:+80", false), ("https://u:99999@h", true), ("https://u@h:99999", false),
        ("https://a@b:70000@h", true), ("https://[::1]", true), ("https://[::1]:8080", true),
        ("https://[::1]:0", false), ("https://[::1]x", false), ("https://h:80/p:99999", true),
        ("https://h/p:99999", true), ("https://h?x=:99999", true), ("https://h#:99999", true),
        ("h:99999", true),
    ]

    @Test(arguments: ports)
    func `a port is a number from 1 to 65,535, or is left out`(address: String, isUsable: Bool) {
        #expect(AddressPort.isUsable(in: address) == isUsable)
    }

    private static let hosts: [(String, Bool)] = [
        ("localhost", true), ("LocalHost", true), ("::1", true), ("[::1]", true),
        ("127.0.0.1", true), ("127.255.255.255", true), ("[127.0.0.1]", true),
        ("126.0.0.1", false), ("128.0.0.1", false), ("0.0.0.127", false), ("127.0.0", false),
        ("127.0.0.1.1", false), ("127.0.0.256", false), ("127.0.0.+1", false),
        ("127..0.1", false), ("127.0.0.", false), ("127.0.0.1.example.com", false),
        ("localhost.example.com", false), ("[::1", false), ("::2", false), ("", false),
        ("example.com", false),
    ]

    @Test(arguments: hosts)
    func `only this machine is this machine`(host: String, isLoopback: Bool) {
        #expect(LoopbackHost.includes(host) == isLoopback)
    }
}

struct ProviderErrorTests {
    private static let errors: [(ProviderError, Bool)] = [
        (.unreachable(.foreignLink), false), (.unreachable(.redirected(status: 302)), false),
        (.unreachable(.tls("t")), false),
        (.unreachable(.proxy(.wantsCredentials, server: "p:1")), false),
        (.unreachable(.proxy(.brokeOff, server: "p:1")), true), (.unreachable(.timedOut), true),
        (.unreachable(.unknownHost("h")), true), (.unreachable(.tooLarge(limit: 1)), false),
        (.unreadable(.circular), true), (.held(.retryAfter(until: moment(1))), true),
        (.cancelled, false), (.secret(.empty(.settings)), false),
        (.refused(APIProblem(status: 400)), false), (.refused(APIProblem(status: 407)), false),
        (.refused(APIProblem(status: 408)), true), (.refused(APIProblem(status: 409)), false),
        (.refused(APIProblem(status: 429)), true), (.refused(APIProblem(status: 499)), false),
        (.refused(APIProblem(status: 500)), true), (.refused(APIProblem(status: 599)), true),
    ]

    @Test(arguments: errors)
    func `some errors pass by themselves`(error: ProviderError, isTransient: Bool) {
        #expect(error.isTransient == isTransient)
    }

    private static let statuses: [(Int, Bool, Bool)] = [
        (429, true, true), (428, false, true), (400, false, true), (499, false, true),
        (401, false, false), (404, false, false), (410, false, false), (399, false, false),
        (500, false, false), (503, false, false), (508, false, false), (509, true, true),
        (510, false, false), (529, true, true), (530, false, false),
    ]

    @Test(arguments: statuses)
    func `a status is a rate limit by itself, with words for it, or never`(
        status: Int, bare: Bool, worded: Bool
    ) {
        var problem = APIProblem(status: status)
        #expect(problem.isRateLimit == bare)
        problem.title = "Too many requests"
        #expect(problem.isRateLimit == worded)
    }

    @Test func `words are looked at up to 2,000 bytes`() {
        var problem = APIProblem(status: 400)
        problem.message = String(repeating: ".", count: 1_983) + "too many requests"
        #expect(problem.isRateLimit)
        problem.message = String(repeating: ".", count: 1_984) + "too many requests"
        #expect(!problem.isRateLimit)
    }

    @Test func `a refusal with a wait asks for patience, and hands the wait on`() {
        var problem = APIProblem(status: 403)
        #expect(!problem.asksToWait)
        #expect(ProviderError.refused(problem).retryAfter == nil)
        problem.retryAfter = 0
        #expect(problem.asksToWait)
        problem.retryAfter = 30_000
        #expect(ProviderError.refused(problem).retryAfter == 30_000)
        #expect(ProviderError.cancelled.retryAfter == nil)
    }
}

struct PortValueTests {
    private static let removals: [(Int64?, Int64?, Int64?)] = [
        (10, nil, 10), (10, 9, 10), (10, 10, 11), (10, 11, 12), (nil, 10, nil), (nil, nil, nil),
    ]

    @Test(arguments: removals)
    func `what is held begins after what was removed`(
        since: Int64?, removed: Int64?, expected: Int64?
    ) {
        var checkpoint = SourceCheckpoint()
        checkpoint.coveredSince = since.map { Timestamp(milliseconds: $0) }
        checkpoint.isBackfilled = true
        let left = checkpoint.lacking(until: removed.map { Timestamp(milliseconds: $0) })
        #expect(left.coveredSince?.milliseconds == expected)
        #expect(left.isBackfilled)
    }

    @Test func `a history that replaced another one counts on`() {
        let second = HistoryEpoch.first.next
        #expect(HistoryRevision(9) < HistoryRevision(1, in: second))
        #expect(HistoryRevision(1) < HistoryRevision(2))
        #expect(!(HistoryRevision(1, in: second) < HistoryRevision(9)))
        #expect(HistoryRevision.none == HistoryRevision(0, in: .first))
        #expect(second < second.next)
    }

    @Test func `an owner tells its process where that was given`() {
        #expect(LeaseOwner(process: 4_242, mark: "x").process == 4_242)
        #expect(LeaseOwner(process: 4_242, mark: "x-9").process == 4_242)
        #expect(LeaseOwner("4242").process == nil)
        #expect(LeaseOwner("x-4242").process == nil)
    }

    private static let holds: [(Throttle, Timestamp?)] = [
        (.retryAfter(until: moment(1)), moment(1)), (.budgetSpent(until: moment(2)), moment(2)),
        (.reserve(remaining: 1, limit: 2, until: moment(3)), moment(3)),
        (.elsewhere(nil, next: moment(4)), nil), (.shallower(nil, since: moment(5)), nil),
    ]

    @Test(arguments: holds)
    func `a hold ends where that is not for another process to say`(
        hold: Throttle, until: Timestamp?
    ) {
        #expect(hold.until == until)
    }

    @Test func `two standings of a credential say the same whenever they were written`() {
        var checkpoint = CallLedgerEntry()
        checkpoint.asOf = moment(1)
        checkpoint.changes = 2
        checkpoint.calls = 3
        #expect(checkpoint.hasSameContent(as: CallLedgerEntry()))
        var blocked = checkpoint
        blocked.blockedUntil = moment(2)
        var windowed = checkpoint
        windowed.windows = [
            .init(
                limit: 1, remaining: 1, said: 1, times: (moment(1), moment(2)), length: .hour)
        ]
        var called = checkpoint
        called.latestCalls = [moment(3)]
        for other in [blocked, windowed, called] {
            #expect(!other.hasSameContent(as: checkpoint))
            #expect(other.hasSameContent(as: other))
        }
    }

    @Test func `windows are a minute, an hour and a day`() {
        let windows: [PollPlan.Window] = [.minute, .hour, .day]
        #expect(windows.map(\.length) == [.seconds(60), .seconds(3_600), .seconds(86_400)])
        #expect(windows.reversed().sorted() == windows)
    }

    @Test func `a page tells of each time that could not be read`() {
        var first = RunObservation(id: RunID("a"), asOf: nil, status: .failed)
        first.unreadableTimes = ["x", "y"]
        var second = RunObservation(id: RunID("b"), asOf: nil, status: .failed)
        second.unreadableTimes = ["z"]
        let page = RunPage(
            observations: [first, second], position: ReadPosition(.null), hasMore: false)
        #expect(page.unreadableTimes.map(\.id) == [RunID("a"), RunID("a"), RunID("b")])
        #expect(page.unreadableTimes.map(\.field) == ["x", "y", "z"])
    }
}
