import Runs
import TUI
import Testing

/// What is said of trouble: what it is, and what to do about it.
struct ProblemTextTests {
    @Test(arguments: [
        (ProviderError.unreachable(.timedOut), "no whole answer in time"),
        (.unreachable(.connectionLost), "the connection broke off"),
    ])
    func `what passes by itself says so, and what to do where nobody tries again`(
        error: ProviderError, what: String
    ) {
        let rest = "check base-url and the network"
        #expect(
            ProblemText.sentence(error) == "\(what); tried again by itself; if it stays, \(rest)")
        #expect(ProblemText.finding(error) == "\(what); try again, and \(rest)")
    }

    @Test(arguments: [
        (401, "HTTP 401; check client-id and client-secret"),
        (403, "HTTP 403; the client lacks a right that reading runs needs"),
    ])
    func `a client is not told to check a token that it does not have`(
        status: Int, words: String
    ) {
        var problem = APIProblem(status: status)
        #expect(ProblemText.sentence(.refused(problem)).contains("the token"))
        problem.credentials = .client
        #expect(ProblemText.sentence(.refused(problem)) == words)
        #expect(ProblemText.finding(.refused(problem)) == words)
    }

    @Test(arguments: [
        (
            SecretFailure.empty(.command("op")),
            "the output of op is empty where a secret should be; "
                + "run it by hand to see what it writes"
        ),
        (
            .empty(.file("/key")),
            "the file /key is empty where a secret should be; write the secret into it, in one line"
        ),
        (
            .tooLarge(.file("/key")),
            "the file /key holds more than a secret can be; write the secret into it, in one line"
        ),
        (
            .malformed(.variable("KEY")),
            "the secret of the environment variable KEY holds a line break or another control "
                + "character; set it to the secret where synctop is started"
        ),
    ])
    func `a secret that is none is told with its place`(failure: SecretFailure, words: String) {
        #expect(ProblemText.sentence(.secret(failure)) == words)
    }
}
