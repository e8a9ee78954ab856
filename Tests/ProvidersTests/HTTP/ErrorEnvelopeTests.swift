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

    private func problem(_ body: String) -> APIProblem {
        Self.envelope.problem(
            HTTPReply(status: 503, headers: HeaderFields([]), body: Array(body.utf8)), now: .test)
    }
}
