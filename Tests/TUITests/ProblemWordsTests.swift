import Runs
import Testing
import TUI

/// The words for each kind of trouble, in brief and in full.
struct ProblemWordsTests {
    private static let network: [(ProviderError.TransportFailure, String, String)] = [
        (.unknownHost("h"), "no such host", "no address for h; check base-url and the network"),
        (.connectionRefused, "refused", "the connection was refused; check base-url"),
        (.connectTimedOut, "timeout", "no connection in time; check the network"),
        (
            .tls("x CERTIFICATE_VERIFY_FAILED y"), "TLS",
            "no trusted connection: untrusted, expired or not yet valid certificate; "
                + "check ca-file and this machine's clock"
        ),
        (
            .tls("x WRONG_VERSION_NUMBER"), "TLS",
            "no trusted connection: the server does not speak TLS; "
                + "check the port of base-url and HTTPS_PROXY"
        ),
        (
            .tls("failedToValidateHostname"), "TLS",
            "no trusted connection: the certificate is for another host; check base-url"
        ),
        (
            .tls("odd"), "TLS",
            "no trusted connection: odd; check base-url, ca-file and this machine's clock"
        ),
        (
            .foreignLink, "foreign link",
            "a paging link points to another host; it is not followed"
        ),
        (
            .proxy(.unreachable, server: "p:1"), "proxy",
            "the proxy p:1 cannot be reached; check HTTPS_PROXY and NO_PROXY"
        ),
        (
            .proxy(.wantsCredentials, server: "p:1"), "proxy",
            "the proxy p:1 rejects the user or password; check HTTPS_PROXY"
        ),
        (
            .proxy(.refused, server: "p:1"), "proxy",
            "the proxy p:1 does not connect to the provider; check HTTPS_PROXY and NO_PROXY"
        ),
        (
            .proxy(.brokeOff, server: "p:1"), "proxy",
            "the connection through the proxy p:1 broke off; check HTTPS_PROXY and NO_PROXY"
        ),
        (.other("why"), "unreachable", "why"),
    ]

    @Test(arguments: network)
    func `what keeps an answer from coming is told, and what to check`(
        failure: ProviderError.TransportFailure, brief: String, sentence: String
    ) {
        #expect(ProblemText.brief(.unreachable(failure)) == brief)
        #expect(ProblemText.sentence(.unreachable(failure)) == sentence)
        #expect(ProblemText.finding(.unreachable(failure)) == sentence)
    }

    private static let rest: [(ProviderError, String)] = [
        (.unreachable(.timedOut), "timeout"), (.unreachable(.connectionLost), "connection lost"),
        (.unreadable(.notJSON(mediaType: nil)), "not JSON"),
        (.unreadable(.undecodable(coding: "gzip")), "bad encoding"),
        (.unreadable(.missing(field: "data")), "bad response"),
        (.unreadable(.circular), "bad response"), (.cancelled, "cancelled"),
        (.secret(.empty(.settings)), "no secret"),
        (.held(.budgetSpent(until: RunFixtures.now)), "waiting"),
    ]

    @Test(arguments: rest)
    func `a chip has a word for everything`(error: ProviderError, brief: String) {
        #expect(ProblemText.brief(error) == brief)
    }

