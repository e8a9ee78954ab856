import Providers
import Runs
import Testing

@Suite struct AsyncHTTPClientTransportTests {
    @Test func `a whole response is returned`() async throws {
        let reply = try await exchange(.bytes(response("{}", "X-A: 1"))).get()
        #expect(reply.status == 200)
        #expect(reply.body == Array("{}".utf8))
        #expect(reply.headers["x-a"] == "1")
    }

    @Test func `a compressed body is unpacked`() async throws {
        let reply = try await exchange(.bytes(response(Self.gzipped, "Content-Encoding: gzip")))
            .get()
        #expect(String(decoding: reply.body, as: UTF8.self) == String(repeating: "a", count: 100))
    }

    @Test func `a body past the cap is refused, also one that grows past it`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.body = 64
        let tooLarge = ProviderError.unreachable(.tooLarge(limit: 64))
        let plain = Array(String(repeating: "a", count: 65).utf8)
        #expect(try await exchange(.bytes(response(plain)), limits).failure == tooLarge)
        let packed = response(Self.gzipped, "Content-Encoding: gzip")
        #expect(Self.gzipped.count < 64)
        #expect(try await exchange(.bytes(packed), limits).failure == tooLarge)
    }

    @Test func `a redirect is returned and not followed`() async throws {
        let head = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        #expect(try await exchange(.bytes(Array(head.utf8))).get().status == 302)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"])
    func `a response that breaks off is a lost connection`(text: String) async throws {
        let answer = CannedServer.Answer.bytesThenClose(Array(text.utf8))
        #expect(try await exchange(answer).failure == .unreachable(.connectionLost))
    }

    @Test func `a server that never answers, or never ends, is given up`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.total = .milliseconds(150)
        #expect(try await exchange(.hang, limits).failure == .unreachable(.timedOut))
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n".utf8)
        #expect(try await exchange(.drip(head), limits).failure == .unreachable(.timedOut))
    }

    @Test func `a server that falls silent is given up`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.silence = .milliseconds(100)
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".utf8)
        #expect(try await exchange(.bytes(head), limits).failure == .unreachable(.timedOut))
    }

    @Test func `a plain server is not trusted over TLS`() async throws {
        let outcome = try await exchange(.bytes(response("{}")), scheme: "https")
        guard case .unreachable(.tls) = outcome.failure else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `a closed port refuses the connection at once`() async throws {
        let server = try await CannedServer.start(.hang)
        try await server.stop()
        let outcome = await send("http://127.0.0.1:\(server.port)/")
        #expect(outcome.failure == .unreachable(.connectionRefused))
    }

    @Test func `a host without an address is unknown`() async throws {
        // No name server is asked for a label of more than 63 characters.
        let host = String(repeating: "x", count: 70) + ".invalid"
        let outcome = await send("https://\(host)/")
        #expect(outcome.failure == .unreachable(.unknownHost(host)))
    }

    @Test func `a cancelled exchange says so`() async throws {
        let server = try await CannedServer.start(.hang)
        let task = Task { await send("http://127.0.0.1:\(server.port)/") }
        task.cancel()
        #expect(await task.value.failure == .cancelled)
        try await server.stop()
    }

    /// 100 times the letter a, in 24 bytes.
    private static let gzipped: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x4B, 0x4C, 0xA4, 0x3D, 0x00,
        0x00, 0x64, 0x7A, 0x70, 0xAF, 0x64, 0x00, 0x00, 0x00,
    ]

    private func response(_ body: String, _ header: String = "X-B: 2") -> [UInt8] {
        response(Array(body.utf8), header)
    }

    private func response(_ body: [UInt8], _ header: String = "X-B: 2") -> [UInt8] {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\(header)\r\n\r\n"
        return Array(head.utf8) + body
    }

    private func exchange(
        _ answer: CannedServer.Answer, _ limits: AsyncHTTPClientTransport.Limits = .init(),
        scheme: String = "http"
    ) async throws -> Result<HTTPReply, ProviderError> {
        let server = try await CannedServer.start(answer)
        let outcome = await send("\(scheme)://127.0.0.1:\(server.port)/", limits)
        try await server.stop()
        return outcome
    }

    private func send(
        _ url: String, _ limits: AsyncHTTPClientTransport.Limits = .init()
    ) async -> Result<HTTPReply, ProviderError> {
        let transport = AsyncHTTPClientTransport(limits: limits)
        let outcome: Result<HTTPReply, ProviderError>
        do {
            outcome = .success(
                try await transport.send(HTTPCall(url: url, headers: [], authorization: nil)))
        } catch {
            outcome = .failure(error)
        }
        await transport.shutdown()
        return outcome
    }
}

extension Result {
    /// The failure, or nil for a success.
    fileprivate var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let error): error
        }
    }
}
