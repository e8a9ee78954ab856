@testable import Providers
import Runs
import Testing

struct ProxyTransportTests {
    private static let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".utf8)

    private func exchange(
        _ answer: TunnelServer.Answer, userInfo: String = "",
        limits: AsyncHTTPClientTransport.Limits = .init()
    ) async throws -> (outcome: Result<HTTPReply, ProviderError>, heads: [String], place: String) {
        let server = try await TunnelServer.start(answer, bytes: Self.answer)
        let proxy = try ProxyServer("http://\(userInfo)127.0.0.1:\(server.port)")
        let outcome = await send(through: proxy, limits)
        let heads = server.requests
        try await server.stop()
        return (outcome, heads, proxy.place)
    }

    private func send(
        through proxy: ProxyServer, _ limits: AsyncHTTPClientTransport.Limits = .init()
    ) async -> Result<HTTPReply, ProviderError> {
        let transport = AsyncHTTPClientTransport(
            trust: TrustedCertificates(pem: Array(TestCertificate.pem.utf8)), proxy: proxy,
            limits: limits)
        let call = HTTPCall(url: "https://api.example.com/v1/x", headers: [], authorization: nil)
        let outcome: Result<HTTPReply, ProviderError>
        do {
            outcome = .success(try await transport.send(call))
        } catch {
            outcome = .failure(error)
        }
        await transport.shutdown()
        return outcome
    }

    private func error(_ outcome: Result<HTTPReply, ProviderError>) -> ProviderError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }

    @Test func `a call goes through the proxy, encrypted to the provider`() async throws {
        let (outcome, heads, _) = try await exchange(.tunnel)
        #expect(try outcome.get().body == Array("{}".utf8))
        #expect(heads.count == 1)
        #expect(heads.first?.hasPrefix("CONNECT api.example.com:443 HTTP/1.1\r\n") == true)
        #expect(heads.first?.lowercased().contains("proxy-authorization") == false)
    }

    @Test func `the proxy is given its user and password`() async throws {
        let (outcome, heads, _) = try await exchange(.tunnel, userInfo: "ada:p%3Aw@")
        #expect(try outcome.get().status == 200)
        #expect(heads.first?.contains("roxy-authorization: Basic YWRhOnA6dw==\r\n") == true)
    }

    @Test func `a proxy that wants other credentials, refuses or is not there says so`()
        async throws
    {
        let wants = try await exchange(.refuse("407 Proxy Authentication Required"))
        #expect(
            error(wants.outcome)
                == .unreachable(.proxy(.wantsCredentials, server: wants.place)))
        let refused = try await exchange(.refuse("403 Forbidden"))
        #expect(error(refused.outcome) == .unreachable(.proxy(.refused, server: refused.place)))
        let silent = try await exchange(.hangUp)
        #expect(error(silent.outcome) == .unreachable(.proxy(.brokeOff, server: silent.place)))
        let gone = try ProxyServer(refused.place)
        #expect(
            error(await send(through: gone))
                == .unreachable(.proxy(.unreachable, server: refused.place)))
    }

    @Test func `a proxy that never answers is given up`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.connect = .milliseconds(100)
        let hung = try await exchange(.hang, limits: limits)
        #expect(error(hung.outcome) == .unreachable(.connectTimedOut))
    }
}
