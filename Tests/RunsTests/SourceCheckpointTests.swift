import Runs
import Testing
import TestSupport

/// Standings as JSON and back.
struct SourceCheckpointTests {
    private func reread(_ checkpoint: SourceCheckpoint) throws -> SourceCheckpoint {
        let text = JSONWriter.text(of: checkpoint.json)
        return SourceCheckpoint(json: try JSONParser.parse(bytes(text)))
    }

    @Test func `a standing comes back as it was, full or empty`() throws {
        #expect(try reread(SourceCheckpoint()) == SourceCheckpoint())
        var full = SourceCheckpoint()
        full.position = ReadPosition(.object([.init("cursor", .string("c\u{202E}"))]))
        full.origin = ReadPosition(.null)
        full.coveredSince = moment(1)
        full.lastSuccess = moment(2)
        full.isBackfilled = true
        full.backfill = BackfillProgress(pages: 3, runs: 250, oldest: nil, wanted: moment(0))
        full.gaps = [ReadGap(from: moment(3), until: moment(4))]
        full.budget = RateBudget(limit: 100, remaining: nil, resetsAt: moment(5))
        full.budgetAt = moment(6)
        full.nextPoll = moment(7)
        full.problem = SourceProblem(error: .cancelled, since: moment(8), failures: 3)
        #expect(try reread(full) == full)
    }

    @Test(arguments: [
        ProviderError.unreachable(.unknownHost("h")), .unreachable(.connectionRefused),
        .unreachable(.connectTimedOut), .unreachable(.timedOut), .unreachable(.connectionLost),
        .unreachable(.tls("t")), .unreachable(.tooLarge(limit: 1 << 24)),
        .unreachable(.redirected(status: 302)), .unreachable(.foreignLink),
        .unreachable(.proxy(.wantsCredentials, server: "p:1")),
        .unreachable(.proxy(.brokeOff, server: "p:1")), .unreachable(.other("o")),
        .unreadable(.notJSON(mediaType: nil)),
        .unreadable(.notJSON(mediaType: "text/html")), .unreadable(.missing(field: "data")),
        .unreadable(.circular), .unreadable(.tooLong(field: "n")), .unreadable(.tooMuch(limit: 7)),
        .unreadable(.notHTTP), .unreadable(.undecodable(coding: "br")),
        .unreadable(.tooManyValues(limit: 7)), .secret(.variableUnset(place)),
        .secret(.variableUnset(nil)),
        .secret(.variableUnset(SecretPlace(file: "f", line: nil, key: "k"))),
        .secret(.fileUnreadable(place, reason: "r")), .secret(.fileUnreadable(nil, reason: "r")),
        .secret(.fileExposed(path: "p")),
        .secret(.notARegularFile(path: "p")), .secret(.fileOfSomebodyElse(path: "p")),
        .secret(.commandFailed(name: "n", exitCode: -1)), .secret(.commandTimedOut(name: "n")),
        .secret(.commandNotFound(place)), .secret(.commandNotFound(nil)),
        .secret(.commandRefused(name: "n", reason: "r")),
        .secret(.notText(.command("n"))), .secret(.empty(.variable("V"))),
        .secret(.tooLarge(.file("f"))), .secret(.empty(.settings)),
        .secret(.malformed(.command("c"))), .cancelled, .refused(APIProblem(status: 500)),
        .held(.retryAfter(until: moment(2))), .held(.budgetSpent(until: moment(2))),
        .held(.reserve(remaining: 3, limit: nil, until: moment(2))),
        .held(.reserve(remaining: 3, limit: 100, until: moment(2))),
        .held(.elsewhere(nil, next: nil)), .held(.elsewhere(LeaseOwner("o"), next: moment(2))),
        .held(.shallower(LeaseOwner("o"), since: moment(2))),
    ])
    func `every problem comes back as it was`(error: ProviderError) throws {
        var checkpoint = SourceCheckpoint()
        checkpoint.problem = SourceProblem(error: error, since: moment(1), failures: 1)
        #expect(try reread(checkpoint) == checkpoint)
    }

    @Test(arguments: [
        (SecretFailure.variableUnset(nil), #""variable-unset""#, #""variable-unset","wk_1""#),
        (
            .fileUnreadable(nil, reason: "r"), #""file-unreadable","r""#,
            #""file-unreadable","/wk_1","r""#
        ),
        (.commandNotFound(nil), #""command-not-found""#, #""command-not-found","wk_1""#),
    ])
    func `what an earlier version wrote of a name that led nowhere is not repeated`(
        failure: SecretFailure, now: String, earlier: String
    ) throws {
        var checkpoint = SourceCheckpoint()
        checkpoint.problem = SourceProblem(error: .secret(failure), since: moment(1), failures: 1)
        let text = JSONWriter.text(of: checkpoint.json)
        try #require(text.contains(now))
        let old = try JSONParser.parse(bytes(text.replacing(now, with: earlier)))
        #expect(SourceCheckpoint(json: old) == checkpoint)
    }

    private static let place = SecretPlace(file: "config.toml", line: 7, key: "token")

    @Test func `a refusal keeps all that the vendor said`() throws {
        var problem = APIProblem(status: 429)
        problem.code = "RATE_LIMITED"
        problem.title = "Too many"
        problem.message = "Slow down"
        problem.supportIDs = [SupportID(.request, "req-1"), SupportID(.log, "log-1")]
        problem.retryAfter = 30_000
        problem.budget = RateBudget(limit: 10, remaining: 0, resetsAt: nil)
        var checkpoint = SourceCheckpoint()
        checkpoint.problem = SourceProblem(error: .refused(problem), since: moment(1), failures: 1)
        #expect(try reread(checkpoint) == checkpoint)
    }

    @Test func `what is known of a credential comes back as it was, full or empty`() throws {
        func reread(_ checkpoint: CallLedgerEntry) throws -> CallLedgerEntry {
            let text = JSONWriter.text(of: checkpoint.json)
            return CallLedgerEntry(json: try JSONParser.parse(bytes(text)))
        }
        #expect(try reread(CallLedgerEntry()) == CallLedgerEntry())
        var full = CallLedgerEntry()
        full.blockedUntil = moment(1)
        full.windows = [
            .init(
                limit: 100, remaining: 9, said: 10, times: (moment(2), moment(3)),
                length: .day, reported: 4),
            .init(
                limit: nil, remaining: 0, said: 0, times: (moment(4), moment(5)),
                length: .minute),
        ]
        full.latestCalls = [moment(6), moment(7)]
        full.asOf = moment(8)
        full.origin = moment(-9)
        full.changes = 9
        full.calls = 5
        #expect(try reread(full) == full)
    }

    @Test func `what a later version wrote is left out`() {
        let checkpoint = SourceCheckpoint(
            json: .object([
                .init("position", .string("p")), .init("gaps", .string("?")),
                .init("problem", .object([.init("error", .array([.string("new")]))])),
            ]))
        var expected = SourceCheckpoint()
        expected.position = ReadPosition(.string("p"))
        #expect(checkpoint == expected)
    }
}
