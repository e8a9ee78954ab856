import Foundation
import Providers
import Runs
import Synchronization
import Testing

@Suite struct ElasticPathTokenTests {
    /// A time that a test sets.
    private final class Clock: Sendable {
        private let held = Mutex(Timestamp.test)
        var now: Timestamp { held.withLock { $0 } }
        func advance(seconds: Int64) { held.withLock { $0 = $0 + seconds } }
    }

    /// Hands out numbered tokens and accepts the newest only.
    private final class Issuer: Sendable {
        let granted = Mutex(0)
        let forms = Mutex<[String]>([])

        func answer(_ call: ScriptedCall) -> HTTPReply {
            guard call.path == "/oauth/access_token" else {
                let good = Secret("Bearer token-\(granted.withLock { $0 })")
                return call.call.authorization == good
                    ? .json(#"{"data":[]}"#) : .error(401, "Unauthorized")
            }
            let number = granted.withLock { count in
                count += 1
                return count
            }
            forms.withLock { $0.append(call.call.form?.reveal() ?? "") }
            return .json(#"{"access_token":"token-\#(number)","expires_in":3600}"#)
        }
    }

    private func provider(_ clock: Clock, _ transport: ScriptedTransport) throws
        -> ElasticPathProvider
    {
        let base = try #require(BaseURL("https://api.example.com"))
        let client = APIClient(
            baseURL: base, secret: { Secret("s&1") }, transport: transport,
            now: { clock.now })
        return ElasticPathProvider(client: client, clientID: { Secret("me") })
    }

    @Test func `the call for a token is counted like any other`() async throws {
        let issuer = Issuer()
        let transport = ScriptedTransport { issuer.answer($0) }
        let counted = Mutex(0)
        let permit = CallPermit { () async throws(ProviderError) in
            counted.withLock { $0 += 1 }
            return CountedCall()
        }
        _ = try await provider(Clock(), transport).pipelines(permit)
        #expect(await transport.calls.map(\.path) == ["/oauth/access_token", "/v2/integrations"])
        #expect(counted.withLock { $0 } == 2)
    }

    @Test func `a token is fetched once, and again a minute before it expires`() async throws {
        let (clock, issuer) = (Clock(), Issuer())
        let transport = ScriptedTransport { issuer.answer($0) }
        let provider = try provider(clock, transport)
        _ = try await Poll.run(provider)
        clock.advance(seconds: 3_539)
        _ = try await Poll.run(provider)
        #expect(issuer.granted.withLock { $0 } == 1)
        clock.advance(seconds: 1)
        _ = try await Poll.run(provider)
        #expect(issuer.granted.withLock { $0 } == 2)
        let form = "grant_type=client_credentials&client_id=me&client_secret=s%261"
        #expect(issuer.forms.withLock { $0 } == [form, form])
        let first = try #require(await transport.calls.first)
        #expect(first.call.authorization == nil)
        #expect(!"\(first.call)".contains("s%261"))
    }

    @Test func `a token is fetched once more after a 401`() async throws {
        let (clock, issuer) = (Clock(), Issuer())
        let provider = try provider(clock, ScriptedTransport { issuer.answer($0) })
        _ = try await Poll.run(provider)
        // Somebody else took the token's place.
        issuer.granted.withLock { $0 += 1 }
        _ = try await Poll.run(provider)
        #expect(issuer.granted.withLock { $0 } == 3)
    }

    @Test func `a client that is not known is told as refused`() async throws {
        let transport = ScriptedTransport { _ in .error(401, "Unauthorized") }
        let provider = try provider(Clock(), transport)
        let error = await #expect(throws: ProviderError.self) { try await Poll.run(provider) }
        guard case .refused(let problem)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.status == 401)
        #expect(problem.credentials == .client)
        #expect(await transport.calls.count == 1)
    }

    @Test func `a ready token that is refused is told as a token`() async throws {
        let transport = ScriptedTransport { _ in .error(401, "Unauthorized") }
        let base = try #require(BaseURL("https://api.example.com"))
        let client = APIClient(
            baseURL: base, secret: { Secret("t") }, transport: transport, now: { .test })
        let error = await #expect(throws: ProviderError.self) {
            try await Poll.run(ElasticPathProvider(client: client))
        }
        guard case .refused(let problem)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.credentials == .token)
    }
}
