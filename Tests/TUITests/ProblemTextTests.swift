import Runs
import Testing
import TUI

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
            ProblemText.sentence(error)
                == "\(what); retried automatically; if it keeps failing, \(rest)"
        )
        #expect(ProblemText.finding(error) == "\(what); try again, and \(rest)")
    }

    @Test(arguments: [
        (
            ProviderError.unreadable(.notHTTP), "not HTTP",
            "the answer is not valid HTTP; check the scheme, host and port of base-url"
        ),
        (
            .unreadable(.tooManyValues(limit: 250_000)), "too large",
            "the answer holds more than 250,000 JSON values, the most that are read"
        ),
        (
            .unreadable(.tooLong(field: "links.next")), "bad response",
            "the answer's links.next is too long to follow; report it to the provider"
        ),
        (
            .unreadable(.tooMuch(limit: 256 << 20)), "too large",
            "it has more runs than fit into 256 MiB; ask for fewer with --since or --filter"
        ),
        (
            .unreachable(.tooLarge(limit: 16 << 20)), "too large",
            "the answer is larger than 16 MiB, the most that is read; if one row is that "
                + "large, only the provider can shorten it"
        ),
        (
            .unreachable(.redirected(status: 302)), "302 redirect",
            "HTTP 302: redirects are not followed; check base-url"
        ),
        (
            .unreachable(.redirected(status: 304)), "HTTP 304",
            "the server answered HTTP 304, which this request does not allow; check base-url"
        ),
        (
            .unreachable(.redirected(status: 101)), "HTTP 101",
            "the server answered HTTP 101, which this request does not allow; check base-url"
        ),
    ])
    func `an answer that makes no sense is told in plain words`(
        error: ProviderError, brief: String, sentence: String
    ) {
        #expect(ProblemText.brief(error) == brief)
        #expect(ProblemText.sentence(error) == sentence)
        #expect(ProblemText.finding(error) == sentence)
    }

    @Test(arguments: [
        (
            ProviderError.unreadable(.undecodable(coding: "gzip")),
            "the response's gzip encoding cannot be decoded"
        ),
        (
            .unreadable(.notJSON(mediaType: "application/json")),
            "the answer is JSON that breaks off or is malformed"
        ),
        (
            .unreadable(.circular),
            "it keeps announcing a next page, but the pages are empty or repeat"
        ),
    ])
    func `only where it is so an answer is said to be asked for again`(
        error: ProviderError, what: String
    ) {
        #expect(ProblemText.sentence(error) == what + "; it is asked for again")
        #expect(ProblemText.finding(error) == what + "; try again")
    }

    @Test func `a rate limit is called one, whatever its status`() {
        var problem = APIProblem(status: 403)
        problem.retryAfter = 2_000
        #expect(
            ProblemText.sentence(.refused(problem))
                == "HTTP 403; this is a rate limit; waiting as the provider asked")
        #expect(
            ProblemText.finding(.refused(problem), scope: ["team"])
                == "HTTP 403; try again in 2s")
        #expect(
            ProblemText.finding(.refused(problem), needing: "read integrations")
                == "HTTP 403; try again in 2s")
        problem.retryAfter = nil
        problem.budget = RateBudget(limit: 60, remaining: 0, resetsAt: nil)
        #expect(
            ProblemText.sentence(.refused(problem))
                == "HTTP 403; this is a rate limit; waiting until calls are allowed again")
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
            "the file /key is too long for a secret; write the secret into it, in one line"
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

    @Test(arguments: [
        (
            SecretFailure.variableUnset(place),
            "/c.toml:7: token names an environment variable that is not set; "
                + "set it where synctop is started"
        ),
        (
            .variableUnset(nil),
            "the configuration names an environment variable that is not set; "
                + "set it where synctop is started"
        ),
        (
            .fileUnreadable(place, reason: "No such file or directory"),
            "/c.toml:7: token names a file that cannot be read: No such file or directory; "
                + "name one that synctop may read"
        ),
        (
            .commandNotFound(place),
            "/c.toml:7: token names a command that is not there; check PATH, and write each argument "
                + "as an item of its own"
        ),
    ])
    func `a name that leads nowhere is told by file, line and key`(
        failure: SecretFailure, words: String
    ) {
        #expect(ProblemText.sentence(.secret(failure)) == words)
    }

    private static let place = SecretPlace(file: "/c.toml", line: 7, key: "token")
}
