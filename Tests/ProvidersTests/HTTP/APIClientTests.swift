@testable import Providers
import Runs
import Synchronization
import Testing

@Suite struct APIClientTests {
    @Test func `a call carries the key, the dialect's fields and an encoded query`() async throws {
        let transport = ScriptedTransport(json: "{}")
        let dialect = APIDialect(
            authorization: .basic(user: "org"), headers: [HeaderField("X-Version", "1")],
            errors: ErrorEnvelope())
        let client = try APIClient.scripted(transport).speaking(dialect)
        _ = try await client.get("/v1/x", [QueryItem("cursor", "a+b")])
        let call = try #require(await transport.calls.first)
        #expect(call.call.url == "https://api.example.com/v1/x?cursor=a%2Bb")
        #expect(call.call.authorization == Secret("Basic b3JnOmtleQ=="))
        #expect(call.header("X-Version") == "1")
        #expect(call.header("Accept") == "application/json")
        #expect(!String(describing: call).contains("b3JnOmtleQ"))
    }

    @Test func `a question is posted as JSON, signed, and again after a 401`() async throws {
        let transport = ScriptedTransport { call in
            call.call.authorization == Secret("Bearer new")
                ? .json(#"{"a":1}"#) : .json("{}", status: 401)
        }
        let secrets = Mutex(["old", "new"])
        let client = try APIClient.scripted(transport) {
            Secret(secrets.withLock { $0.removeFirst() })
        }
        let reply = try await client.post(
            "/v1/q", [QueryItem("w", "1")], json: try json(#"{"b": [2]}"#))
        #expect(reply.value["a"]?.integer == 1)
        let calls = await transport.calls
        #expect(calls.map(\.call.json) == [#"{"b":[2]}"#, #"{"b":[2]}"#])
        #expect(calls.allSatisfy { $0.call.url == "https://api.example.com/v1/q?w=1" })
    }

    @Test func `each request asks for leave, a second one after a 401 too`() async throws {
        let transport = ScriptedTransport { call in
            call.call.authorization == Secret("Bearer new")
                ? .json("{}") : .json("{}", status: 401)
        }
        let secrets = Mutex(["old", "new"])
        let client = try APIClient.scripted(transport) {
            Secret(secrets.withLock { $0.removeFirst() })
        }
        let asked = Mutex(0)
        let permit = CallPermit { () async throws(ProviderError) in
            asked.withLock { $0 += 1 }
            return CountedCall()
        }
        _ = try await client.get("/v1/x", [], permit)
        #expect(asked.withLock { $0 } == 2)
        #expect(await transport.calls.count == 2)
        _ = try await client.get("/v1/x")
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func `what an answer says of the budget is told to whoever counts`() async throws {
        let left = HeaderField("X-RateLimit-Remaining", "5")
        let transport = ScriptedTransport { call in
            switch call.path {
            case "/v1/limited": .json("{}", status: 429, headers: [left])
            case "/v1/gone": .json("{}", status: 500, headers: [left])
            case "/v1/busy":
                .json("{}", status: 503, headers: [left, HeaderField("Retry-After", "9")])
            case "/v1/forbidden":
                .json(
                    #"{"message":"API rate limit exceeded"}"#, status: 403, headers: [left])
            default: .json("{}", headers: [left])
            }
        }
        let errors = ErrorEnvelope(message: ["message"])
        let client = try APIClient.scripted(transport).speaking(APIDialect(errors: errors))
        let reported = Mutex<[Int?]>([])
        let permit = CallPermit { () async throws(ProviderError) in
            CountedCall { said in reported.withLock { $0.append(said.remaining) } }
        }
        for path in ["/v1/x", "/v1/gone", "/v1/limited", "/v1/forbidden", "/v1/busy"] {
            _ = try? await client.get(path, [], permit)
        }
        // That of a refusal comes with its error.
        #expect(reported.withLock { $0 } == [5, 5])
    }

    @Test func `no request leaves without leave`() async throws {
        let transport = ScriptedTransport(json: "{}")
        let client = try APIClient.scripted(transport)
        let held = ProviderError.held(.budgetSpent(until: .test))
        let permit = CallPermit { () async throws(ProviderError) -> CountedCall in throw held }
        await #expect(throws: held) {
            try await client.get("/v1/x", [], permit)
        }
        #expect(await transport.calls.isEmpty)
    }

    @Test(arguments: [101, 301, 302, 304, 307, 308])
    func `a redirect is a failure and is not followed`(status: Int) async throws {
        let transport = ScriptedTransport { _ in
            .json("", status: status, headers: [HeaderField("Location", "https://evil.example/")])
        }
        let client = try APIClient.scripted(transport)
        await #expect(throws: ProviderError.unreachable(.redirected(status: status))) {
            try await client.get("/v1/x")
        }
        #expect(await transport.calls.count == 1)
    }

    @Test(arguments: ["<html>Sign in</html>", "", #"{"data":["#])
    func `a page that is not JSON is unreadable, whatever its status says`(
        body: String
    ) async throws {
        let client = try APIClient.scripted(
            ScriptedTransport { _ in
                HTTPReply(
                    status: 200,
                    headers: HeaderFields([HeaderField("content-type", "text/html; charset=x")]),
                    body: Array(body.utf8))
            })
        await #expect(throws: ProviderError.unreadable(.notJSON(mediaType: "text/html"))) {
            try await client.get("/v1/x")
        }
    }

    @Test func `a response of very many values is refused before it fills the memory`() async throws
    {
        let many = "[" + String(repeating: "[0],", count: 130_000) + "0]"
        let client = try APIClient.scripted(ScriptedTransport(json: many))
        await #expect(throws: ProviderError.unreadable(.tooManyValues(limit: 250_000))) {
            try await client.get("/v1/x")
        }
    }

    @Test func `a changed secret is tried once after a 401, and kept`() async throws {
        let transport = ScriptedTransport { call in
            call.call.authorization == Secret("Bearer new")
                ? .json("{}") : .json("{}", status: 401)
        }
        let secrets = Mutex(["old", "new", "never"])
        let client = try APIClient.scripted(transport) {
            Secret(secrets.withLock { $0.removeFirst() })
        }
        _ = try await client.get("/v1/x")
        _ = try await client.get("/v1/x")
        #expect(await transport.calls.count == 3)
        #expect(secrets.withLock { $0 } == ["never"])
    }

    @Test func `an unchanged secret is not tried again`() async throws {
        let transport = ScriptedTransport { _ in .json("{}", status: 401) }
        let client = try APIClient.scripted(transport)
        await #expect(throws: ProviderError.refused(APIProblem(status: 401))) {
            try await client.get("/v1/x")
        }
        #expect(await transport.calls.count == 1)
    }

    @Test func `a secret that cannot be had is told, and nothing is sent`() async throws {
        let transport = ScriptedTransport(json: "{}")
        let client = try APIClient.scripted(transport) { () throws(SecretFailure) in
            throw .variableUnset(nil)
        }
        await #expect(throws: ProviderError.secret(.variableUnset(nil))) {
            try await client.get("/v1/x")
        }
        #expect(await transport.calls.isEmpty)
    }

    @Test func `a list follows its tokens and leaves a circle`() async throws {
        let transport = ScriptedTransport { call in
            let page = call.query["token"] ?? "0"
            return .json(#"{"data":[{"id":\#(page)}],"next":"\#((Int(page) ?? 0) % 3 + 1)"}"#)
        }
        let client = try APIClient.scripted(transport)
        let rows = try await client.list(TokenList(path: "/x", token: "token"), read: { $0 }) {
            $0.value["next"]?.string
        }
        #expect(Set(rows.compactMap { $0["id"]?.integer }) == [0, 1, 2, 3])
        #expect(rows.count < 10)
    }

    @Test func `a list goes on behind an empty page, but not for ever`() async throws {
        let transport = ScriptedTransport { call in
            let token = call.call.url.split(separator: "=").last.flatMap { Int($0) } ?? 0
            let rows = token == 2 ? "[7]" : "[]"
            return .json(#"{"rows":\#(rows),"next":"\#(token + 1)"}"#)
        }
        let found = try await APIClient.scripted(transport).list(
            TokenList(path: "/v1/x", rows: "rows", token: "t"), read: { $0 }
        ) { reply throws(ProviderError) in reply.value["next"]?.string }
        #expect(found.count == 1)
        #expect(await transport.calls.count == 13)
    }

    @Test func `an exchange is told of by what was sent`() {
        func method(form: Secret? = nil, json: String? = nil) -> String {
            Exchange(
                call: HTTPCall(url: "u", headers: [], authorization: nil, form: form, json: json),
                outcome: .failure(.cancelled), duration: 0, budget: nil, clockLead: nil
            ).method
        }
        #expect(method() == "GET")
        #expect(method(json: "{}") == "POST")
        #expect(method(form: Secret("a=b")) == "POST")
    }
}
