import Foundation
@testable import Providers
import Runs
import Synchronization
import TestSupport
import Testing

/// A credential that is easy to find is put everywhere, and looked for in all that is told.
struct CanaryTests {
    private static let canary = "wk_C4nary+Yellow/Bird=="

    /// The forms in which it would give itself away.
    private static let forms: [String] = {
        let pieces = (0..<3).map { offset in
            let text = String(repeating: " ", count: offset) + canary
            return String(Data(text.utf8).base64EncodedString().dropFirst(4).prefix(16))
        }
        return ["C4nary", "Yellow", PercentEncoding.encode(canary)] + pieces
    }()

    /// What a vendor may say who repeats what it was sent.
    private static var echoes: [String] {
        let basic = Data("org:\(canary)".utf8).base64EncodedString()
        return [canary, "Bearer \(canary)", PercentEncoding.encode(canary), "Basic \(basic)"]
    }

    private func expectClean(_ values: [Any], _ context: String) {
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                for form in Self.forms where text.contains(form) {
                    Issue.record("\(context) shows the secret as \(form)")
                }
            }
        }
    }

    private func client(
        _ transport: any Transport, _ scheme: AuthorizationScheme
    ) throws -> APIClient {
        try APIClient.scripted(transport) { Secret(Self.canary) }
            .speaking(
                APIDialect(
                    authorization: scheme,
                    errors: ErrorEnvelope(
                        code: ["code"], title: ["title"], message: ["message"],
                        supportIDs: [.trace("meta.trace_id")])))
    }

    @Test(arguments: [AuthorizationScheme.bearer, .basic(user: "org")], [400, 401, 403, 429, 500])
    func `a vendor that repeats what it was sent is not quoted`(
        scheme: AuthorizationScheme, status: Int
    ) async throws {
        for echo in Self.echoes {
            let body = JSONValue.object([
                .init("code", .string(echo)), .init("title", .string("no: \(echo)")),
                .init("message", .string("\(echo) is bad")),
                .init("meta", .object([.init("trace_id", .string(echo))])),
            ])
            let text = JSONWriter.text(of: body)
            for body in [text, String(repeating: "x", count: 490) + echo] {
                let transport = ScriptedTransport { _ in
                    .json(body, status: status, headers: [HeaderField("X-Request-ID", echo)])
                }
                let client = try client(transport, scheme)
                do {
                    _ = try await client.get("/v1/x", [QueryItem("key", "v")])
                    Issue.record("it was refused")
                } catch {
                    expectClean([error], "the error of \(status)")
                }
            }
        }
    }

    @Test func `no failure of the wire quotes it`() async throws {
        for echo in Self.echoes {
            let failures: [ProviderError] = [
                .unreachable(.other("bad header: \(echo)")), .unreachable(.tls(echo)),
            ]
            for failure in failures {
                let client = try client(
                    ScriptedTransport { _ throws(ProviderError) in throw failure }, .bearer)
                do {
                    _ = try await client.get("/x")
                    Issue.record("it failed")
                } catch {
                    expectClean([error], "\(failure)")
                }
            }
            let html = ScriptedTransport { _ in
                HTTPReply(
                    status: 200, headers: HeaderFields([HeaderField("Content-Type", echo)]),
                    body: Array("<html>".utf8))
            }
            do {
                _ = try await client(html, .bearer).get("/x")
                Issue.record("it is no JSON")
            } catch {
                expectClean([error], "a body that is not JSON")
            }
        }
    }

    @Test func `a call, a client and what is told of an exchange do not show it`() async throws {
        let reported = Mutex<[Exchange]>([])
        let observed = ObservedTransport(
            ScriptedTransport(json: "{}"), now: { .test },
            observe: { exchange in reported.withLock { $0.append(exchange) } })
        let client = try client(observed, .basic(user: "org"))
        _ = try await client.get("/v1/x", [QueryItem("cursor", "a")])
        _ = try await client.post("/token", form: [QueryItem("client_secret", Self.canary)])
        let exchanges = reported.withLock { $0 }
        try #require(exchanges.count == 2)
        expectClean(exchanges + [client] as [Any], "an exchange")
        expectClean(exchanges.flatMap { [$0.path, $0.query ?? "", $0.method] }, "a request line")
        #expect(exchanges.map(\.path) == ["/v1/x", "/token"])
        #expect(exchanges.map(\.query) == ["cursor=a", nil])
        #expect(exchanges[0].body(limit: 10) == "{}")
        #expect(exchanges[1].body(limit: 10) == nil, "a token would be in it")
    }

    @Test func `an answer that repeats it is read without it`() async throws {
        for echo in Self.echoes {
            let body = JSONValue.object([
                .init("id", .string("run 7")), .init("n", .integer(7)),
                .init("error", .array([.string("sent: \(echo)"), .null, .bool(true)])),
            ])
            let transport = ScriptedTransport { _ in .json(body) }
            let value = try await client(transport, .bearer).get("/x").value
            expectClean([value], "an answer")
            #expect(value["id"] == .string("run 7") && value["n"] == .integer(7))
            #expect(value["error"]?.elements?.first?.string?.hasPrefix("sent: ") == true)
        }
    }

    @Test(arguments: [
        ("pässwörd-Canary-12345", #"{"k":"p\u00e4ssw\u00F6rd-Canary-12345"}"#),
        ("1234567890123456", #"{"k":1234567890123456}"#),
        (#"a"b\c/d+e=Canary123456"#, ##"{"k":"{\"in\":\"a\\\"b\\\\c/d+e=Canary123456\"}"}"##),
        (#"a"b\c/d+e=Canary123456"#, ##"{"k":"?key=a%2522b%255Cc%252Fd%252Be%253DCanary123456"}"##),
    ])
    func `an answer that writes it in its own way is read without it`(
        key: String, body: String
    ) async throws {
        let client = try APIClient.scripted(ScriptedTransport(json: body)) { Secret(key) }
        let reported = try await client.get("/x").value["k"]?.scalarText ?? ""
        #expect(reported.contains("<secret>"), "\(reported)")
        #expect(!reported.contains("Canary") && !reported.contains("1234"), "\(reported)")
    }

    @Test func `a key that may be a word takes nothing out of an answer`() async throws {
        let client = try APIClient.scripted(ScriptedTransport(json: #"{"name":"production"}"#)) {
            Secret("production")
        }
        #expect(try await client.get("/x").value["name"] == .string("production"))
    }

    @Test func `a token that is handed out once more is still the token`() async throws {
        let redactor = Redactor()
        redactor.learn(Secret("a-token-of-some-length"))
        let base = try #require(BaseURL("https://api.example.com"))
        let client = APIClient(
            baseURL: base, secret: { Secret("client secret of a store") },
            transport: ScriptedTransport(json: #"{"access_token":"a-token-of-some-length"}"#),
            redactor: redactor, now: { .test })
        let reply = try await client.post("/token", form: [QueryItem("a", "b")])
        #expect(reply.value["access_token"] == .string("a-token-of-some-length"))
    }

    @Test func `the real client does not quote a header field that it refuses to send`() async {
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let call = HTTPCall(
            url: "http://127.0.0.1:1/", headers: [],
            authorization: Secret("Bearer \(Self.canary)\u{1}"))
        do {
            _ = try await transport.send(call)
            Issue.record("it was sent")
        } catch {
            expectClean([error], "a refused header field")
        }
        await transport.shutdown()
    }
}