    @Test(arguments: [300, 301, 302, 303, 305, 306, 307, 308])
    func `only what points elsewhere is a redirect`(status: Int) {
        let isRedirect = status != 305 && status != 306
        #expect(
            ProblemText.brief(.unreachable(.redirected(status: status)))
                == (isRedirect ? "\(status) redirect" : "HTTP \(status)"))
    }

    @Test func `an answer of another kind is told with its kind`() {
        func reported(_ kind: String?) -> String {
            ProblemText.sentence(.unreadable(.notJSON(mediaType: kind)))
        }
        for kind in [nil, "", " "] {
            #expect(reported(kind) == "the answer is not JSON; check base-url")
        }
        #expect(reported("text/html") == "the answer is not JSON but text/html; check base-url")
        #expect(
            reported("application/problem+json").hasPrefix("the answer is JSON that breaks off"))
        #expect(
            ProblemText.sentence(.unreadable(.missing(field: "data")))
                == "the answer lacks data; check base-url")
    }

    // MARK: - What an API says

    private static func problem(
        _ status: Int, _ code: String? = nil, _ title: String? = nil, _ message: String? = nil
    ) -> APIProblem {
        var problem = APIProblem(status: status)
        problem.code = code
        problem.title = title
        problem.message = message
        return problem
    }

    private static let said: [(APIProblem, String, String)] = [
        (problem(500), "500", "HTTP 500"),
        (problem(429, "slow"), "429", "HTTP 429 slow; waiting as the provider asked"),
        (problem(410, "gone_away"), "410 gone_away", "HTTP 410 gone_away"),
        (problem(410, nil, "Gone", "gone"), "410", "HTTP 410 gone"),
        (
            problem(410, "g1", "Gone", "Gone for good"), "410 g1", "HTTP 410 g1: Gone for good"
        ),
        (problem(410, "g1", "Gone", "It left"), "410 g1", "HTTP 410 g1: Gone: It left"),
        (
            problem(404, nil, "Not found"), "404",
            "HTTP 404 Not found; check base-url and the ids in the source's settings"
        ),
        (problem(401), "401", "HTTP 401; check the token"),
        (problem(400, "\u{1B}[1m\u{1B}[0m", "", "Bad"), "400", "HTTP 400 Bad"),
        (problem(400, " ", "\n", " Bad "), "400", "HTTP 400 Bad"),
        (problem(400, "c ", nil, "\t"), "400 c", "HTTP 400 c"),
    ]

    @Test(arguments: said)
    func `code, title and message are told once each`(
        problem: APIProblem, brief: String, sentence: String
    ) {
        var problem = problem
        problem.supportIDs = [SupportID(.trace, "\u{1B}[0m ")]
        #expect(ProblemText.brief(.refused(problem)) == brief)
        #expect(ProblemText.sentence(.refused(problem)) == sentence)
    }

    @Test func `the ids to open a ticket with stand at the end`() {
        var problem = Self.problem(410)
        problem.supportIDs = [
            SupportID(.request, "a"), SupportID(.trace, "b"), SupportID(.log, "c"),
        ]
        #expect(
            ProblemText.sentence(.refused(problem))
                == "HTTP 410 (request id a, trace id b, log id c)")
    }

    private static let patience: [(Int, String)] = [
        (407, ""), (408, "; the provider has a problem, try again later"), (409, ""),
        (500, "; the provider has a problem, try again later"),
        (503, "; the provider has a problem, try again later"),
        (429, "; try again in 1m"),
    ]

    @Test(arguments: patience)
    func `who checks the settings is told what passes by itself`(status: Int, rest: String) {
        #expect(ProblemText.finding(.refused(Self.problem(status))) == "HTTP \(status)\(rest)")
    }

    private static let resets: [(Int64?, Int64, String)] = [
        (nil, 90_000, " in 2m"), (nil, 0, ""), (nil, -1, ""), (5_000, 90_000, " in 5s"),
        (0, 90_000, ""),
    ]

    @Test(arguments: resets)
    func `the wait is as long as is asked for, else until calls are allowed`(
        retryAfter: Int64?, reset: Int64, rest: String
    ) {
        var problem = Self.problem(429)
        problem.retryAfter = retryAfter
        problem.budget = RateBudget(
            limit: nil, remaining: 0, resetsAt: RunFixtures.now.advanced(byMilliseconds: reset))
        #expect(
            ProblemText.finding(.refused(problem), at: RunFixtures.now)
                == "HTTP 429; try again\(rest)")
    }

    private static let scopes: [(Int, String)] = [
        (401, "HTTP 401; check the token"),
        (
            403,
            "HTTP 403; the token lacks a right that reading runs needs, "
                + "or may not read this team and site"
        ),
        (
            404,
            "HTTP 404; check base-url, team and site and the other ids in the source's settings"
        ),
    ]

    @Test(arguments: scopes)
    func `the keys that say what is read are named`(status: Int, text: String) {
        let error = ProviderError.refused(Self.problem(status))
        #expect(ProblemText.finding(error, scope: ["team", "site"]) == text)
    }

    @Test func `a right that is wanted is named where it is refused`() {
        var problem = Self.problem(403)
        let rest = "lacks the right to read integrations; grant it, or use one that has it"
        func finding() -> String {
            ProblemText.finding(.refused(problem), needing: "read integrations")
        }
        #expect(finding() == "HTTP 403; the token \(rest)")
        problem.credentials = .client
        #expect(finding() == "HTTP 403; the client \(rest)")
        problem.status = 401
        #expect(finding() == "HTTP 401; check client-id and client-secret")
    }

    @Test func `a pipeline that is refused, or not listed, is told`() {
        let unlisted = PipelineRefusal(pipeline: PipelineID("p"), problem: nil)
        #expect(
            ProblemText.sentence(unlisted)
                == "the account does not list it; check the ids in the source's settings")
        let refused = PipelineRefusal(pipeline: PipelineID("p"), problem: Self.problem(410, "no"))
        #expect(ProblemText.sentence(refused) == "HTTP 410 no")
    }

    private static let secrets: [(SecretFailure, String)] = [
        (.fileExposed(path: "/k"), "/k can be read by others; chmod 600 it"),
        (.notARegularFile(path: "/k"), "/k is not a regular file; name one"),
        (.fileOfSomebodyElse(path: "/k"), "/k belongs to somebody else; chown it"),
        (
            .commandFailed(name: "op", exitCode: 3),
            "op ended with status 3; run it by hand to see why"
        ),
        (
            .notText(.settings),
            "the configuration is not UTF-8 text; write the secret there in one line, "
                + "or name where it is"
        ),
    ]

    @Test(arguments: secrets)
    func `why there is no secret is told`(failure: SecretFailure, words: String) {
        #expect(ProblemText.sentence(.secret(failure)) == words)
    }
}
