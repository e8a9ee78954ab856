@testable import Providers
import Runs
import Testing

@Suite struct ErrorEnvelopeTests {
    /// Paths that cover a nested object, a flat one and a list.
    private static let envelope = ErrorEnvelope(
        code: ["error.code", "code"], title: ["errors.0.title"],
        message: ["error.message", "errors.0.detail", "message"],
        supportIDs: [.request("meta.request_id")])

    @Test func `a nested error is read`() {
        let problem = problem(
            #"{"meta":{"request_id":"BXa"},"error":{"code":"FORBIDDEN","message":"No."}}"#)
        #expect(problem.code == "FORBIDDEN")
        #expect(problem.message == "No.")
        #expect(problem.supportIDs == [SupportID(.request, "BXa")])
    }

    @Test func `the first of a list of errors is read`() {
        let problem = problem(
            #"{"errors":[{"title":"Not Found","status":404,"detail":"Gone"},{"title":"x"}]}"#)
        #expect(problem.title == "Not Found")
        #expect(problem.message == "Gone")
    }

    @Test func `a flat error is read, its code a number or text`() {
        let problem = problem(#"{"code":17,"message":"Odd"}"#)
        #expect(problem.code == "17")
        #expect(problem.message == "Odd")
    }

    @Test func `plain text is the message`() {
        #expect(problem("upstream timed out").message == "upstream timed out")
        #expect(problem(String(repeating: "x", count: 9_000)).message?.count == 500)
    }

    @Test func `texts of any length are cut`() {
        let long = String(repeating: "x", count: 1 << 20)
        let problem = problem(
            #"{"code":"\#(long)","message":"\#(long)","meta":{"request_id":"\#(long)"}}"#)
        #expect(problem.code?.count == 500)
        #expect(problem.message?.count == 500)
        #expect(problem.supportIDs.first?.text.count == 500)
    }

    @Test(arguments: ["<html><h1>502</h1></html>", "", " \n", "[]", "null", #"{"errors":[]}"#])
    func `a body that says nothing leaves the status alone`(body: String) {
        #expect(problem(body) == APIProblem(status: 503))
    }

    @Test func `the wait, the budget and the request id come from the header fields`() {
        let headers = [
            HeaderField("Retry-After", "9"), HeaderField("X-RateLimit-Remaining", "0"),
            HeaderField("X-Request-ID", "req-1"),
        ]
        let problem = Self.envelope.problem(
            .json("{}", status: 429, headers: headers), now: .test)
        #expect(problem.retryAfter == 9_000)
        #expect(problem.budget == RateBudget(limit: nil, remaining: 0, resetsAt: nil))
        #expect(problem.supportIDs == [SupportID(.request, "req-1")])
    }

    /// Paths of which the first that leads somewhere counts, and texts that are no messages.
    private static let wordy = ErrorEnvelope(
        code: ["error.code", "code"], message: ["error.message", "message"],
        supportIDs: [.trace("trace"), .request("request")], bareCodes: ["E_BUSY"],
        emptyMessages: ["See errors."])

    private func wordy(_ body: String, _ fields: [HeaderField] = []) -> APIProblem {
        Self.wordy.problem(
            HTTPReply(status: 503, headers: HeaderFields(fields), body: Array(body.utf8)),
            now: .test)
    }

    private static let bodies: [(String, String?, String?)] = [
        (#"{"error":{"code":"","message":""},"code":"E","message":"m"}"#, "E", "m"),
        (#"{"error":{"code":" ","message":"\n"},"code":"E","message":"m"}"#, "E", "m"),
        (#"{"error":{"message":"a"},"message":"b"}"#, nil, "a"),
        (#"{"message":"E_BUSY"}"#, "E_BUSY", nil), (#"{"code":"X","message":"E_BUSY"}"#, "X", nil),
        (#"{"error":{"message":"See errors."},"message":"m"}"#, nil, "m"),
        (#"{"error":{"message":"E_BUSY"},"message":"m"}"#, "E_BUSY", "m"),
        ("E_BUSY\n", "E_BUSY", nil), ("E_BUSY E_BUSY", nil, "E_BUSY E_BUSY"),
        ("E_OTHER", nil, "E_OTHER"),
    ]

    @Test(arguments: bodies)
    func `the first text that says something is the message, and a code is none`(
        body: String, code: String?, message: String?
    ) {
        let problem = wordy(body)
        #expect(problem.code == code)
        #expect(problem.message == message)
    }

    @Test func `the body's identifier comes before the header's, and that before a trace`() {
        let header = HeaderField("X-Request-ID", "r1")
        #expect(
            wordy(#"{"trace":"t1"}"#, [header]).supportIDs
                == [SupportID(.request, "r1"), SupportID(.trace, "t1")])
        #expect(
            wordy(#"{"trace":"t1","request":"b1"}"#, [header]).supportIDs
                == [SupportID(.request, "b1"), SupportID(.trace, "t1")])
        #expect(
            wordy(#"{"trace":"t1"}"#, [HeaderField("X-Request-ID", "")]).supportIDs
                == [SupportID(.trace, "t1")])
        #expect(
            wordy(#"{"trace":" "}"#, [HeaderField("X-Request-ID", " ")]).supportIDs.isEmpty)
    }

    @Test func `a web page is no message, and neither is a body of too many values read`() {
        for type in ["text/html; charset=utf-8", "text/html ; charset=utf-8"] {
            #expect(wordy("oops", [HeaderField("Content-Type", type)]).message == nil)
        }
        for (count, isRead) in [(9_997, true), (9_998, false)] {
            let zeros = Array(repeating: "0", count: count).joined(separator: ",")
            let problem = wordy(#"{"message":"m","a":[\#(zeros)]}"#)
            #expect((problem.message == "m") == isRead)
        }
    }

    /// A status, and whether it is about a parameter, a part of the API, or what is gone.
    private static let refusals: [(Int, Bool, Bool, Bool)] = [
        (400, true, false, false), (401, false, false, false), (403, false, true, false),
        (404, true, true, true), (409, false, false, false), (410, true, false, false),
        (422, true, false, false), (429, false, false, false), (500, false, false, false),
    ]

    @Test(arguments: refusals)
    func `a status says what a refusal is about, unless it asks for a wait`(
        status: Int, parameter: Bool, resource: Bool, isGone: Bool
    ) {
        var problem = APIProblem(status: status)
        let error = ProviderError.refused(problem)
        #expect(error.refusesParameter == parameter)
        #expect(error.refusesResource == resource)
        #expect(error.isNotFound == isGone)
        problem.retryAfter = 0
        let wait = ProviderError.refused(problem)
        #expect(!wait.refusesParameter && !wait.refusesResource && !wait.isNotFound)
    }

    private func problem(_ body: String) -> APIProblem {
        Self.envelope.problem(
            HTTPReply(status: 503, headers: HeaderFields([]), body: Array(body.utf8)), now: .test)
    }
}
